package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	udiff "github.com/aymanbagabas/go-udiff"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Fixes are the edits that findings offer, as far as they were seen to help: with
// them the finding is gone, and there is no new one.
type Fixes struct {
	Mended []diag.Diagnostic // what the edits mend
	Kept   []diag.Diagnostic // what has an edit that does not mend it, or brings another
	Before *Result           // without the edits
	After  *Result           // with them
	texts  map[string]edited // by name in the tree
}

// edited is a file before and after.
type edited struct{ before, after []byte }

// maxTries bounds how often what was chosen is checked: each time something of it goes.
const maxTries = 6

// Fix checks what o names, and then again with the edits of what it found. Nothing is
// written.
func Fix(ctx context.Context, o Options) (*Fixes, error) {
	before, err := Check(ctx, o)
	if err != nil {
		return nil, err
	}
	f := &Fixes{Before: before, After: before}
	chosen := slices.DeleteFunc(slices.Clone(before.each), func(d diag.Diagnostic) bool { return len(edits(&d)) == 0 })
	for try := 0; len(chosen) > 0; try++ {
		if try == maxTries {
			return nil, errors.New("the edits of the findings get in each other's way; name fewer files")
		}
		if chosen = f.apply(chosen); len(chosen) == 0 {
			break
		}
		if f.After, err = Check(ctx, o.with(f.texts, before)); err != nil {
			return nil, err
		}
		good := f.judge(chosen)
		if len(good) == len(chosen) {
			break
		}
		chosen = good
	}
	if len(chosen) == 0 {
		f.After, f.texts = before, nil
	}
	f.Mended = chosen
	return f, nil
}

// edits are those of the first way out that has any.
func edits(d *diag.Diagnostic) []diag.Edit {
	for _, x := range d.Fixes {
		if len(x.Edits) > 0 {
			return x.Edits
		}
	}
	return nil
}

// with has files of a tree hold other texts.
func (o Options) with(texts map[string]edited, r *Result) Options {
	o.texts = map[string][]byte{}
	for name, t := range texts {
		o.texts[r.Tree.Path(name)] = t.after
	}
	o.Root, o.Found = r.Tree.Root(), nil
	return o
}

// apply edits the texts, and returns what it could: of two edits of one place, and of
// two files of one finding that cannot be read, none is done by half.
func (f *Fixes) apply(chosen []diag.Diagnostic) []diag.Diagnostic {
	f.texts = map[string]edited{}
	byFile := map[string][]diag.Edit{}
	var done []diag.Diagnostic
	for _, d := range chosen {
		more := maps.Clone(byFile)
		for _, e := range edits(&d) {
			more[e.File] = append(slices.Clone(more[e.File]), e)
		}
		if texts, ok := f.editAll(more); ok {
			byFile, f.texts = more, texts
			done = append(done, d)
		} else {
			f.Kept = append(f.Kept, d)
		}
	}
	return done
}

func (f *Fixes) editAll(byFile map[string][]diag.Edit) (map[string]edited, bool) {
	texts := map[string]edited{}
	for file, list := range byFile {
		name := f.Before.Tree.Inward(file)
		data, err := f.Before.Tree.Read(name)
		if err != nil {
			return nil, false
		}
		after, ok := diag.NewText(data).Apply(distinct(list))
		if !ok {
			return nil, false
		}
		texts[name] = edited{data, after}
	}
	return texts, true
}

// distinct leaves one of equal edits, as two findings have that one wait mends.
func distinct(list []diag.Edit) []diag.Edit {
	var out []diag.Edit
	for _, e := range list {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// judge returns those whose edits helped: their finding is gone, and they are not to
// blame for a new one.
func (f *Fixes) judge(chosen []diag.Diagnostic) []diag.Diagnostic {
	known, still := map[string]bool{}, map[string]bool{}
	for i := range f.Before.each {
		for _, w := range diag.Ways(&f.Before.each[i]) {
			known[w] = true
		}
	}
	blamed := make([]bool, len(chosen))
	for i := range f.After.each {
		d := &f.After.each[i]
		still[d.Fingerprint] = true
		if !slices.ContainsFunc(diag.Ways(d), func(w string) bool { return known[w] }) {
			blame(chosen, d, blamed)
		}
	}
	var good []diag.Diagnostic
	for i, d := range chosen {
		if still[d.Fingerprint] || blamed[i] {
			f.Kept = append(f.Kept, d)
		} else {
			good = append(good, d)
		}
	}
	return good
}

// blame marks those whose edits may have brought a new finding: whose function it leads
// through, or else whose file, or else all.
func blame(chosen []diag.Diagnostic, fresh *diag.Diagnostic, blamed []bool) {
	for _, meets := range []func(d *diag.Diagnostic, s diag.Step) bool{
		func(d *diag.Diagnostic, s diag.Step) bool { return d.File == s.File && d.Function == s.Function },
		func(d *diag.Diagnostic, s diag.Step) bool {
			return slices.ContainsFunc(edits(d), func(e diag.Edit) bool { return e.File == s.File })
		},
		func(*diag.Diagnostic, diag.Step) bool { return true },
	} {
		found := false
		for i := range chosen {
			if slices.ContainsFunc(append(slices.Clone(fresh.Steps), diag.Step{File: fresh.File, Function: fresh.Function}), func(s diag.Step) bool { return meets(&chosen[i], s) }) {
				blamed[i], found = true, true
			}
		}
		if found {
			return
		}
	}
}

// WriteDiff prints the edits as a patch, for the directory from which files are shown.
func (f *Fixes) WriteDiff(w io.Writer, from string) error {
	show := f.Before.shower(from)
	if show == nil {
		show = func(file string) string { return file }
	}
	for _, name := range slices.Sorted(maps.Keys(f.texts)) {
		t, shown := f.texts[name], filepath.ToSlash(show(f.Before.Tree.Outward(name)))
		if _, err := io.WriteString(w, udiff.Unified("a/"+shown, "b/"+shown, string(t.before), string(t.after))); err != nil {
			return err
		}
	}
	return nil
}

// Write edits the files. One that has changed since it was checked stays as it is, and
// that is an error; the others are written.
func (f *Fixes) Write() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(f.texts)) {
		t := f.texts[name]
		if err := t.write(f.Before.Tree.Path(name)); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.Before.Tree.Outward(name), err))
		}
	}
	return errors.Join(errs...)
}

// write edits a file that still is as it was checked.
func (t *edited) write(name string) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	now, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, t.before) {
		return errors.New("has changed since it was checked, and is not edited")
	}
	return replaceFile(name, t.after, info.Mode().Perm())
}

// Summary says what came of it.
func (f *Fixes) Summary(did string) string {
	s := fmt.Sprintf("%s %s in %s", did, plural(len(f.Mended), "finding"), plural(len(f.texts), "file"))
	if n := len(f.Kept); n > 0 {
		s += fmt.Sprintf("; %s left alone: the edit does not mend it, or brings another", plural(n, "finding"))
	}
	return s
}
