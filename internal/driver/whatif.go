package driver

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/lsp"
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
	Checked      int               // files that were checked, as they are and as they would be
	Problems     []Problem
	read         func(string) []byte
}

// Assumption is one of them, and where it was put; one about the kernel has no place.
type Assumption struct {
	Text string `json:"text"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// WhatIfSchema names the form of the JSON output.
const WhatIfSchema = "ctxlint/whatif/1"

type whatIfAnswer struct {
	Schema  string            `json:"schema"`
	Assumed []Assumption      `json:"assumed"`
	Checked int               `json:"checked"`
	Wrong   []diag.Diagnostic `json:"wrong"`
	Right   []diag.Diagnostic `json:"right"`
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
	w.out.Wrong, w.out.Right = onlyIn(before, after), onlyIn(after, before)
	closeCache(a.disk, &w.out.Problems)
	return w.out, nil
}

// onlyIn is what is in b and not in a.
func onlyIn(a, b []diag.Diagnostic) []diag.Diagnostic {
	known := map[string]bool{}
	for i := range a {
		known[a[i].Fingerprint] = true
	}
	return slices.DeleteFunc(slices.Clone(b), func(d diag.Diagnostic) bool { return known[d.Fingerprint] })
}

// collect turns the assumptions into edits, and finds the files that they matter
// for.
func (w *assume) collect(ctx context.Context) error {
	for _, f := range w.o.Sleeps {
		if err := w.function(ctx, f, "", whatif.Sleeps, "sleeps"); err != nil {
			return err
		}
	}
	for _, f := range w.o.Atomic {
		if err := w.function(ctx, f, "", whatif.Atomic, "runs in atomic context"); err != nil {
			return err
		}
	}
	for _, t := range w.o.Takes {
		lock, fn, ok := strings.Cut(t, "@")
		statement, err := whatif.Takes(lock)
		if err == nil && !ok {
			err = fmt.Errorf("want LOCK@FUNC")
		}
		if err != nil {
			return fmt.Errorf("--takes %s: %w", t, err)
		}
		if err := w.function(ctx, fn, lock, statement, "holds "+lock); err != nil {
			return err
		}
	}
	for _, n := range w.o.Nonatomic {
		if err := w.nonatomic(n); err != nil {
			return err
		}
	}
	if w.o.RT {
		if len(w.out.Assumed)+len(w.o.Paths) == 0 {
			return fmt.Errorf("--rt: name the files or directories to check")
		}
		w.out.Assumed = append(w.out.Assumed, Assumption{Text: "the kernel is PREEMPT_RT"})
	}
	if len(w.out.Assumed) == 0 {
		return fmt.Errorf("nothing is assumed: give --sleeps, --atomic, --takes, --nonatomic or --rt")
	}
	return w.paths()
}

// paths adds the files that were named.
func (w *assume) paths() error {
	if len(w.o.Paths) == 0 {
		return nil
	}
	files, problems := w.a.tree.Select(w.o.Paths)
	w.out.Problems = append(w.out.Problems, problems...)
	for _, f := range files {
		w.files[f] = true
	}
	return nil
}

// function assumes something about a function, by a statement at its start; lock is what
// it takes, "" if it takes none. says is the assumption, after the function's name.
func (w *assume) function(ctx context.Context, spec, lock, statement, says string) error {
	world := ask.NewWorld(w.a.options(w.a.tree))
	at, files, err := world.Reach(ctx, spec)
	if err != nil {
		return err
	}
	if at.Row != "" {
		return fmt.Errorf("%s() is described by the model (%s): what its body does is not looked at", at.Function, at.Row)
	}
	text, err := w.a.tree.Read(at.File)
	if err != nil {
		return err
	}
	for _, f := range cdriver.Functions(text) {
		if f.Name != at.Function || at.Line < f.First || at.Line > f.Last {
			continue
		}
		if lock != "" && !whatif.Knows(text, lock) {
			return fmt.Errorf("--takes %s@%s: %s has no %s", lock, spec, at.File, whatif.Base(lock))
		}
		e, err := whatif.Body(text, f.Text, bytes.Index(text, f.Text), statement)
		if err != nil {
			return fmt.Errorf("%s(): %w", at.Function, err)
		}
		w.edits[at.File] = append(w.edits[at.File], e)
		w.out.Assumed = append(w.out.Assumed, Assumption{at.Function + "() " + says, at.File, e.Line})
		for _, f := range files {
			w.files[f] = true
		}
		return nil
	}
	return fmt.Errorf("%s() was not found in %s", at.Function, at.File)
}

// nonatomic assumes that the PCMs of a file, or the link of that name, are.
func (w *assume) nonatomic(name string) error {
	files, link := []string{}, name
	if rel, err := w.a.tree.Rel(name); err == nil {
		files, link = []string{rel}, ""
	} else {
		w.a.tree.WalkAll(func(f string) {
			if strings.HasSuffix(f, ".c") && (strings.HasPrefix(f, "sound/") || strings.HasPrefix(f, "drivers/") || !strings.Contains(f, "/")) {
				files = append(files, f)
			}
		})
	}
	found := false
	for _, f := range files {
		text, err := w.a.tree.Read(f)
		if err != nil || link != "" && !bytes.Contains(text, []byte(`"`+link+`"`)) {
			continue
		}
		edits := whatif.Nonatomic(text, link)
		if len(edits) == 0 {
			continue
		}
		found = true
		w.edits[f] = append(w.edits[f], edits...)
		w.out.Assumed = append(w.out.Assumed, Assumption{"the PCM is nonatomic", f, edits[0].Line})
		for _, n := range w.a.tree.List(path.Dir(f)) {
			w.files[n] = true
		}
	}
	switch {
	case !found && link == "":
		return fmt.Errorf("%s sets the ops of no PCM and states no link", name)
	case !found:
		return fmt.Errorf("--nonatomic %s: no such file, and no link of that name", name)
	}
	return nil
}

// check judges both states.
func (w *assume) check(ctx context.Context) (before, after []diag.Diagnostic, err error) {
	texts := lsp.Texts{}
	for f, edits := range w.edits {
		data, err := w.a.tree.Read(f)
		if err != nil {
			return nil, nil, err
		}
		texts[f] = whatif.Apply(data, edits)
	}
	var files []string
	for f := range w.files {
		files = append(files, f)
	}
	slices.Sort(files)
	w.out.Checked = len(files)
	first, err := w.a.checkFiles(ctx, nil, files, w.o.progress())
	if err != nil {
		return nil, nil, err
	}
	assumed := *w.a
	if w.o.RT {
		assumed.o.AddRT()
	}
	second, err := assumed.checkFiles(ctx, texts, files, w.o.progress())
	if err != nil {
		return nil, nil, err
	}
	w.out.Problems = append(w.out.Problems, second.Problems...)
	w.out.read = second.Read
	return first.Findings, second.Findings, nil
}

// WriteWhatIf prints what assumptions change.
func WriteWhatIf(w io.Writer, format string, r *WhatIf, color bool) error {
	if format == "json" {
		return writeJSON(w, whatIfAnswer{WhatIfSchema, r.Assumed, r.Checked, orEmpty(r.Wrong), orEmpty(r.Right)})
	}
	c := &counter{w: w}
	for _, a := range r.Assumed {
		c.printf("assumed: %s", a.Text)
		if a.File != "" {
			c.printf(", at %s:%d", a.File, a.Line)
		}
		c.printf("\n")
	}
	c.printf("\n%s\n", inAWord(r))
	for _, part := range []struct {
		title string
		found []diag.Diagnostic
	}{{"becomes wrong", r.Wrong}, {"becomes right", r.Right}} {
		if len(part.found) == 0 || c.err != nil {
			continue
		}
		c.printf("\n%s:\n\n", part.title)
		if c.err == nil {
			c.err = diag.WriteText(w, part.found, diag.TextOptions{Color: color, Read: r.read})
		}
	}
	return c.err
}

func orEmpty(d []diag.Diagnostic) []diag.Diagnostic {
	if d == nil {
		return []diag.Diagnostic{}
	}
	return d
}

// inAWord is the answer in a sentence.
func inAWord(r *WhatIf) string {
	switch wrong, right := len(r.Wrong), len(r.Right); {
	case wrong == 0 && right == 0:
		return "nothing changes: no finding comes or goes; " + count(r.Checked, "file was checked", "files were checked")
	case wrong == 0:
		return fmt.Sprintf("%s, and nothing becomes wrong", count(right, "finding goes", "findings go"))
	case right == 0:
		return fmt.Sprintf("%s, and nothing becomes right", count(wrong, "finding comes", "findings come"))
	default:
		return fmt.Sprintf("one flaw is traded for another: %s, %s", count(right, "finding goes", "findings go"), count(wrong, "comes", "come"))
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
