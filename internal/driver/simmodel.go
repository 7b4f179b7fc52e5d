package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/watch"
)

// IsModel reports whether what is to be simulated is a directory with a model of
// somebody's own rather than the name of a pair: it is written as a path.
func IsModel(name string) bool {
	return name == "." || name == ".." || strings.ContainsAny(name, "/\\")
}

// RunModel builds the program in dir, a model of a driver that ends in
// conformance.Main, and runs it with these arguments. Its exit status is ctxlint's:
// found says that a rule is broken, an error that the answer is not known, which
// the program has explained itself.
func RunModel(ctx context.Context, out, errs io.Writer, dir string, args []string) (found bool, err error) {
	tmp, err := os.MkdirTemp("", "ctxlint-model")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	program := filepath.Join(tmp, "model")
	overlay := filepath.Join(tmp, "overlay.json")
	if err := buildModel(ctx, dir, program, overlay); err != nil {
		return false, err
	}
	run := exec.CommandContext(ctx, program, append([]string{"-as", "ctxlint sim " + dir}, args...)...)
	run.Dir, run.Stdout, run.Stderr = dir, out, errs
	err = run.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false, nil
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		return true, nil
	case errors.As(err, &exit) && exit.ExitCode() == 2:
		return false, fmt.Errorf("%s: the answer is not known", dir)
	}
	return false, fmt.Errorf("%s: %w", dir, err)
}

// WatchOverlay writes an overlay for the go command, and beside it the sources that
// it puts in place of the packages' own: those of package watch. They lie in a folder
// whose name makes the go command look past it, since the overlay may well lie among
// the packages.
func WatchOverlay(ctx context.Context, file, dir string, tests bool, patterns ...string) error {
	files, err := watch.Rewrite(ctx, dir, tests, patterns...)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if file, err = filepath.Abs(file); err != nil {
		return err
	}
	beside := filepath.Join(filepath.Dir(file), "_"+filepath.Base(file))
	if err := os.MkdirAll(beside, 0o777); err != nil {
		return err
	}
	replace := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		to := filepath.Join(beside, fmt.Sprintf("%d.%s", len(replace), filepath.Base(name)))
		if err := os.WriteFile(to, []byte(files[name]), 0o666); err != nil {
			return err
		}
		replace[name] = to
	}
	data, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o666)
}

// buildModel compiles the package in dir, with the module that it is in, rewritten
// so that the simulator sees its accesses to Go variables.
func buildModel(ctx context.Context, dir, program, overlay string) error {
	if info, err := os.Stat(dir); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf("%s: not a directory; a model is a Go program in one, see docs/reference.md", dir)
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		return fmt.Errorf("a model is built by the go command: %w", err)
	}
	list := exec.CommandContext(ctx, goTool, "list", "-f", "{{.Name}}", ".")
	list.Dir = dir
	var said bytes.Buffer
	list.Stderr = &said
	name, err := list.Output()
	if err != nil {
		return fmt.Errorf("%s: go list: %w\n%s", dir, err, strings.TrimSpace(said.String()))
	}
	if n := strings.TrimSpace(string(name)); n != "main" {
		return fmt.Errorf("%s: package %s is no program; a model is package main and calls conformance.Main, see docs/reference.md", dir, n)
	}
	args := []string{"build", "-o", program}
	watchErr := WatchOverlay(ctx, overlay, dir, false, ".")
	if watchErr == nil {
		args = append(args, "-overlay", overlay)
	}
	build := exec.CommandContext(ctx, goTool, append(args, ".")...)
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil { // in the compiler's words
		return fmt.Errorf("%s: go build: %w\n%s", dir, err, strings.TrimSpace(string(out)))
	}
	return watchErr
}
