package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/diag"
)

// fake answers without a tree: a finding at each line that says "bug".
type fake struct {
	checks, cancelled atomic.Int32
	slow              time.Duration
	hangs             bool // a question about a file takes for ever
}

func (f *fake) Root() string { return "/tree" }

func (f *fake) Name(path string) (string, bool) {
	rel, err := filepath.Rel("/tree", path)
	return rel, err == nil && filepath.IsLocal(rel) && strings.HasSuffix(rel, ".c")
}

func (f *fake) Read(string) ([]byte, error) { return nil, errors.New("no file") }

func (f *fake) File(ctx context.Context, _ Texts, _ string) (*ask.FileView, error) {
	if f.hangs {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return nil, nil
}

func (f *fake) Check(ctx context.Context, texts Texts, name string, progress func(int, int, string)) ([]diag.Diagnostic, error) {
	f.checks.Add(1)
	select {
	case <-ctx.Done():
		f.cancelled.Add(1)
		return nil, ctx.Err()
	case <-time.After(f.slow):
	}
	if f.slow > slow {
		progress(1, 2, "the first half")
		time.Sleep(slow + 50*time.Millisecond)
		progress(2, 2, "the rest")
	}
	var out []diag.Diagnostic
	for i, l := range strings.Split(string(texts[name]), "\n") {
		if at := strings.Index(l, "bug"); at >= 0 {
			out = append(out, diag.Diagnostic{
				Rule: "sleep-in-atomic", Severity: diag.Error, File: name, Line: i + 1, Column: at + 1, EndLine: i + 1, EndColumn: at + 4, Message: "a bug",
				Fixes: []diag.Fix{{Title: "mend it", Edits: []diag.Edit{{File: name, Line: i + 1, Column: at + 1, EndLine: i + 1, EndColumn: at + 4, NewText: "ok"}}}},
			})
		}
	}
	return out, nil
}

// session is a client that speaks the protocol byte by byte.
type session struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	id   int
	done chan error
}

func start(t *testing.T, a Analyst) *session {
	t.Helper()
	here, there := net.Pipe()
	s := &session{t: t, conn: here, in: bufio.NewReader(here), done: make(chan error, 1)}
	go func() {
		s.done <- Serve(context.Background(), there, "test", func(string) (Analyst, error) { return a, nil })
	}()
	t.Cleanup(func() { here.Close() })
	return s
}

