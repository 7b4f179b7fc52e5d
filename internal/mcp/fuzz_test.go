package mcp

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// echo answers each question with itself.
type echo struct{}

func (echo) Context(_ context.Context, target string) (any, error)   { return []string{target}, nil }
func (echo) Callers(_ context.Context, function string) (any, error) { return []string{function}, nil }
func (echo) Splat(_ context.Context, text string) (any, error)       { return []string{text}, nil }
func (echo) CheckPatch(_ context.Context, p string) (any, error)     { return []string{p}, nil }
func (echo) Explain(_ context.Context, rule string) (string, error)  { return rule, nil }

const hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`

// converse sends lines to a server, waits for so many of its lines, and hangs up.
func converse(t *testing.T, lines string, answers int) string {
	t.Helper()
	in, write := io.Pipe()
	read, out := io.Pipe()
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	done := make(chan error, 1)
	go func() {
		done <- NewServer(echo{}, "test").Run(ctx, &sdk.IOTransport{Reader: in, Writer: out})
		out.Close()
	}()
	heard := make(chan bool)
	go func() {
		_, _ = io.WriteString(write, lines) // fails where the server has gone
		if answers > 0 {
			<-heard
		}
		write.Close()
	}()
	var said strings.Builder
	for l := bufio.NewScanner(read); l.Scan(); {
		said.WriteString(l.Text() + "\n")
		if answers--; answers == 0 {
			close(heard)
		}
	}
	_, _ = io.Copy(io.Discard, read) // after a line that is too long for a scanner
	<-done
	if ctx.Err() != nil {
		t.Error("the server hangs")
	}
	return said.String()
}

func TestConversation(t *testing.T) {
	said := converse(t, hello+`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"explain","arguments":{"rule":"sleep-in-atomic"}}}
{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"context","arguments":{"target":7}}}
{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"write_file","arguments":{}}}
`, 4)
	for _, want := range []string{`"serverInfo"`, `sleep-in-atomic`, `"isError":true`, `unknown tool`} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s in:\n%s", want, said)
		}
	}
}

// FuzzLines: no bytes of a client bring the server down, nor keep it from its end.
func FuzzLines(f *testing.F) {
	f.Add(hello + `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"context","arguments":{"target":"x"}}}` + "\n")
	f.Add(hello + `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"context","arguments":[]}}` + "\n")
	f.Add(hello + `{"jsonrpc":"2.0","id":{},"method":"tools/list"}` + "\n[]\n")
	f.Add(`{"id":1}` + "\n" + hello)
	f.Add("{\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, lines string) { converse(t, lines, 0) })
}
