package driver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/gitcmd"
	"github.com/ctxlint/ctxlint/internal/patch"
)

// patchEnds are how names of files end that hold patches or mails.
var patchEnds = []string{".patch", ".diff", ".mbox", ".mbx", ".eml", ".cover"}

// patchFile says whether a name is that of a patch or mail.
func patchFile(name string) bool {
	name = strings.TrimSuffix(name, ".gz")
	return slices.ContainsFunc(patchEnds, func(end string) bool { return strings.HasSuffix(name, end) })
}

// listPatches lists the patches in a directory: those of a quilt series in its
// order, the messages of a maildir, else the files with the customary names in
// theirs.
func listPatches(dir string) ([]string, error) {
	if f, err := os.Open(filepath.Join(dir, "series")); err == nil {
		defer f.Close()
		return quiltSeries(dir, f)
	}
	var files []string
	add := func(dir string, want func(string) bool) error {
		entries, err := os.ReadDir(dir)
		for _, e := range entries {
			if !e.IsDir() && want(e.Name()) {
				files = append(files, filepath.Join(dir, e.Name()))
			}
		}
		return err
	}
	if err := add(dir, patchFile); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, fileCause(err))
	}
	for _, sub := range []string{"cur", "new"} {
		err := add(filepath.Join(dir, sub), func(name string) bool { return !strings.HasPrefix(name, ".") })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", dir, fileCause(err))
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no patches in this directory (want %s, a maildir, or a quilt series)", dir, strings.Join(patchEnds, ", "))
	}
	return files, nil
}

// quiltSeries reads the list that quilt keeps of the patches beside it.
func quiltSeries(dir string, f io.Reader) ([]string, error) {
	var files []string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		if words := strings.Fields(line); len(words) > 0 {
			files = append(files, filepath.Join(dir, filepath.FromSlash(words[0])))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, "series"), err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no patch in the series", dir)
	}
	return files, nil
}

// readPatches reads what a name stands for; "-" is standard input.
func (r *patchRun) readPatches(name string) ([]*patch.Patch, error) {
	in, shown := r.o.Stdin, "standard input"
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, fileCause(err))
		}
		defer f.Close()
		in, shown = f, name
	}
	data, err := io.ReadAll(io.LimitReader(in, patch.MaxInput+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, fileCause(err))
	}
	messages, err := patch.Parse(shown, data)
	if err == nil && len(messages) == 0 {
		// What came before in a pipeline may have failed; a diff of nothing is rare.
		r.res.Problems = append(r.res.Problems, Problem{File: shown, Message: "is empty: there is no patch in it", Fatal: true})
	}
	return messages, err
}

// loadFiles reads patches and mails, and makes a series of them.
func (r *patchRun) loadFiles(ctx context.Context) error {
	var messages []*patch.Patch
	for _, name := range r.input.files {
		found, err := r.readPatches(name)
		if err != nil {
			return err
		}
		messages = append(messages, found...)
	}
	s := patch.Order(messages)
	for _, l := range s.Left {
		r.remark(l.Name, l.Why)
	}
	if len(messages) > 0 && len(s.Patches) == 0 {
		return fmt.Errorf("%s: there is no patch in it", strings.Join(r.input.files, ", "))
	}
	if missing := s.Missing(); len(missing) > 0 {
		r.remark("", "of the series "+strings.Join(missing, ", ")+" is missing")
	}
	r.patches = s.Patches
	if done, err := r.loadApplied(ctx); done || err != nil {
		return err
	}
	return r.chooseBase(ctx, s)
}

// chooseBase decides what the patches apply to: the revision that is named, the
// one that they were made for if it is here, else the work tree.
func (r *patchRun) chooseBase(ctx context.Context, s *patch.Series) error {
	repo := r.input.repo
	if r.o.Base != "" {
		base, err := repo.Commit(ctx, r.o.Base)
		if err != nil {
			return fmt.Errorf("--base: %w", err)
		}
		r.baseRev, r.tipRev = base, base
		return r.checkout(ctx, base)
	}
	if s.Base == "" || repo == nil {
		return nil
	}
	base, err := repo.Commit(ctx, s.Base)
	if err == nil {
		err = r.checkout(ctx, base)
	} else {
		err = errors.New("it is not in this repository")
	}
	if err != nil {
		r.base = nil
		r.remark("", fmt.Sprintf("the patches are made for base-commit %.12s, but applied to the work tree: %v", s.Base, err))
		return nil
	}
	r.baseRev, r.tipRev = base, base
	r.remark("", fmt.Sprintf("the patches are applied to their base-commit %.12s", s.Base))
	return nil
}

// explainConflict says what a patch may not fit for.
func (r *patchRun) explainConflict(ctx context.Context, err error) error {
	var c *patch.Conflict
	if r.input.repo == nil || r.baseRev != "" || !errors.As(err, &c) {
		return err
	}
	changed, derr := r.input.repo.Differing(ctx, "HEAD")
	if derr == nil && slices.ContainsFunc(changed, func(e gitcmd.Entry) bool { return e.Name == c.File }) {
		return fmt.Errorf("%w (the file has changes that are not committed; --base HEAD leaves them out)", err)
	}
	return err
}
