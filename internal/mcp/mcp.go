// Package mcp offers what ctxlint knows to assistants that review code, by the
// model context protocol, so that they ask for facts instead of guessing.
//
// Every tool only reads, every answer is bounded ([maxAnswer]): what does not fit
// is cut, from the end of its lists, and the answer says so. A path leads nowhere
// outside of the tree, which the [Facts] see to. Questions are answered one at a
// time: they share what was read.
package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// Facts answers questions, each with a value that becomes JSON.
type Facts interface {
	Context(ctx context.Context, target string) (any, error)
	Callers(ctx context.Context, function string) (any, error)
	Splat(ctx context.Context, text string) (any, error)
	CheckPatch(ctx context.Context, patch string) (any, error)
	Explain(ctx context.Context, rule string) (string, error)
}

// maxAnswer bounds one answer in bytes, maxInput one argument.
const (
	maxAnswer = 48 << 10
	maxInput  = 2 << 20
)

// What each tool takes.
type (
	contextInput struct {
		Target string `json:"target" jsonschema:"a function, FUNCTION@FILE, FILE:LINE, or an op as snd_pcm_ops.trigger"`
	}
	callersInput struct {
		Function string `json:"function" jsonschema:"a function, or FUNCTION@FILE where several have the name"`
	}
	splatInput struct {
		Text string `json:"text" jsonschema:"what the kernel printed, as dmesg or a mail shows it"`
	}
	patchInput struct {
		Patch string `json:"patch" jsonschema:"a unified diff, or a mailbox with a series, that applies to the tree"`
	}
	explainInput struct {
		Rule string `json:"rule" jsonschema:"the id of a rule, as sleep-in-atomic"`
	}
)

// NewServer makes a server of facts.
func NewServer(f Facts, version string) *sdk.Server {
	s := sdk.NewServer(&sdk.Implementation{Name: "ctxlint", Version: version}, &sdk.ServerOptions{Instructions: instructions})
	b := &bench{facts: f}
	add(s, b, "context", "In which contexts a kernel function, or a line, runs: process, atomic, softirq, hard interrupt; with the locks held, a way from the root as witness, whether it sleeps, and what it may do. For an op: its contract and who breaks it.",
		func(ctx context.Context, in contextInput) (any, error) { return f.Context(ctx, in.Target) })
	add(s, b, "callers_with_locks", "Every caller of a kernel function in the whole tree, with the context and the locks held at the call and where they were taken.",
		func(ctx context.Context, in callersInput) (any, error) { return f.Callers(ctx, in.Function) })
	add(s, b, "splat", "Explains a kernel report about a wrong context (sleeping function called from invalid context, scheduling while atomic, lockdep, KASAN): the sleeper, what made the context atomic, whether the source shows the chain, the rule and the ways out.",
		func(ctx context.Context, in splatInput) (any, error) { return f.Splat(ctx, in.Text) })
	add(s, b, "check_patch", "Applies a patch in memory, and tells which findings about contexts and DMA are new with it and which are gone. The tree is not changed.",
		func(ctx context.Context, in patchInput) (any, error) { return f.CheckPatch(ctx, in.Patch) })
	add(s, b, "explain", "What a rule flags, why that goes wrong, and what to do.",
		func(ctx context.Context, in explainInput) (any, error) {
			text, err := f.Explain(ctx, in.Rule)
			return map[string]string{"rule": in.Rule, "text": text}, err
		})
	return s
}

const instructions = `Facts about Linux kernel source in which context code runs. Ask "context" before you claim that code may or may not sleep; "callers_with_locks" before you claim which lock is held; "check_patch" for what a change newly breaks. Answers are drawn from the source without a build: each context has a witness that you can check. "assumed" means that no caller is known.`

// bench lets one question in at a time.
type bench struct {
	facts Facts
	busy  sync.Mutex
}

// add declares a tool that only reads.
func add[In any](s *sdk.Server, b *bench, name, about string, answer func(context.Context, In) (any, error)) {
	no := false
	tool := &sdk.Tool{Name: name, Description: about, Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &no}}
	sdk.AddTool(s, tool, func(ctx context.Context, _ *sdk.CallToolRequest, in In) (*sdk.CallToolResult, any, error) {
		if data, _ := json.Marshal(in); len(data) > maxInput {
			return nil, nil, fmt.Errorf("the question has more than %d KiB", maxInput>>10)
		}
		b.busy.Lock()
		defer b.busy.Unlock()
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		v, err := answer(ctx, in)
		if err != nil {
			return nil, nil, err
		}
		text, err := bounded(v, maxAnswer)
		if err != nil {
			return nil, nil, err
		}
		return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: text}}}, nil, nil
	})
}
