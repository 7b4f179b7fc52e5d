package driver

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Appends says whether a format is added to what a file holds already: the files by
// which a runner takes the results of its steps belong to all of them.
func Appends(format string) bool { return format == "markdown" || format == "counts" }

// renderCounts writes lines of NAME=VALUE for programs that only want to know how
// many.
func renderCounts(w io.Writer, r *Result, _ RenderOptions) error {
	count := map[diag.Severity]int{}
	for _, d := range r.Findings {
		count[d.Severity]++
	}
	status := "clean"
	switch {
	case r.Incomplete():
		status = "incomplete"
	case len(r.Findings) > 0:
		status = "findings"
	}
	_, err := fmt.Fprintf(w, "findings=%d\nerrors=%d\nwarnings=%d\nnotes=%d\nstatus=%s\n",
		len(r.Findings), count[diag.Error], count[diag.Warning], count[diag.Note], status)
	return err
}

// maxSummary is how many findings a summary lists: it is read by people, and its
// size is bounded by those who show it.
const maxSummary = 50

// renderMarkdown writes a summary for a person who looks at a run.
func renderMarkdown(w io.Writer, r *Result, _ RenderOptions) error {
	c := &counter{w: w}
	c.printf("### ctxlint\n\n")
	fatal := slices.DeleteFunc(slices.Clone(r.Problems), func(p Problem) bool { return !p.Fatal })
	switch {
	case len(fatal) > 0:
		c.printf("**%s could not be checked**, so what is missing here may be wrong all the same:\n\n", plural(len(fatal), "input"))
		for _, p := range fatal[:min(len(fatal), maxSummary)] {
			c.printf("- %s\n", cell(p.Error()))
		}
		c.printf("\n")
	case len(r.Findings) == 0:
		c.printf("Nothing new.\n")
	}
	if len(r.Findings) > 0 {
		c.printf("| where | what | rule |\n|---|---|---|\n")
		for _, d := range r.Findings[:min(len(r.Findings), maxSummary)] {
			c.printf("| `%s:%d` | %s: %s | [%s](%s) |\n", strings.ReplaceAll(cell(d.File), "`", "'"), d.Line, d.Severity, cell(d.Message), d.Rule, ruleURL(d.Rule))
		}
		if more := len(r.Findings) - maxSummary; more > 0 {
			c.printf("\nAnd %d more.\n", more)
		}
	}
	return c.err
}

// cell makes text that stays in one cell of a table, whatever a file is called.
var cellEscapes = strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ", "<", "&lt;", ">", "&gt;", "[", "\\[", "*", "\\*", "_", "\\_")

func cell(s string) string { return cellEscapes.Replace(strings.ToValidUTF8(s, "\ufffd")) }
