package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func kbuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "kbuild [compiler's arguments] FILE",
		Short: "Check a file as the kernel's build asks for it",
		Long: `The checker of a kernel build:

  make C=1 CHECK="ctxlint kbuild"      files that are compiled anyway
  make C=2 CHECK="ctxlint kbuild"      all files

It takes the compiler's arguments. The include directories among them say which
header is meant, the macros and the configuration of the kernel which side of an
#ifdef is compiled; the other side is not checked. The rest is ignored.

It prints warnings for FILE on standard error, which do not fail the build
unless --fail-on says so. That it cannot do its work does. Options of its own
have the form --rules=…, --min-confidence=…, --config=…, --cache=…, --root=…
and --fail-on=… (` + driver.FailWords() + `). --also=sparse runs
another checker with the same arguments.`,
		DisableFlagParsing: true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) == 1 && (args[0] == "--help" || args[0] == "-h") {
				return c.Help()
			}
			return kbuild(c, args)
		},
	}
}

func kbuild(c *cobra.Command, args []string) error {
	k, err := driver.ParseKbuild(args)
	if err != nil {
		return err
	}
	if err := driver.CheckFailOn(k.FailOn); err != nil {
		return err
	}
	// The other checker first: its complaints must not hang on ours.
	also := runAlso(c.Context(), k)
	res, err := driver.Kbuild(c.Context(), k)
	if err != nil {
		return errors.Join(also, fmt.Errorf("%s: %w", k.File, err))
	}
	dir, err := os.Getwd()
	if err != nil {
		dir = "" // paths are then shown as they are in the tree
	}
	fails := driver.FailsOn(k.FailOn, res.Findings) // before they become warnings
	if err := driver.RenderKbuild(os.Stderr, res, dir); err != nil {
		return err
	}
	incomplete := printProblems(res.Problems)
	switch {
	case also != nil:
		return also
	case incomplete != nil || !fails:
		return incomplete
	}
	return errFindings
}

// runAlso runs the checker that --also names.
func runAlso(ctx context.Context, k *driver.KbuildArgs) error {
	if k.Also == "" {
		return nil
	}
	cmd := exec.CommandContext(ctx, k.Also, append(k.Compiler, k.File)...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %s: %w", k.File, k.Also, err)
	}
	return nil
}
