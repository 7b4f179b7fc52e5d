package driver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/config"
	"github.com/ctxlint/ctxlint/internal/gitcmd"
	"github.com/ctxlint/ctxlint/internal/patch"
	"github.com/ctxlint/ctxlint/internal/suppress"
)

// A change must not configure its own judgement: what a project has decided is
// read as it is before the change. A file that git does not know is nobody's
// change, and is read from disk.

// baseFiles reads files as they are in a commit.
type baseFiles struct {
	ctx       context.Context // of the one run that this belongs to
	repo      *gitcmd.Repo
	base, tip string            // revisions; the index is ""
	known     map[string][]byte // by the name relative to the top; nil: not there
}

// errWithChange says that a file is not there before the change.
var errWithChange = errors.New("it comes with the change")

// openProject decides what the project's own files say for the files to check.
func (r *patchRun) openProject(ctx context.Context, files []string) error {
	if r.input.repo != nil && r.baseRev != "" { // else the work tree is the base
		f := &baseFiles{ctx: ctx, repo: r.input.repo, base: r.baseRev, tip: r.tipRev, known: map[string][]byte{}}
		var names []string
		for _, dir := range config.Dirs(files) {
			names = append(names, path.Join(r.input.repo.Prefix, dir, ConfigFile))
		}
		if err := f.prefetch(names); err != nil {
			return err
		}
		r.o.project = f.read
	}
	if _, err := r.o.reader()(r.o.Config); r.o.Config != "" && errors.Is(err, errWithChange) {
		r.remark(r.o.Config, "comes with this change, and holds once it is merged")
		r.o.Config = "none"
	}
	set, err := r.o.readConfig(r.tree, files)
	if err != nil {
		return err
	}
	r.policy, err = newPolicy(set, &r.o.Options, files)
	r.judgeProject(ctx, set.Says())
	return err
}

// judgeProject tells what the change does to the files that have a say, and
// whether a configuration that it leaves can be read.
func (r *patchRun) judgeProject(ctx context.Context, says []string) {
	for _, p := range r.patches {
		for _, f := range p.Files {
			name := f.Name()
			ours := path.Base(name) == ConfigFile || path.Base(name) == DefaultBaseline ||
				slices.Contains(says, filepath.Join(r.tree.Root(), filepath.FromSlash(name)))
			if !ours {
				continue
			}
			r.remark(name, "is changed; this check goes by what it was before")
			if path.Base(name) == ConfigFile && f.New != "" {
				r.judgeConfig(ctx, f.New)
			}
		}
	}
}

func (r *patchRun) judgeConfig(ctx context.Context, name string) {
	if r.tipRev == r.baseRev {
		return // patch files: their text is known after they are applied only
	}
	repo := r.input.repo
	full := repo.Prefix + name
	texts, err := repo.Contents(ctx, r.tipRev, []string{full})
	if err == nil && texts[full] != nil {
		after := &baseFiles{ctx: ctx, repo: repo, base: r.tipRev, tip: r.tipRev, known: map[string][]byte{}}
		err = config.Check(after.read, r.tree.Path(name), texts[full], path.Dir(name) != ".")
	}
	if err != nil {
		r.res.Problems = append(r.res.Problems, Problem{Message: "the configuration that this change leaves: " + err.Error(), Fatal: true})
	}
}

// tellSilenced lists the comments by which the change silences findings: they are
// the author's to write and the reviewer's to judge.
func (r *patchRun) tellSilenced() {
	last := r.res.states[len(r.res.states)-1]
	for _, file := range patch.Touched(r.patches) {
		for _, d := range suppress.Parse(file, last.read(file)) {
			if last.changes.Added(file, d.Line) {
				r.res.Problems = append(r.res.Problems, Problem{File: file, Line: d.Line,
					Message: "this change silences " + strings.Join(d.Rules, ", ") + " here: " + d.Reason})
			}
		}
	}
}

// prefetch asks git once for the configurations that may hold for files.
func (f *baseFiles) prefetch(names []string) error {
	texts, err := f.repo.Contents(f.ctx, f.base, names)
	for _, name := range names {
		f.known[name] = texts[name]
	}
	return err
}

// errMissingWithChange is an error for which the file does not exist.
var errMissingWithChange = fmt.Errorf("%w (%w)", fs.ErrNotExist, errWithChange)

func (f *baseFiles) read(name string) ([]byte, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	rel, ok := f.repo.Name(abs)
	if !ok {
		return os.ReadFile(abs)
	}
	text, asked := f.known[rel]
	if !asked {
		if err := f.prefetch([]string{rel}); err != nil {
			return nil, err
		}
		text = f.known[rel]
	}
	if text != nil {
		return text, nil
	}
	if _, err := os.Lstat(abs); err != nil {
		return nil, err
	}
	for _, rev := range []string{f.tip, gitcmd.Index} {
		if f.repo.Blob(f.ctx, rev, rel) != "" {
			return nil, &fs.PathError{Op: "read", Path: abs, Err: errMissingWithChange}
		}
	}
	return os.ReadFile(abs)
}