func (s *session) send(text string) {
	s.t.Helper()
	s.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	if _, err := fmt.Fprintf(s.conn, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) notify(method, params string) {
	s.t.Helper()
	s.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

type message struct {
	ID     *int            `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func (s *session) read() message {
	s.t.Helper()
	s.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	n := 0
	for {
		l, err := s.in.ReadString('\n')
		if err != nil {
			s.t.Fatal(err)
		}
		if strings.TrimSpace(l) == "" {
			break
		}
		fmt.Sscanf(l, "Content-Length: %d", &n)
	}
	data := make([]byte, n)
	if _, err := io.ReadFull(s.in, data); err != nil {
		s.t.Fatal(err)
	}
	var m message
	if err := json.Unmarshal(data, &m); err != nil {
		s.t.Fatal(err)
	}
	return m
}

// call sends a request and reads up to its answer.
func (s *session) call(method, params string) message {
	s.t.Helper()
	s.id++
	s.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, s.id, method, params))
	for {
		if m := s.read(); m.ID != nil && *m.ID == s.id && m.Method == "" {
			return m
		}
	}
}

// diagnostics reads up to the next publication.
func (s *session) diagnostics() string {
	s.t.Helper()
	for {
		if m := s.read(); m.Method == "textDocument/publishDiagnostics" {
			return string(m.Params)
		}
	}
}

const doc = `{"uri":"file:///tree/a.c"`

func (s *session) open(text string) {
	s.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":%s,"languageId":"c","version":1,"text":%q}}`, doc, text))
}

func (s *session) change(version int, text string) {
	s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":%s,"version":%d},"contentChanges":[{"text":%q}]}`, doc, version, text))
}

func TestSession(t *testing.T) {
	f := &fake{}
	s := start(t, f)
	if m := s.call("textDocument/hover", `{}`); m.Error == nil || m.Error.Code != -32002 {
		t.Errorf("before initialize: %+v", m)
	}
	if m := s.call("initialize", `{"rootUri":"file:///tree","capabilities":{}}`); m.Error != nil || !strings.Contains(string(m.Result), `"inlayHintProvider":true`) {
		t.Errorf("%+v", m)
	}
	s.notify("initialized", `{}`)
	// Columns are UTF-16: two for the first, one for the second character.
	s.open("x;\n/* \U0001F600é */ bug;\n")
	if d := s.diagnostics(); !strings.Contains(d, `"range":{"start":{"line":1,"character":10},"end":{"line":1,"character":13}}`) || !strings.Contains(d, `"version":1`) {
		t.Error(d)
	}
	m := s.call("textDocument/codeAction", `{"textDocument":`+doc+`},"range":{"start":{"line":1,"character":0},"end":{"line":1,"character":3}},"context":{"diagnostics":[]}}`)
	if text := string(m.Result); !strings.Contains(text, "mend it") || !strings.Contains(text, "ctxlint:ignore sleep-in-atomic REASON") {
		t.Error(text)
	}
	s.change(2, "x;\n")
	if d := s.diagnostics(); !strings.Contains(d, `"diagnostics":[]`) || !strings.Contains(d, `"version":2`) {
		t.Error(d)
	}
	s.notify("textDocument/didClose", `{"textDocument":`+doc+`}}`)
	s.diagnostics()
	if m := s.call("shutdown", `null`); m.Error != nil {
		t.Errorf("%+v", m)
	}
	s.notify("exit", `null`)
	if err := <-s.done; err != nil {
		t.Error(err)
	}
}

// TestKeystrokes: the check of a text that has changed is given up, and only the
// last one is told of.
func TestKeystrokes(t *testing.T) {
	f := &fake{slow: 300 * time.Millisecond}
	s := start(t, f)
	s.call("initialize", `{"rootUri":"file:///tree","capabilities":{}}`)
	s.open("bug;\n")
	time.Sleep(50 * time.Millisecond) // the first check runs
	for v := 2; v < 12; v++ {
		s.change(v, strings.Repeat("x;\n", v)+"bug;\n")
	}
	if d := s.diagnostics(); !strings.Contains(d, `"version":11`) {
		t.Error(d)
	}
	if n := f.checks.Load(); n != 2 || f.cancelled.Load() != 1 {
		t.Errorf("%d checks, %d cancelled", n, f.cancelled.Load())
	}
}

// TestProgress: a check that takes long is shown, from its beginning to its end, where
// the editor can show it.
func TestProgress(t *testing.T) {
	s := start(t, &fake{slow: slow + 100*time.Millisecond})
	s.call("initialize", `{"rootUri":"file:///tree","capabilities":{"window":{"workDoneProgress":true}}}`)
	s.open("bug;\n")
	var got []string
	for token := ""; len(got) < 5; {
		m := s.read()
		switch m.Method {
		case "window/workDoneProgress/create":
			var p struct{ Token string }
			if err := json.Unmarshal(m.Params, &p); err != nil || p.Token == "" {
				t.Fatalf("%s %v", m.Params, err)
			}
			token = p.Token
			got = append(got, "create")
			s.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":null}`, *m.ID))
		case "$/progress":
			var p struct {
				Token string
				Value struct {
					Kind       string
					Percentage int
				}
			}
			if err := json.Unmarshal(m.Params, &p); err != nil || p.Token != token {
				t.Errorf("%s: token %q", m.Params, token)
			}
			got = append(got, fmt.Sprintf("%s %d", p.Value.Kind, p.Value.Percentage))
		case "textDocument/publishDiagnostics":
			got = append(got, "findings")
		}
	}
	if want := "create, begin 0, report 100, end 0, findings"; strings.Join(got, ", ") != want && strings.Join(got, ", ") != "create, begin 0, report 100, findings, end 0" {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestCancelRequest: a question that the editor takes back is given up, and the next one
// is answered.
func TestCancelRequest(t *testing.T) {
	f := &fake{hangs: true}
	s := start(t, f)
	s.call("initialize", `{"rootUri":"file:///tree","capabilities":{}}`)
	s.open("x;\n")
	s.diagnostics()
	for _, id := range []string{`null`, `1.5`, `{}`, `78`, `"77"`} {
		s.notify("$/cancelRequest", `{"id":`+id+`}`) // of nothing
	}
	s.send(`{"jsonrpc":"2.0","id":77,"method":"textDocument/hover","params":{"textDocument":` + doc + `},"position":{"line":0,"character":0}}}`)
	s.notify("$/cancelRequest", `{"id":77}`)
	for {
		if m := s.read(); m.ID != nil && *m.ID == 77 {
			if m.Error == nil || m.Error.Code != -32800 {
				t.Errorf("%+v", m)
			}
			break
		}
	}
	if m := s.call("textDocument/codeAction", `{"textDocument":`+doc+`},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":1}},"context":{"diagnostics":[]}}`); string(m.Result) != "[]" {
		t.Errorf("%+v", m)
	}
}

// TestMalformed: what is not understood is refused, and the session goes on.
func TestMalformed(t *testing.T) {
	s := start(t, &fake{})
	s.call("initialize", `{"rootUri":"file:///tree","capabilities":{}}`)
	for _, c := range []struct {
		method, params string
		code           int
	}{
		{"no/such", `{}`, -32601},
		{"textDocument/hover", `[]`, -32602},
		{"textDocument/hover", `{"position":{"line":-1}}`, -32602},
		{"callHierarchy/incomingCalls", `{"item":7}`, -32602},
		{"initialize", `{}`, -32600},
	} {
		if m := s.call(c.method, c.params); m.Error == nil || m.Error.Code != c.code {
			t.Errorf("%s %s: %+v", c.method, c.params, m.Error)
		}
	}
	s.notify("no/such/notification", `{}`)
	s.notify("textDocument/didChange", `{"textDocument":{"uri":"file:///tree/never-opened.c","version":1},"contentChanges":[{"text":"x"}]}`)
	for _, u := range []string{"file:///etc/passwd", "untitled:1", "http://x/y.c", "file:///tree/../etc/x.c", ""} {
		s.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"c","version":1,"text":"bug"}}`, u))
		if m := s.call("textDocument/hover", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":4000000000,"character":1}}`, u)); string(m.Result) != "null" {
			t.Errorf("%s: %+v", u, m)
		}
	}
	s.open("bug;\n")
	if d := s.diagnostics(); !strings.Contains(d, "a bug") {
		t.Error(d)
	}
}

// FuzzMessages: no bytes of a client bring the server down.
func FuzzMessages(f *testing.F) {
	f.Add(`{"jsonrpc":"2.0","id":1,"method":"textDocument/codeAction","params":{"textDocument":{"uri":"file:///tree/a.c"},"range":{"start":{"line":9}}}}`)
	f.Add(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///tree/a.c","text":"bug"}}}`)
	f.Add(`{"id":1}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		s := start(t, &fake{})
		s.call("initialize", `{"rootUri":"file:///tree","capabilities":{}}`)
		go io.Copy(io.Discard, s.in)
		s.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
		fmt.Fprintf(s.conn, "Content-Length: %d\r\n\r\n%s", len(text), text)
		s.conn.Close()
		select {
		case <-s.done:
		case <-time.After(10 * time.Second):
			t.Fatal("the server hangs")
		}
	})
}
