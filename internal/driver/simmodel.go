package driver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	if err := buildModel(ctx, dir, program); err != nil {
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

// buildModel compiles the package in dir, with the module that it is in.
func buildModel(ctx context.Context, dir, program string) error {
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
	build := exec.CommandContext(ctx, goTool, "build", "-o", program, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: go build: %w\n%s", dir, err, strings.TrimSpace(string(out)))
	}
	return nil
}
