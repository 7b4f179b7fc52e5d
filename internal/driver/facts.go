package driver

import (
	"context"
	"os"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/mcp"
	"github.com/ctxlint/ctxlint/internal/source"
)

// facts answers an assistant. Each question gets a world of its own, so that an
// answer does not depend on the questions before; what was read is shared for as long
// as nobody changes a file of the tree.
type facts struct {
	dir   string
	o     Options
	a     *analyst
	base  *ask.World
	state source.State
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
	f := &facts{dir: dir, o: o}
	if err := f.open(source.State{}); err != nil {
		return err
	}
	err := mcp.NewServer(f, Version()).Run(ctx, &sdk.StdioTransport{})
	var problems []Problem
	closeCache(f.a.disk, &problems)
	return err
}

// open forgets what was read of the tree as it was.
func (f *facts) open(s source.State) error {
	a, err := newAnalyst(f.o, f.dir)
	if err != nil {
		return err
	}
	if f.a != nil {
		a.disk = f.a.disk
	}
	f.a, f.base, f.state = a, ask.NewWorld(a.options(a.tree)), s
	return nil
}

// world is the tree as it is now.
func (f *facts) world() (*ask.World, error) {
	o := f.o
	o.Paths = []string{f.dir}
	now, err := openTree(o)
	if err != nil {
		return nil, err
	}
	if s := now.State(); !s.Same(f.state) {
		if err := f.open(s); err != nil {
			return nil, err
		}
	}
	return f.base.Anew(), nil
}

func (f *facts) Context(ctx context.Context, target string) (any, error) {
	w, err := f.world()
	if err != nil {
		return nil, err
	}
	a, op, err := w.Context(ctx, target)
	if op != nil {
		return op, err
	}
	return a, err
}

func (f *facts) Callers(ctx context.Context, function string) (any, error) {
	w, err := f.world()
	if err != nil {
		return nil, err
	}
	return w.Callers(ctx, function)
}

func (f *facts) Splat(ctx context.Context, text string) (any, error) {
	w, err := f.world()
	if err != nil {
		return nil, err
	}
	return explainSplat(ctx, w, text)
}

// patchFacts are the findings that a patch brings and takes.
type patchFacts struct {
	New      []diag.Diagnostic `json:"new"`
	Fixed    []diag.Diagnostic `json:"fixed"`
	Problems []string          `json:"problems,omitempty"`
}

func (f *facts) CheckPatch(ctx context.Context, text string) (any, error) {
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

func (f *facts) Explain(_ context.Context, rule string) (string, error) {
	var b strings.Builder
	err := Explain(&b, rule, false)
	return b.String(), err
}
