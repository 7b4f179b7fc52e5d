package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func vetCommand() *cobra.Command {
	var o driver.VetOptions
	var min, format, color string
	c := &cobra.Command{
		Use:   "vet [flags] [PACKAGE...]",
		Short: "Check Go packages by the same rules",
		Long: `Checks Go packages that are built on the simulated kernel of reference/, by the
rules that are for C drivers. PACKAGEs are patterns as the go command takes
them.

The program is also a tool for go vet:

  go vet -vettool=$(which ctxlint) ./...`,
		Example: `  ctxlint vet ./reference/drivers/...`,
		RunE: func(c *cobra.Command, args []string) error {
			o.Patterns, o.MinConfidence = args, driver.Confidence(min)
			if err := driver.CheckFormat(format); err != nil {
				return err
			}
			if err := oneOf("color", color); err != nil {
				return err
			}
			return runVet(c, o, format, color)
		},
	}
	fs := c.Flags()
	fs.StringSliceVar(&o.Rules, "rules", nil, "`rules` to run: ids, patterns, all, default; -RULE takes one away (default: the stable rules)")
	fs.StringVar(&min, "min-confidence", "", "show findings of this confidence or better: high, medium, low (default medium)")
	fs.StringVar(&format, "format", "text", "output format: "+list(driver.Formats()))
	fs.BoolVar(&o.Tests, "tests", false, "check test files too")
	addColorFlag(fs, &color)
	return c
}

// runVet checks, prints, and turns what came of it into an exit status.
func runVet(c *cobra.Command, o driver.VetOptions, format, color string) error {
	start := time.Now()
	res, err := driver.Vet(c.Context(), o)
	if err != nil {
		return err
	}
	if err := driver.Render(os.Stdout, format, res, driver.RenderOptions{Color: useColor(color, os.Stdout)}); err != nil {
		return fmt.Errorf("writing the findings: %w", err)
	}
	incomplete := printProblems(res.Problems)
	if format == "text" {
		fmt.Fprintln(os.Stderr, "ctxlint:", driver.Summary(res, time.Since(start)))
	}
	if incomplete == nil && len(res.Findings) > 0 {
		return errFindings
	}
	return incomplete
}
