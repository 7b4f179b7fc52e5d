package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/ctxlint/ctxlint/internal/ask"
)

// itemData is what an item of the hierarchy is known by: the document that was
// asked about, and the place of the function.
type itemData struct {
	URI  protocol.DocumentURI `json:"uri"`
	File string               `json:"file"`
	Line int                  `json:"line"`
}

// item is a function in the call hierarchy. The library's own has no data that
// survives the way to the editor and back.
type item struct {
	Name           string               `json:"name"`
	Kind           protocol.SymbolKind  `json:"kind"`
	Detail         string               `json:"detail,omitempty"`
	URI            protocol.DocumentURI `json:"uri"`
	Range          protocol.Range       `json:"range"`
	SelectionRange protocol.Range       `json:"selectionRange"`
	Data           itemData             `json:"data"`
}

type callsParams struct {
	Item item `json:"item"`
}

func (s *server) item(from protocol.DocumentURI, name, file string, line int, label string) item {
	r := lineRange(linesOf(s.text(file)), line)
	detail := file
	if label != "" {
		detail = label + ", " + file
	}
	return item{Name: name, Kind: protocol.SymbolKindFunction, Detail: detail, URI: s.uriOf(file), Range: r, SelectionRange: r, Data: itemData{from, file, line}}
}

func (s *server) prepareHierarchy(ctx context.Context, p *protocol.CallHierarchyPrepareParams) (any, error) {
	_, v, err := s.file(ctx, p.TextDocument.URI)
	if v == nil || err != nil {
		return nil, err
	}
	a := v.At(int(p.Position.Line) + 1)
	if a == nil {
		return nil, nil
	}
	label := ""
	for _, h := range v.Heads() {
		if h.Line == a.Line {
			label = h.Label
		}
	}
	return []item{s.item(p.TextDocument.URI, a.Function, a.File, a.Line, label)}, nil
}

func (s *server) incoming(ctx context.Context, p *callsParams) (any, error) {
	return s.calls(ctx, p, "from", (*ask.FileView).Callers)
}

func (s *server) outgoing(ctx context.Context, p *callsParams) (any, error) {
	return s.calls(ctx, p, "to", (*ask.FileView).Callees)
}

// calls lists the other ends of calls; key is how the protocol names them.
func (s *server) calls(ctx context.Context, p *callsParams, key string, list func(*ask.FileView, string, int) []ask.Caller) (any, error) {
	_, v, err := s.file(ctx, p.Item.Data.URI)
	out := []map[string]any{}
	if v == nil || err != nil {
		return out, err
	}
	for _, c := range list(v, p.Item.Data.File, p.Item.Data.Line) {
		at := c.File // calls are in the caller's file
		if key == "to" {
			at = p.Item.Data.File
		}
		ranges := []protocol.Range{}
		for _, n := range c.Calls {
			ranges = append(ranges, lineRange(linesOf(s.text(at)), n))
		}
		out = append(out, map[string]any{key: s.item(p.Item.Data.URI, c.Function, c.File, c.Line, c.Label), "fromRanges": ranges})
	}
	return out, nil
}
