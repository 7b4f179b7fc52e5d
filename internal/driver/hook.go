package driver

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/ctxlint/ctxlint/internal/gitcmd"
	"github.com/ctxlint/ctxlint/internal/hook"
)

// InstallHook installs a git hook that runs this program before each commit in
// the repository of dir. It returns the path of the hook, and the one of the
// hook that was there and now runs first, if there was one.
func InstallHook(ctx context.Context, dir string, force bool) (file, before string, err error) {
	program, err := os.Executable()
	if err != nil {
		program = "ctxlint" // the hook then searches the path
	}
	return hook.Install(ctx, dir, program, force)
}

// UninstallHook removes the hook, and puts back the one that was there before.
func UninstallHook(ctx context.Context, dir string) (file string, err error) {
	return hook.Uninstall(ctx, dir)
}

// Staged says whether all files, named from here, are about to be committed.
func Staged(ctx context.Context, files []string) (bool, error) {
	if len(files) == 0 {
		return true, nil
	}
	repo, err := gitcmd.Open(ctx, ".")
	if err != nil {
		return false, err
	}
	head, err := repo.Head(ctx)
	if err != nil {
		return false, err
	}
	staged, err := repo.Names(ctx, head, gitcmd.Index)
	if err != nil {
		return false, err
	}
	for _, f := range files {
		abs, err := filepath.Abs(f)
		if err != nil {
			return false, err
		}
		if name, inside := repo.Name(abs); !inside || !slices.Contains(staged, name) {
			return false, nil
		}
	}
	return true, nil
}
