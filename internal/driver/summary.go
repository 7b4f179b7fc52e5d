package driver

import (
	"fmt"
	"strings"
	"time"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
)

// Summary is the last line of a check for a person: how many findings of which
// severity, in how many files, and what could not be checked.
func Summary(r *Result, took time.Duration) string {
	count := map[diag.Severity]int{}
	files := map[string]bool{}
	for _, d := range r.Findings {
		count[d.Severity]++
		files[d.File] = true
	}
	var parts []string
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		if n := count[s]; n > 0 {
			parts = append(parts, plural(n, string(s)))
		}
	}
	text := "no findings"
	if len(parts) > 0 {
		text = strings.Join(parts, ", ") + " in " + plural(len(files), "file")
	}
	if r.Suppressed > 0 {
		text += fmt.Sprintf(", %d silenced by comments", r.Suppressed)
	}
	if r.Known > 0 {
		text += fmt.Sprintf(", %d known from the baseline", r.Known)
	}
	if r.Judged > 0 {
		text += fmt.Sprintf(", %d judged false or wanted", r.Judged)
	}
	if r.Stats.Files > 0 {
		text += fmt.Sprintf("; %s read in %.1f s", plural(r.Stats.Files, "file"), took.Seconds())
	}
	if n := r.fatal(); n > 0 {
		text += fmt.Sprintf("; %s could not be checked", plural(n, "input"))
	}
	return text
}

func (r *Result) fatal() int {
	n := 0
	for _, p := range r.Problems {
		if p.Fatal {
			n++
		}
	}
	return n
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// DidYouMean is the end of an error message about an unknown word: a hint, or
// nothing.
func DidYouMean(word string, known []string) string { return nearest.Hint(word, known) }
