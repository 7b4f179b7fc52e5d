package driver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/ctxlint/ctxlint/internal/gitcmd"
	"github.com/ctxlint/ctxlint/internal/patch"
	"github.com/ctxlint/ctxlint/internal/source"
)

func defaultJobs() int { return runtime.GOMAXPROCS(0) }

// patchInput is what the arguments mean.
type patchInput struct {
	repo  *gitcmd.Repo
	files []string // patches to read; none: ask git
	rev   string
}

// open finds the tree, and the repository where one is needed.
func (r *patchRun) open(ctx context.Context) error {
	if err := r.input.parse(&r.o); err != nil {
		return err
	}
	root := r.o.Root
	if root == "" {
		var err error
		if root, err = source.FindRoot(nil); err != nil {
			return err
		}
		if !source.IsKernelRoot(root) {
			// Code outside a kernel tree: a patch names files from the top of
			// the repository.
			if repo, err := gitcmd.Open(ctx, "."); err == nil {
				root = repo.Top
			}
		}
	}
	tree, err := source.Open(root, nil)
	if err != nil {
		return err
	}
	r.tree = tree
	repo, err := gitcmd.Open(ctx, root)
	if err == nil {
		r.input.repo = repo
	}
	if len(r.input.files) > 0 && r.o.Base == "" {
		return nil // without a repository nobody knows a base-commit, and that is all
	}
	return err
}

// parse sorts the arguments.
func (in *patchInput) parse(o *PatchOptions) error {
	if o.Staged && o.Worktree {
		return errors.New("--staged and --worktree are two different changes; name one")
	}
	if o.Staged || o.Worktree {
		if len(o.Args) > 0 || o.Base != "" || o.Commits {
			return errors.New("--staged and --worktree take no argument, no --base and no --commits")
		}
		return nil
	}
	if len(o.Args) == 0 {
		return errNothing
	}
	var missing []string
	for _, a := range o.Args {
		info, err := os.Stat(a)
		switch {
		case a == "-" || err == nil && !info.IsDir():
			in.files = append(in.files, a)
		case err == nil:
			found, err := listPatches(a)
			if err != nil {
				return err
			}
			in.files = append(in.files, found...)
		default:
			missing = append(missing, a)
		}
	}
	switch {
	case len(missing) == 0 && o.Commits:
		return errors.New("--commits is for a range; the patches of a series are always judged one by one")
	case len(missing) == 0:
		return nil
	case len(in.files) > 0 || len(missing) > 1:
		return fmt.Errorf("%s: no such file", missing[0])
	case o.Base != "":
		return fmt.Errorf("%s: no such file (--base is for patch files)", missing[0])
	}
	in.rev = missing[0]
	return nil
}

// load reads the patches, and what they apply to.
func (r *patchRun) load(ctx context.Context) error {
	switch {
	case len(r.input.files) > 0:
		return r.loadFiles(ctx)
	case r.o.Staged:
		return r.loadStaged(ctx)
	case r.o.Worktree:
		return r.loadWorktree(ctx)
	}
	return r.loadRange(ctx)
}

func fileCause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// loadRange reads what a revision or a range changes. A..B is what B has and A
// has not, so it begins where the two part: what has meanwhile been mended in A
// is not news of B.
func (r *patchRun) loadRange(ctx context.Context) error {
	repo := r.input.repo
	from, to, ranged := strings.Cut(r.input.rev, "..")
	to = strings.TrimPrefix(to, ".") // A...B is the same here
	if !ranged {
		from, to = "", r.input.rev
	}
	tip, err := repo.Commit(ctx, orHead(to))
	if err != nil {
		return fmt.Errorf("%w, and there is no such file", err)
	}
	base, err := repo.Parent(ctx, tip)
	if ranged {
		if base, err = repo.Commit(ctx, orHead(from)); err == nil {
			base, err = repo.MergeBase(ctx, base, tip)
		}
	}
	if err != nil {
		return err
	}
	if err := r.checkout(ctx, base); err != nil {
		return err
	}
	r.baseRev, r.tipRev = base, tip
	commits := []string{tip}
	if r.o.Commits && ranged {
		if commits, err = repo.Commits(ctx, base, tip); err != nil {
			return err
		}
	}
	from = base
	for _, c := range commits {
		p := &patch.Patch{Name: c[:min(12, len(c))]}
		if len(commits) == 1 {
			p.Name = r.input.rev
		}
		if !ranged || r.o.Commits {
			var date string
			p.Subject, p.From, date = repo.Describe(ctx, c)
			p.Date, _ = time.Parse(time.RFC3339, date) // without one, the reply has none
		}
		if err := r.addDiff(ctx, p, from, c); err != nil {
			return err
		}
		from = c
	}
	return nil
}

func orHead(rev string) string {
	if rev == "" {
		return "HEAD"
	}
	return rev
}

// addDiff adds what git says about two trees as one patch.
func (r *patchRun) addDiff(ctx context.Context, p *patch.Patch, from, to string, paths ...string) error {
	data, err := r.input.repo.Diff(ctx, from, to, paths...)
	if err != nil {
		return err
	}
	parsed, err := patch.Parse(p.Name, data)
	if err != nil {
		return err
	}
	for _, q := range parsed {
		p.Files = append(p.Files, q.Files...)
	}
	r.hideCreated(p)
	r.patches = append(r.patches, p)
	return nil
}

