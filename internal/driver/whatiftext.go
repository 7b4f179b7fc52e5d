package driver

import (
	"fmt"
	"io"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// WriteWhatIf prints what assumptions change.
func WriteWhatIf(w io.Writer, format string, r *WhatIf, color bool) error {
	if format == "json" {
		return writeJSON(w, whatIfAnswer{WhatIfSchema, r.Assumed, r.Checked, orEmpty(r.Wrong), orEmpty(r.Right), orEmpty(r.Stays)})
	}
	c := &counter{w: w}
	for _, a := range r.Assumed {
		c.printf("assumed: %s", a.Text)
		if a.File != "" {
			c.printf(", at %s:%d", a.File, a.Line)
		}
		c.printf("\n")
	}
	c.printf("\n%s\n", inAWord(r))
	for _, part := range []struct {
		title string
		found []diag.Diagnostic
	}{{"becomes wrong", r.Wrong}, {"becomes right", r.Right}, {"stays wrong, for another reason", r.Stays}} {
		if len(part.found) == 0 || c.err != nil {
			continue
		}
		c.printf("\n%s:\n\n", part.title)
		if c.err == nil {
			c.err = diag.WriteText(w, part.found, diag.TextOptions{Color: color, Read: r.read})
		}
	}
	return c.err
}

func orEmpty(d []diag.Diagnostic) []diag.Diagnostic {
	if d == nil {
		return []diag.Diagnostic{}
	}
	return d
}

// inAWord is the answer in a sentence.
func inAWord(r *WhatIf) string {
	stays := ""
	if n := len(r.Stays); n > 0 {
		stays = "; " + count(n, "stays, for another reason", "stay, for another reason")
	}
	switch wrong, right := len(r.Wrong), len(r.Right); {
	case wrong == 0 && right == 0:
		return "nothing changes: no finding comes or goes; " + count(r.Checked, "file was checked", "files were checked") + stays
	case wrong == 0:
		return fmt.Sprintf("%s, and nothing becomes wrong", count(right, "finding goes", "findings go")) + stays
	case right == 0:
		return fmt.Sprintf("%s, and nothing becomes right", count(wrong, "finding comes", "findings come")) + stays
	default:
		return fmt.Sprintf("one flaw is traded for another: %s, %s", count(right, "finding goes", "findings go"), count(wrong, "comes", "come")) + stays
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
