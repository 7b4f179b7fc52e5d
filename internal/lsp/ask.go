package lsp

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/ctxlint/ctxlint/internal/ask"
)

// cachedView is the file that was asked about last, in the state that it had.
type cachedView struct {
	key  [sha256.Size]byte
	view *ask.FileView
}

// file is what is known of a document, of the texts as they are now.
func (s *server) file(ctx context.Context, u protocol.DocumentURI) (string, *ask.FileView, error) {
	name, ok := s.name(u)
	if !ok {
		return "", nil, nil
	}
	texts := s.texts()
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", name)
	for _, n := range sortedNames(texts) {
		fmt.Fprintf(h, "%s %d\n", n, len(texts[n]))
		h.Write(texts[n])
	}
	var key [sha256.Size]byte
	h.Sum(key[:0])
	s.asking.Lock()
	defer s.asking.Unlock()
	if s.view.view != nil && s.view.key == key {
		return name, s.view.view, nil
	}
	v, err := s.analyst.File(ctx, texts, name)
	if err != nil {
		return name, nil, err
	}
	s.view = cachedView{key, v}
	return name, v, nil
}

func (s *server) hover(ctx context.Context, p *protocol.HoverParams) (any, error) {
	_, v, err := s.file(ctx, p.TextDocument.URI)
	if v == nil || err != nil {
		return nil, err
	}
	a := v.At(int(p.Position.Line) + 1)
	if a == nil {
		return nil, nil
	}
	return &protocol.Hover{Contents: protocol.MarkupContent{Kind: protocol.Markdown, Value: hoverText(a)}}, nil
}

// hoverText is an answer in a few lines.
func hoverText(a *ask.Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s()**", a.Function)
	if len(a.Contexts) == 0 {
		b.WriteString(": no caller is seen in this file")
	}
	b.WriteString("\n\n")
	for _, c := range a.Contexts {
		may := "may sleep"
		if !c.MaySleep {
			may = "must not sleep"
		}
		fmt.Fprintf(&b, "- %s, %s: %s\n", c.Kind, may, c.Why)
		for _, h := range c.Held {
			lock := h.Lock
			if lock == "" {
				lock = h.What
			}
			fmt.Fprintf(&b, "  - holds `%s`, %s() at %s:%d\n", lock, h.By, h.File, h.Line)
		}
	}
	fmt.Fprintf(&b, "\nsleeps itself: %s", a.Sleep.Answer)
	if len(a.Sleep.Depends) > 0 {
		fmt.Fprintf(&b, ", if %s", strings.Join(a.Sleep.Depends, ", or if "))
	}
	for _, way := range a.Sleep.Ways {
		if last := len(way.Steps) - 1; last >= 0 && (way.Sure || a.Sleep.Answer != "yes") {
			fmt.Fprintf(&b, "\n- %s() at %s:%d", way.Callee, way.Steps[last].File, way.Steps[last].Line)
		}
	}
	fmt.Fprintf(&b, "\n\nSeen from this file; `ctxlint context %s@%s` asks the whole tree.", a.Function, a.File)
	return b.String()
}

const methodInlayHint = "textDocument/inlayHint"

// inlayHint is of a later version of the protocol than the library.
type inlayHint struct {
	Position     protocol.Position `json:"position"`
	Label        string            `json:"label"`
	PaddingLeft  bool              `json:"paddingLeft"`
	PaddingRight bool              `json:"paddingRight"`
}

type inlayHintParams struct {
	TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	Range        protocol.Range                  `json:"range"`
}

func (s *server) inlayHints(ctx context.Context, p *inlayHintParams) (any, error) {
	name, v, err := s.file(ctx, p.TextDocument.URI)
	hints := []inlayHint{}
	if v == nil || err != nil {
		return hints, err
	}
	lines := linesOf(s.text(name))
	for _, h := range v.Heads() {
		at := uint32(h.Line - 1)
		if h.Label == "" || h.Label == "process" || at < p.Range.Start.Line || at > p.Range.End.Line || h.Line > len(lines) {
			continue
		}
		hints = append(hints, inlayHint{Position: position(lines, h.Line, len(lines[h.Line-1])+1), Label: h.Label, PaddingLeft: true})
	}
	return hints, nil
}
