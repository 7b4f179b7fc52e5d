package main

import (
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIRECTORY",
		Short: "Write the manual pages, one a command",
		Long: `Writes the manual pages into a directory, which is made if it is not there: the
texts of --help as man(1) shows them.`,
		Example: `  ctxlint man ~/.local/share/man/man1
  man ctxlint-check`,
		Args: exactly(1, "one directory"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return err
			}
			built := buildDate()
			h := &doc.GenManHeader{Section: "1", Manual: "ctxlint", Source: "ctxlint " + driver.Version(), Date: &built}
			root := c.Root()
			root.DisableAutoGenTag = true
			return doc.GenManTree(root, h, args[0])
		},
	}
}

// buildDate is that of the source, so that a build writes the same pages each
// time.
func buildDate() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.time" {
				if t, err := time.Parse(time.RFC3339, s.Value); err == nil {
					return t.UTC()
				}
			}
		}
	}
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
}
