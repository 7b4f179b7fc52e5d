// Package hook installs a git pre-commit hook that checks what is about to be
// committed, and takes it away again.
//
// # Manners
//
// A hook belongs to its user. One that is there already is kept and runs first;
// uninstalling puts it back. A commit is stopped by new findings, and by a tool
// that is missing or cannot do its work: who installed the hook takes a commit
// that passes for one that was checked. `git commit --no-verify` skips the hook,
// which is git's own doing, so nobody loses work.
package hook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ctxlint/ctxlint/internal/gitcmd"
)

// name is that of the hook; saved is what a hook that was there is renamed to.
const (
	name  = "pre-commit"
	saved = "pre-commit.before-ctxlint"
)

// marker is in the second line of our hook.
const marker = "# ctxlint pre-commit hook"

// script is the hook. It is plain sh: git brings one along everywhere.
const script = `#!/bin/sh
` + marker + `, written by "ctxlint hook install".
# "ctxlint hook uninstall" removes it; "git commit --no-verify" skips it.
before=$(dirname "$0")/` + saved + `
if [ -x "$before" ]; then
	"$before" "$@" || exit
fi
ctxlint=%s
if [ ! -x "$ctxlint" ]; then
	ctxlint=$(command -v ctxlint) || {
		echo 'ctxlint: not found, this commit is not checked and stopped;' \
			'git commit --no-verify commits all the same' >&2
		exit 1
	}
fi
"$ctxlint" patch --staged --near --hook >&2
case $? in
0) exit 0 ;;
1) echo 'ctxlint: commit stopped; git commit --no-verify commits all the same' >&2 ;;
*) echo 'ctxlint: this commit could not be checked and is stopped; git commit --no-verify commits all the same' >&2 ;;
esac
exit 1
`

// Install writes the hook into the repository of dir; program is the path of
// ctxlint. It returns the path of the hook and the one of the hook that now runs
// before it, if there is one. With force it writes into a directory that other
// repositories use, too.
func Install(ctx context.Context, dir, program string, force bool) (file, before string, err error) {
	hooks, err := hooksDir(ctx, dir, force)
	if err != nil {
		return "", "", err
	}
	if err := os.MkdirAll(hooks, 0o777); err != nil {
		return "", "", err
	}
	file, before = filepath.Join(hooks, name), filepath.Join(hooks, saved)
	switch ours, err := isOurs(file); {
	case errors.Is(err, fs.ErrNotExist), ours:
	case err != nil:
		return "", "", err
	default:
		if _, err := os.Lstat(before); err == nil {
			return "", "", fmt.Errorf("%s and %s both exist; put together what they do, and remove one", file, before)
		}
		if err := os.Rename(file, before); err != nil {
			return "", "", err
		}
	}
	if _, err := os.Lstat(before); err != nil {
		before = ""
	}
	return file, before, write(file, fmt.Sprintf(script, quote(program)))
}

// Uninstall removes the hook and puts the one back that was there before. It
// returns the path of the hook.
func Uninstall(ctx context.Context, dir string) (string, error) {
	hooks, err := hooksDir(ctx, dir, true)
	if err != nil {
		return "", err
	}
	file, before := filepath.Join(hooks, name), filepath.Join(hooks, saved)
	ours, err := isOurs(file)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", err
	case err != nil, !ours:
		return "", fmt.Errorf("%s is not the hook of ctxlint: nothing to remove", file)
	}
	err = os.Rename(before, file)
	if errors.Is(err, fs.ErrNotExist) {
		err = os.Remove(file)
	}
	return file, err
}

func hooksDir(ctx context.Context, dir string, force bool) (string, error) {
	repo, err := gitcmd.Open(ctx, dir)
	if err != nil {
		return "", err
	}
	hooks, err := repo.HooksDir(ctx)
	if err != nil {
		return "", err
	}
	if !force && repo.HooksShared(ctx) {
		return "", fmt.Errorf("core.hooksPath is configured for all of your repositories; --force installs into %s nevertheless", hooks)
	}
	return hooks, nil
}

// isOurs says whether file is a hook that Install wrote. A link is not: it
// leads to a file of somebody else.
func isOurs(file string) (bool, error) {
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	data, err := os.ReadFile(file)
	_, rest, _ := bytes.Cut(data, []byte("\n"))
	return bytes.HasPrefix(rest, []byte(marker)), err
}

// write replaces the hook in one step: a commit that runs meanwhile sees the old
// one or the new one.
func write(file, text string) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), name+".*")
	if err != nil {
		return err
	}
	_, err = tmp.WriteString(text)
	err = errors.Join(err, tmp.Chmod(0o755), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// quote makes a word that sh reads as it is.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
