package driver

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
)

// failWords are what --fail-on takes, from the least to the most patient.
var failWords = []string{"any", "warning", "error", "never"}

// CheckFailOn says whether a word is one of them.
func CheckFailOn(word string) error {
	if slices.Contains(failWords, word) {
		return nil
	}
	return nearest.Unknown("--fail-on", word, failWords)
}

// FailWords lists them for a person.
func FailWords() string { return strings.Join(failWords, ", ") }

// FailsOn says whether findings of the severities are a failure by the word.
func FailsOn(word string, findings []diag.Diagnostic) bool {
	return slices.ContainsFunc(findings, func(d diag.Diagnostic) bool {
		switch word {
		case "never":
			return false
		case "error":
			return d.Severity == diag.Error
		case "warning":
			return d.Severity != diag.Note
		}
		return true
	})
}

// All lists the findings that a change brings, those that a later patch mends
// included.
func (r *PatchResult) All() []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, n := range r.New {
		ds = append(ds, n.Finding)
	}
	for _, p := range r.Patches {
		for _, n := range p.New {
			ds = append(ds, n.Finding)
		}
	}
	return ds
}