// hideCreated makes room for the files that a patch of git's creates: what lies
// in their place in the work tree is something that git does not know.
func (r *patchRun) hideCreated(p *patch.Patch) {
	earlier := patch.Touched(r.patches)
	for _, f := range p.Files {
		if f.New != "" && f.New != f.Old && patch.IsC(f.New) && !slices.Contains(earlier, f.New) {
			if _, known := r.base[f.New]; !known && r.tree.Exists(f.New) {
				r.hide(f.New)
			}
		}
	}
}

func (r *patchRun) loadWorktree(ctx context.Context) error {
	repo := r.input.repo
	head, err := repo.Head(ctx)
	if err != nil {
		return err
	}
	if err := r.checkout(ctx, head); err != nil {
		return err
	}
	r.baseRev, r.tipRev = head, gitcmd.Index
	p := &patch.Patch{Name: "the work tree"}
	if err := r.addDiff(ctx, p, head, ""); err != nil {
		return err
	}
	// A file that is not added yet is part of the work all the same.
	created, err := repo.Untracked(ctx)
	if err != nil {
		return err
	}
	for _, name := range created {
		data, err := r.tree.Read(name)
		if err != nil {
			r.remark(name, err.Error())
			continue
		}
		r.hide(name)
		p.Files = append(p.Files, patch.Created(name, data))
	}
	return nil
}

// loadStaged reads what is about to be committed. In a merge that is only what
// differs from both sides: the conflicts that were resolved. The rest has been
// judged on its own side.
func (r *patchRun) loadStaged(ctx context.Context) error {
	repo := r.input.repo
	head, err := repo.Head(ctx)
	if err != nil {
		return err
	}
	r.baseRev, r.tipRev = head, gitcmd.Index
	p := &patch.Patch{Name: "the index"}
	other := repo.Merging(ctx)
	if other == "" {
		if err := r.checkout(ctx, head); err != nil {
			return err
		}
		return r.addDiff(ctx, p, head, gitcmd.Index)
	}
	resolved, err := r.resolved(ctx, head, other)
	if err != nil || len(resolved) == 0 {
		r.patches = []*patch.Patch{p}
		return err
	}
	if err := r.checkout(ctx, gitcmd.Index); err != nil {
		return err
	}
	if err := r.revert(ctx, head, resolved); err != nil {
		return err
	}
	return r.addDiff(ctx, p, head, gitcmd.Index, resolved...)
}

// resolved lists the files that differ from both sides of a merge.
func (r *patchRun) resolved(ctx context.Context, head, other string) ([]string, error) {
	ours, err := r.input.repo.Names(ctx, head, gitcmd.Index)
	if err != nil {
		return nil, err
	}
	theirs, err := r.input.repo.Names(ctx, other, gitcmd.Index)
	return slices.DeleteFunc(ours, func(name string) bool { return !slices.Contains(theirs, name) }), err
}

// revert makes files, named from the top, what they are in a commit.
func (r *patchRun) revert(ctx context.Context, commit string, names []string) error {
	for _, name := range names {
		rel, inside := strings.CutPrefix(name, r.input.repo.Prefix)
		if !inside || !patch.IsC(rel) {
			continue
		}
		blob := r.input.repo.Blob(ctx, commit, name)
		if blob == "" {
			r.hide(rel)
			continue
		}
		texts, err := r.input.repo.Blobs(ctx, []string{blob})
		if err != nil {
			return err
		}
		r.setBase(rel, texts[blob])
	}
	return nil
}

// checkout makes the view before the change that of a commit or the index,
// without touching the work tree.
func (r *patchRun) checkout(ctx context.Context, from string) error {
	entries, err := r.input.repo.Differing(ctx, from)
	if err != nil {
		return err
	}
	var blobs []string
	for _, e := range entries {
		if e.Blob != "" {
			blobs = append(blobs, e.Blob)
		}
	}
	texts, err := r.input.repo.Blobs(ctx, blobs)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Blob == "" {
			r.hide(e.Name)
		} else {
			r.setBase(e.Name, texts[e.Blob])
		}
	}
	return nil
}

func (r *patchRun) setBase(name string, data []byte) {
	if r.base == nil {
		r.base = map[string][]byte{}
	}
	r.base[name] = data
}

func (r *patchRun) hide(name string) { r.setBase(name, nil) }

// readBase reads a file as it is before the change.
func (r *patchRun) readBase(name string) ([]byte, error) {
	if data, ok := r.base[name]; ok {
		if data == nil {
			return nil, errors.New("no such file")
		}
		return data, nil
	}
	if err := r.plain(name); err != nil {
		return nil, err
	}
	return r.tree.Read(name)
}

func (r *patchRun) inBase(name string) bool {
	if data, ok := r.base[name]; ok {
		return data != nil
	}
	return r.tree.Exists(name)
}

// plain refuses files behind symbolic links, as git does: a patch changes the
// file that it names, or none.
func (r *patchRun) plain(name string) error {
	for p := name; p != "."; p = path.Dir(p) {
		info, err := os.Lstat(filepath.Join(r.tree.Root(), filepath.FromSlash(p)))
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s is a symbolic link", p)
		}
	}
	return nil
}
