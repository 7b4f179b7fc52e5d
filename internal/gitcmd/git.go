// Package gitcmd asks git about a repository. Git is called as a program with a
// list of arguments, never through a shell, and only to read.
//
// # Trust
//
// The repository and its configuration are the user's own; what its history
// holds may be a stranger's. Revisions are turned into object names before
// anything else sees them, so that a word that looks like an option stays a
// wrong revision. Programs that a configuration names for comparing (external
// diff, textconv) are not run: they would change what is compared, and cost
// more than the comparison.
//
// # Hooks
//
// Git tells a hook by environment variables which index it is about to commit;
// they are handed on. They are relative to the directory in which the hook
// runs, which is why commands run there.
package gitcmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Repo is a repository with a work tree.
type Repo struct {
	Top    string // of the work tree
	Prefix string // of the tree's root below it, with a final '/' or ""
	dir    string // in which git runs
}

// ErrNoRepo says that a directory is not in a work tree.
var ErrNoRepo = errors.New("not in the work tree of a git repository")

// Open finds the repository that dir lies in.
func Open(ctx context.Context, dir string) (*Repo, error) {
	run := dir
	if os.Getenv("GIT_DIR") != "" {
		run = "." // what the environment says is relative to where we are
	}
	r := &Repo{dir: run}
	top, err := r.word(ctx, "rev-parse", "--show-toplevel")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("git is not installed")
	}
	if err != nil || top == "" {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoRepo)
	}
	r.Top = filepath.FromSlash(top)
	if run != "." {
		r.dir = r.Top
	}
	return r, r.locate(dir)
}

// locate sets the prefix of dir, with symbolic links resolved as git does.
func (r *Repo) locate(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return err
	}
	top, err := filepath.EvalSymlinks(r.Top)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(top, real)
	if err != nil || !filepath.IsLocal(rel) {
		return fmt.Errorf("%s: %w", dir, ErrNoRepo)
	}
	if rel != "." {
		r.Prefix = filepath.ToSlash(rel) + "/"
	}
	return nil
}

// Name is the name of a path relative to the top, and whether it lies below.
func (r *Repo) Name(abs string) (string, bool) {
	top, err := filepath.EvalSymlinks(r.Top)
	if err != nil {
		return "", false
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		dir = filepath.Dir(abs)
	}
	rel, err := filepath.Rel(top, filepath.Join(dir, filepath.Base(abs)))
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// Run calls git and returns what it prints. An error holds what it complains.
func (r *Repo) Run(ctx context.Context, args ...string) ([]byte, error) {
	return r.run(ctx, nil, args...)
}

func (r *Repo) run(ctx context.Context, stdin []byte, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_LITERAL_PATHSPECS=0")
	cmd.Stdin = bytes.NewReader(stdin)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if err == nil {
		return out.Bytes(), nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if msg := strings.TrimSpace(complaint.String()); msg != "" {
		return nil, fmt.Errorf("git %s: %s", args[0], msg)
	}
	return nil, fmt.Errorf("git %s: %w", args[0], err)
}

// word is what git prints, without the newline.
func (r *Repo) word(ctx context.Context, args ...string) (string, error) {
	out, err := r.Run(ctx, args...)
	return strings.TrimRight(string(out), "\r\n"), err
}

// Commit is the object name of the commit that a revision means.
func (r *Repo) Commit(ctx context.Context, rev string) (string, error) {
	name, err := r.word(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil || name == "" {
		return "", r.noCommit(ctx, rev)
	}
	return name, nil
}

// Parent is the first parent of a commit; the empty tree, if it has none.
func (r *Repo) Parent(ctx context.Context, commit string) (string, error) {
	if name, err := r.word(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", commit+"^1"); err == nil && name != "" {
		return name, nil
	}
	if r.orphaned(ctx, commit) {
		return "", fmt.Errorf("the parent of %.12s is not here; %s", commit, deepen)
	}
	return r.EmptyTree(ctx)
}

// EmptyTree is the object name of a tree without files, whatever hash the
// repository uses.
func (r *Repo) EmptyTree(ctx context.Context) (string, error) {
	return r.word(ctx, "hash-object", "-t", "tree", "--stdin")
}

// Head is the commit that is checked out; the empty tree before the first.
func (r *Repo) Head(ctx context.Context) (string, error) {
	if name, err := r.Commit(ctx, "HEAD"); err == nil {
		return name, nil
	}
	return r.EmptyTree(ctx)
}

// MergeBase is where two commits part; the first if they have nothing in
// common. In a shallow clone nobody knows whether they have.
func (r *Repo) MergeBase(ctx context.Context, a, b string) (string, error) {
	if base, err := r.word(ctx, "merge-base", a, b); err == nil && base != "" {
		return base, nil
	}
	if r.Shallow(ctx) {
		return "", fmt.Errorf("it is not known where %.12s and %.12s part; %s", a, b, deepen)
	}
	return a, nil
}

// Commits lists the commits after base up to tip along first parents, oldest
// first.
func (r *Repo) Commits(ctx context.Context, base, tip string) ([]string, error) {
	out, err := r.Run(ctx, "rev-list", "--reverse", "--first-parent", tip, "^"+base)
	return strings.Fields(string(out)), err
}

// Titled lists those of the last commits whose subject is title, the newest first.
func (r *Repo) Titled(ctx context.Context, title string, last int) ([]string, error) {
	out, err := r.Run(ctx, "log", "--no-show-signature", "--no-merges", fmt.Sprintf("--max-count=%d", last), "--format=%H%x00%s")
	if err != nil {
		return nil, err
	}
	var commits []string
	for line := range strings.Lines(string(out)) {
		commit, subject, _ := strings.Cut(strings.TrimRight(line, "\n"), "\x00")
		if subject == title {
			commits = append(commits, commit)
		}
	}
	return commits, nil
}

// Describe is the subject, the author and the date (RFC 3339) of a commit.
func (r *Repo) Describe(ctx context.Context, commit string) (subject, author, date string) {
	out, err := r.Run(ctx, "log", "-1", "--no-show-signature", "--format=%s%x00%an%x00%aI", commit)
	parts := strings.SplitN(strings.TrimRight(string(out), "\n"), "\x00", 3)
	if err != nil || len(parts) < 3 {
		return commit, "", ""
	}
	return parts[0], parts[1], parts[2]
}

// Merging is the commit that is being merged, if there is one.
func (r *Repo) Merging(ctx context.Context) string {
	name, err := r.Commit(ctx, "MERGE_HEAD")
	if err != nil {
		return ""
	}
	return name
}

// HooksDir is where git looks for hooks: core.hooksPath, or the directory that
// all work trees of a repository share.
func (r *Repo) HooksDir(ctx context.Context) (string, error) {
	dir, err := r.word(ctx, "rev-parse", "--git-path", "hooks")
	if err != nil {
		return "", err
	}
	dir = filepath.FromSlash(dir)
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(r.Top, dir)
	}
	return dir, nil
}

// HooksShared says whether the hooks directory is configured outside of the
// repository, so that other repositories use it, too.
func (r *Repo) HooksShared(ctx context.Context) bool {
	out, err := r.word(ctx, "config", "--show-scope", "--get", "core.hooksPath")
	if err != nil {
		return false
	}
	scope, _, _ := strings.Cut(out, "\t")
	return scope == "global" || scope == "system"
}
