package driver

import (
	"context"
	"os"

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
