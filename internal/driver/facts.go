package driver

import (
	"context"
	"os"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/mcp"
)

// facts answers an assistant. Each question gets a world of its own, so that an
// answer does not depend on the questions before; what was read is shared.
type facts struct {
	a    *analyst
	base *ask.World
}

// Assistant serves facts on standard input and output until the client goes away.
func Assistant(ctx context.Context, o Options) error {
	if err := validate(o); err != nil {
		return err
	}
	dir := o.Root
	if dir == "" {
		var err error
		if dir, err = os.Getwd(); err != nil {
			return err
		}
	}
	a, err := newAnalyst(o, dir)
	if err != nil {
		return err
	}
	err = mcp.NewServer(facts{a, ask.NewWorld(a.options(a.tree))}, Version()).Run(ctx, &sdk.StdioTransport{})
	var problems []Problem
	closeCache(a.disk, &problems)
	return err
}

func (f facts) world() *ask.World { return f.base.Anew() }

func (f facts) Context(ctx context.Context, target string) (any, error) {
	a, op, err := f.world().Context(ctx, target)
	if op != nil {
		return op, err
	}
	return a, err
}

func (f facts) Callers(ctx context.Context, function string) (any, error) {
	return f.world().Callers(ctx, function)
}

func (f facts) Splat(ctx context.Context, text string) (any, error) {
	return explainSplat(ctx, f.world(), text)
}

// patchFacts are the findings that a patch brings and takes.
type patchFacts struct {
	New      []diag.Diagnostic `json:"new"`
	Fixed    []diag.Diagnostic `json:"fixed"`
	Problems []string          `json:"problems,omitempty"`
}

func (f facts) CheckPatch(ctx context.Context, text string) (any, error) {
	o := PatchOptions{Options: f.a.o, Args: []string{"-"}, Stdin: strings.NewReader(text)}
	o.Root, o.Paths = f.a.tree.Root(), nil
	res, err := Patch(ctx, o)
	if err != nil {
		return nil, err
	}
	out := patchFacts{New: []diag.Diagnostic{}, Fixed: []diag.Diagnostic{}}
	for i := range res.New {
		out.New = append(out.New, res.New[i].Finding)
	}
	for i := range res.Fixed {
		out.Fixed = append(out.Fixed, res.Fixed[i].Finding)
	}
	for _, p := range res.Problems {
		out.Problems = append(out.Problems, p.Error())
	}
	return out, nil
}

func (f facts) Explain(_ context.Context, rule string) (string, error) {
	var b strings.Builder
	err := Explain(&b, rule, false)
	return b.String(), err
}
