package main

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func lspCommand() *cobra.Command {
	var o driver.Options
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Be a language server, for an editor",
		Long: `Speaks the language server protocol on standard input and output: findings as
you type, the contexts of a function under the cursor, hints at the heads of
functions, edits, and a call hierarchy by context. It works beside clangd.

docs/editors.md says how to set up Neovim, Emacs and VS Code.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			return driver.LanguageServer(c.Context(), stdio{}, o)
		},
	}
	fs := c.Flags()
	fs.StringVar(&o.Root, "root", "", "`directory` that is the tree's root (default: found upwards from the editor's)")
	addRulesFlag(fs, &o)
	addConfigFlag(fs, &o)
	addCacheFlag(fs, &o)
	addCompileFlag(fs, &o)
	fs.Bool("stdio", true, "speak on standard input and output, which it always does")
	return c
}

// stdio is both ends of a connection by standard input and output.
type stdio struct{}

func (stdio) Read(p []byte) (int, error)  { return os.Stdin.Read(p) }
func (stdio) Write(p []byte) (int, error) { return os.Stdout.Write(p) }
func (stdio) Close() error                { return errors.Join(os.Stdin.Close(), os.Stdout.Close()) }

var _ io.ReadWriteCloser = stdio{}
