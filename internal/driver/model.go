package driver

import (
	"context"
	"fmt"
	"io"
	"path"
	"runtime"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/source"
)

// ListModel prints the rows of the model whose key (a function, or
// "struct name.field") contains one of the words, or matches it as a pattern;
// all rows without words.
func ListModel(w io.Writer, words []string) error {
	c := &counter{w: w}
	shown := 0
	for _, r := range model.Kernel().Rows() {
		if !matchesAny(r.Key, words) {
			continue
		}
		shown++
		c.printf("%s: %s: %s", r.Table, r.Key, strings.Join(r.Columns, "; "))
		if r.Versions != "all" {
			c.printf(" (%s)", r.Versions)
		}
		c.printf(" [%s]", r.Source)
		if r.Note != "" {
			c.printf(" %s", r.Note)
		}
		c.printf("\n")
	}
	if shown == 0 {
		return fmt.Errorf("the model has no row for %s", strings.Join(words, ", "))
	}
	return c.err
}

func matchesAny(key string, words []string) bool {
	for _, word := range words {
		if ok, err := path.Match(word, key); err == nil && ok || strings.Contains(key, word) {
			return true
		}
	}
	return len(words) == 0
}

// VerifyModel compares every row of the model with the kernel tree at root,
// found upwards from the current directory if root is "": whether what it names
// is there, and whether the source of the function agrees about sleeping. It
// prints the rows that do not hold, and returns how many there are.
func VerifyModel(ctx context.Context, w io.Writer, root string, progress func(done, total int, what string)) (int, error) {
	if root == "" {
		var err error
		if root, err = source.FindRoot(nil); err != nil {
			return 0, err
		}
	}
	if !source.IsKernelRoot(root) {
		return 0, fmt.Errorf("%s is not the root of a kernel tree; name one with --root", root)
	}
	m := model.Kernel()
	diffs, err := model.Verify(m, root)
	if err != nil {
		return 0, err
	}
	inf, err := infer(ctx, m, root, progress)
	if err != nil {
		return 0, err
	}
	diffs = append(diffs, model.CompareInferred(m, inf.version, inf)...)
	c := &counter{w: w}
	for _, d := range diffs {
		c.printf("%s\n", d)
	}
	c.printf("%d rows compared with Linux %s, %d of %d claims about sleeping with the source, %d do not hold\n",
		len(m.Rows()), source.KernelVersion(root), inf.known(), len(inf.verdicts), len(diffs))
	return len(diffs), c.err
}

// inferred is what the engine concluded from the sources of a tree.
type inferred struct {
	version  string
	verdicts map[string]engine.Verdict
}

// infer asks the engine about every claim of the model.
func infer(ctx context.Context, m *model.Model, root string, progress func(done, total int, what string)) (*inferred, error) {
	tree, err := source.Open(root, nil)
	if err != nil {
		return nil, err
	}
	inf := &inferred{version: majorMinor(source.KernelVersion(root)), verdicts: map[string]engine.Verdict{}}
	var subjects []engine.Subject
	for _, c := range m.Claims(inf.version) {
		file, _, _ := strings.Cut(c.Row.Source, ":")
		subjects = append(subjects, engine.Subject{File: file, Name: c.Row.Key})
	}
	verdicts, err := cdriver.Infer(ctx, cdriver.Options{Tree: tree, Jobs: runtime.GOMAXPROCS(0), Progress: progress}, subjects)
	if err != nil {
		return nil, err
	}
	for i, v := range verdicts {
		inf.verdicts[subjects[i].Name] = v
	}
	return inf, nil
}

// Sleeps implements model.Inferred.
func (inf *inferred) Sleeps(name string) (known, sleeps bool, why string) {
	v := inf.verdicts[name]
	return v.Known, v.Sleeps, v.Why
}

func (inf *inferred) known() int {
	n := 0
	for _, v := range inf.verdicts {
		if v.Known {
			n++
		}
	}
	return n
}

// majorMinor cuts 6.12.5 to the 6.12 that the tables speak of.
func majorMinor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}
