package driver

import (
	"context"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/whatif"
)

// WhatIfOptions are assumptions about a tree.
type WhatIfOptions struct {
	Options
	Sleeps    []string // functions, as FUNC or FUNC@FILE
	Atomic    []string
	Takes     []string // LOCK@FUNC, KIND:LOCK@FUNC
	Nonatomic []string // files, or names of links
	RT        bool     // the kernel is PREEMPT_RT; matters for Paths, and what others matter for
}

// WhatIf is what assumptions change.
type WhatIf struct {
	Assumed      []Assumption
	Wrong, Right []diag.Diagnostic // what becomes so
	Stays        []diag.Diagnostic // what is wrong for another reason then
	Checked      int               // files that were checked, as they are and as they would be
	Problems     []Problem
	read         func(string) []byte
}

// Assumption is one of them, and where it was put; one about the kernel has no place.
type Assumption struct {
	Text string `json:"text"`
	File string `json:"file"`
	Line int    `json:"line"`

	words []wording
}

// WhatIfSchema names the form of the JSON output.
const WhatIfSchema = "ctxlint/whatif/1"

type whatIfAnswer struct {
	Schema  string            `json:"schema"`
	Assumed []Assumption      `json:"assumed"`
	Checked int               `json:"checked"`
	Wrong   []diag.Diagnostic `json:"wrong"`
	Right   []diag.Diagnostic `json:"right"`
	Stays   []diag.Diagnostic `json:"stays"`
}

// assume is the work on the assumptions.
type assume struct {
	o     *WhatIfOptions
	a     *analyst
	edits map[string][]whatif.Edit
	files map[string]bool // to check
	out   *WhatIf
}

// Assume checks a tree as it is and as it would be, and tells the difference.
func Assume(ctx context.Context, o WhatIfOptions) (*WhatIf, error) {
	if err := validate(o.Options); err != nil {
		return nil, err
	}
	dir := "."
	if len(o.Paths) > 0 {
		dir = o.Paths[0]
	}
	if o.Root != "" {
		dir = o.Root
	}
	a, err := newAnalyst(o.Options, dir)
	if err != nil {
		return nil, err
	}
	w := &assume{o: &o, a: a, edits: map[string][]whatif.Edit{}, files: map[string]bool{}, out: &WhatIf{}}
	if err := w.collect(ctx); err != nil {
		return nil, err
	}
	before, after, err := w.check(ctx)
	if err != nil {
		return nil, err
	}
	w.out.compare(before, after)
	for i := range w.out.Wrong {
		w.out.reword(&w.out.Wrong[i])
	}
	for i := range w.out.Stays {
		w.out.reword(&w.out.Stays[i])
	}
	closeCache(a.disk, &w.out.Problems)
	return w.out, nil
}
