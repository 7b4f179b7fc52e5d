package main

import (
	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func mcpCommand() *cobra.Command {
	var o driver.Options
	c := &cobra.Command{
		Use:   "mcp",
		Short: "Answer an assistant that reviews code",
		Long: `Speaks the model context protocol on standard input and output, so that review
assistants get facts instead of guessing. Its tools are context, splat, explain,
callers_with_locks and check_patch. They only read, their answers are bounded,
and no path leads out of the tree, which is the one that holds the current
directory, or --root.`,
		Example: `  ctxlint mcp --root ~/linux`,
		Args:    exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			return driver.Assistant(c.Context(), o)
		},
	}
	fs := c.Flags()
	fs.StringVar(&o.Root, "root", "", "`directory` that is the tree's root (default: found upwards from here)")
	addRulesFlag(fs, &o)
	addConfigFlag(fs, &o)
	addCacheFlag(fs, &o)
	addCompileFlag(fs, &o)
	return c
}
