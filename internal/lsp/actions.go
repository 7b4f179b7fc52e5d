package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/ctxlint/ctxlint/internal/diag"
)

func sortedNames(t Texts) []string {
	var out []string
	for n := range t {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// codeAction offers the edits of the findings in a range, and to silence them.
func (s *server) codeAction(_ context.Context, p *protocol.CodeActionParams) (any, error) {
	name, ok := s.name(p.TextDocument.URI)
	out := []protocol.CodeAction{}
	if !ok {
		return out, nil
	}
	s.mu.Lock()
	var found []finding
	if d := s.docs[name]; d != nil {
		found = slices.Clone(d.found)
	}
	s.mu.Unlock()
	for i := range found {
		f := &found[i]
		if f.rng.End.Line < p.Range.Start.Line || f.rng.Start.Line > p.Range.End.Line {
			continue
		}
		told := []protocol.Diagnostic{s.diagnostic(f)}
		for _, fix := range f.diag.Fixes {
			if len(fix.Edits) > 0 {
				out = append(out, protocol.CodeAction{Title: fix.Title, Kind: protocol.QuickFix, Diagnostics: told, IsPreferred: true, Edit: s.edit(fix.Edits)})
			}
		}
		out = append(out, s.silence(name, f, told))
	}
	return out, nil
}

func (s *server) edit(edits []diag.Edit) *protocol.WorkspaceEdit {
	changes := map[protocol.DocumentURI][]protocol.TextEdit{}
	for _, e := range edits {
		lines := linesOf(s.text(e.File))
		u := s.uriOf(e.File)
		changes[u] = append(changes[u], protocol.TextEdit{
			Range:   protocol.Range{Start: position(lines, e.Line, e.Column), End: position(lines, e.EndLine, e.EndColumn)},
			NewText: e.NewText,
		})
	}
	return &protocol.WorkspaceEdit{Changes: changes}
}

// silence puts a comment above the finding's line. The reason is the reader's to
// give: without one the comment is reported itself.
func (s *server) silence(name string, f *finding, told []protocol.Diagnostic) protocol.CodeAction {
	lines := linesOf(s.text(name))
	indent := ""
	if n := f.diag.Line; n >= 1 && n <= len(lines) {
		for _, c := range lines[n-1] {
			if c != ' ' && c != '\t' {
				break
			}
			indent += string(c)
		}
	}
	return protocol.CodeAction{
		Title: "Silence " + f.diag.Rule + " here (state a reason)", Kind: protocol.QuickFix, Diagnostics: told,
		Edit: s.edit([]diag.Edit{{File: name, Line: f.diag.Line, Column: 1, EndLine: f.diag.Line, EndColumn: 1, NewText: indent + "/* ctxlint:ignore " + f.diag.Rule + " REASON */\n"}}),
	}
}
