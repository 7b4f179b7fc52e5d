// Package lsp is a language server: what ctxlint knows, in an editor, beside the
// server that completes and jumps.
//
// # How
//
// Every open document is kept as the editor has it, and everything is asked of
// the tree through these texts. A change starts a check of its file after a short
// rest; the next change cancels it. Hints, hovers and the call hierarchy come
// from the file and its neighbours, so that they are quick ([ask.FileView]).
//
// The server knows no analysis: an [Analyst] answers, by names relative to its
// root. Positions are the editor's (UTF-16) on one side and bytes on the other,
// and only position.go knows both.
package lsp

import (
	"context"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/diag"
)

// Texts are the documents as the editor has them, by name in the tree.
type Texts map[string][]byte

// Analyst answers the questions. Its methods are called one at a time, but for
// Check, which may run beside the others.
type Analyst interface {
	// Root is the directory that names are relative to.
	Root() string
	// Name is the name of a file in the tree, and whether it lies there.
	Name(path string) (string, bool)
	// Read is a file of the tree as it is on disk.
	Read(name string) ([]byte, error)
	Check(ctx context.Context, texts Texts, name string, progress func(done, total int, what string)) ([]diag.Diagnostic, error)
	File(ctx context.Context, texts Texts, name string) (*ask.FileView, error)
}
