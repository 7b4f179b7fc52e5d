package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// rest is how long the server waits for the next keystroke.
const rest = 120 * time.Millisecond

// server is one session.
type server struct {
	conn    jsonrpc2.Conn
	analyst Analyst
	open    func(root string) (Analyst, error)
	version string

	progress atomic.Bool   // the client shows progress
	down     bool          // shut down was asked for
	gone     chan struct{} // is closed when the client said that it goes
	leave    sync.Once

	mu     sync.Mutex
	docs   map[string]*document // by name in the tree
	checks sync.WaitGroup
	asking sync.Mutex // one question of a file at a time
	view   cachedView
}

// document is a text that the editor has open.
type document struct {
	uri     protocol.DocumentURI
	version int32
	text    []byte
	stop    context.CancelFunc // of the check that runs
	found   []finding
}

// Serve speaks with one client until it goes away. open finds the tree around a
// directory.
func Serve(ctx context.Context, rw io.ReadWriteCloser, version string, open func(root string) (Analyst, error)) error {
	s := &server{conn: jsonrpc2.NewConn(jsonrpc2.NewStream(rw)), open: open, version: version, docs: map[string]*document{}, gone: make(chan struct{})}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s.conn.Go(ctx, cancelling(s.handle))
	select {
	case <-s.gone: // the reader may still wait for standard input
	case <-s.conn.Done():
	case <-ctx.Done():
	}
	s.stopAll()
	s.checks.Wait()
	if !s.down {
		return errors.New("the editor went away without a word")
	}
	return nil
}

// handle answers one message.
func (s *server) handle(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
	if s.analyst == nil && req.Method() != protocol.MethodInitialize {
		switch req.Method() {
		case protocol.MethodExit:
			_, err := s.exit(ctx, nil)
			return reply(ctx, nil, err)
		}
		return reply(ctx, nil, jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "initialize comes first"))
	}
	if h := handlers[req.Method()]; h != nil {
		result, err := h(s, ctx, req.Params())
		return reply(ctx, result, err)
	}
	if _, call := req.(*jsonrpc2.Call); !call {
		return reply(ctx, nil, nil) // a notification that is not understood
	}
	return reply(ctx, nil, jsonrpc2.NewError(jsonrpc2.MethodNotFound, "no method "+req.Method()))
}

// handlers are what the server understands.
var handlers map[string]func(s *server, ctx context.Context, params json.RawMessage) (any, error)

func init() {
	handlers = map[string]func(*server, context.Context, json.RawMessage) (any, error){
		protocol.MethodInitialize:                       on((*server).initialize),
		protocol.MethodInitialized:                      ignore,
		protocol.MethodShutdown:                         (*server).shutdown,
		protocol.MethodExit:                             (*server).exit,
		protocol.MethodTextDocumentDidOpen:              on((*server).didOpen),
		protocol.MethodTextDocumentDidChange:            on((*server).didChange),
		protocol.MethodTextDocumentDidSave:              ignore,
		protocol.MethodTextDocumentDidClose:             on((*server).didClose),
		protocol.MethodTextDocumentHover:                on((*server).hover),
		protocol.MethodTextDocumentCodeAction:           on((*server).codeAction),
		methodInlayHint:                                 on((*server).inlayHints),
		protocol.MethodTextDocumentPrepareCallHierarchy: on((*server).prepareHierarchy),
		protocol.MethodCallHierarchyIncomingCalls:       on((*server).incoming),
		protocol.MethodCallHierarchyOutgoingCalls:       on((*server).outgoing),
	}
}

// on decodes the parameters of a method.
func on[P any](h func(*server, context.Context, *P) (any, error)) func(*server, context.Context, json.RawMessage) (any, error) {
	return func(s *server, ctx context.Context, raw json.RawMessage) (any, error) {
		var p P
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
		}
		return h(s, ctx, &p)
	}
}

func ignore(*server, context.Context, json.RawMessage) (any, error) { return nil, nil }

// capabilities are those of the protocol's older versions and inlay hints.
type capabilities struct {
	protocol.ServerCapabilities
	InlayHintProvider bool `json:"inlayHintProvider"`
}

func (s *server) initialize(_ context.Context, p *protocol.InitializeParams) (any, error) {
	if s.analyst != nil {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialized already")
	}
	a, err := s.open(rootOf(p))
	if err != nil {
		return nil, err
	}
	s.analyst = a
	s.progress.Store(p.Capabilities.Window != nil && p.Capabilities.Window.WorkDoneProgress)
	return map[string]any{
		"serverInfo": protocol.ServerInfo{Name: "ctxlint", Version: s.version},
		"capabilities": capabilities{
			ServerCapabilities: protocol.ServerCapabilities{
				TextDocumentSync:      protocol.TextDocumentSyncOptions{OpenClose: true, Change: protocol.TextDocumentSyncKindFull},
				HoverProvider:         true,
				CodeActionProvider:    &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.QuickFix}},
				CallHierarchyProvider: true,
			},
			InlayHintProvider: true,
		},
	}, nil
}

// rootOf is the directory that the editor works in.
func rootOf(p *protocol.InitializeParams) string {
	if len(p.WorkspaceFolders) > 0 {
		if dir := pathOf(protocol.DocumentURI(p.WorkspaceFolders[0].URI)); dir != "" {
			return dir
		}
	}
	//lint:ignore SA1019 older clients send only this
	if dir := pathOf(p.RootURI); dir != "" {
		return dir
	}
	return "."
}

func (s *server) shutdown(context.Context, json.RawMessage) (any, error) {
	s.down = true
	s.stopAll()
	return nil, nil
}

// stopAll stops every check.
func (s *server) stopAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.docs {
		d.cancel()
	}
}

func (s *server) exit(context.Context, json.RawMessage) (any, error) {
	s.leave.Do(func() { close(s.gone) })
	return nil, nil
}

// name is the name in the tree of a document.
func (s *server) name(u protocol.DocumentURI) (string, bool) {
	path := pathOf(u)
	if path == "" {
		return "", false
	}
	return s.analyst.Name(path)
}

func (s *server) uriOf(name string) protocol.DocumentURI {
	return uri.File(filepath.Join(s.analyst.Root(), filepath.FromSlash(name)))
}

// texts are the open documents as they are now.
func (s *server) texts() Texts {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Texts{}
	for name, d := range s.docs {
		out[name] = d.text
	}
	return out
}

// text is a file as the editor sees it.
func (s *server) text(name string) []byte {
	s.mu.Lock()
	d := s.docs[name]
	s.mu.Unlock()
	if d != nil {
		return d.text
	}
	data, _ := s.analyst.Read(name)
	return data
}
