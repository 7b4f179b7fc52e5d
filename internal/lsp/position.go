package lsp

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// lines of a text, without their ends.
func linesOf(text []byte) []string { return strings.Split(string(text), "\n") }

// position of a line and a byte column, both from 1.
func position(lines []string, line, column int) protocol.Position {
	p := protocol.Position{Line: uint32(max(line-1, 0))}
	if line < 1 || line > len(lines) {
		return p
	}
	text := lines[line-1]
	end := min(max(column-1, 0), len(text))
	for i := 0; i < end; {
		r, n := utf8.DecodeRuneInString(text[i:])
		p.Character += uint32(max(utf16.RuneLen(r), 1))
		i += n
	}
	return p
}

func lineRange(lines []string, line int) protocol.Range {
	end := 0
	if line >= 1 && line <= len(lines) {
		end = len(lines[line-1])
	}
	start := 0
	if end > 0 {
		start = len(lines[line-1]) - len(strings.TrimLeft(lines[line-1], " \t"))
	}
	return protocol.Range{Start: position(lines, line, start+1), End: position(lines, line, end+1)}
}

func rangeOf(lines []string, d *diag.Diagnostic) protocol.Range {
	if d.EndLine < d.Line || d.EndLine == d.Line && d.EndColumn <= d.Column {
		return lineRange(lines, d.Line)
	}
	return protocol.Range{Start: position(lines, d.Line, d.Column), End: position(lines, d.EndLine, d.EndColumn)}
}

// pathOf is the file that a document names; "": none.
func pathOf(u protocol.DocumentURI) string {
	if !strings.HasPrefix(string(u), uri.FileScheme+"://") {
		return ""
	}
	parsed, err := uri.Parse(string(u))
	if err != nil {
		return ""
	}
	return parsed.Filename()
}
