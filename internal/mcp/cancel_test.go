package mcp

import (
	"context"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// stuck takes for ever to say in which context something runs, until it is told that
// nobody waits any more.
type stuck struct {
	echo
	begun, over chan bool
}

func (s stuck) Context(ctx context.Context, _ string) (any, error) {
	s.begun <- true
	<-ctx.Done()
	s.over <- true
	return nil, ctx.Err()
}

// TestGivenUp: a question that the assistant's client gives up is not worked on, and the
// next one is answered.
func TestGivenUp(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	s := stuck{begun: make(chan bool, 1), over: make(chan bool, 1)}
	here, there := sdk.NewInMemoryTransports()
	go func() { _ = NewServer(s, "test").Run(ctx, there) }()
	client, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, here, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	asking, giveUp := context.WithCancel(ctx)
	go func() {
		<-s.begun
		giveUp()
	}()
	if _, err := client.CallTool(asking, &sdk.CallToolParams{Name: "context", Arguments: map[string]any{"target": "x"}}); err == nil {
		t.Error("what was given up is answered")
	}
	select {
	case <-s.over:
	case <-ctx.Done():
		t.Fatal("what was given up is worked on")
	}
	if _, err := client.CallTool(ctx, &sdk.CallToolParams{Name: "explain", Arguments: map[string]any{"rule": "x"}}); err != nil {
		t.Error(err)
	}
}
