package driver

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// within keeps the findings that have to do with the files that were named: of
// which a place or the cause lies there. A module is analysed as a whole, whichever
// of its files was named. All places of a cause are kept or none: which of them
// stands for all must not depend on what was named.
func (j *job) within(findings []diag.Diagnostic) []diag.Diagnostic {
	if j.everywhere {
		return findings
	}
	return touching(findings, func(file string) bool { _, ok := slices.BinarySearch(j.files, file); return ok })
}

// touching keeps the findings that have to do with some files.
func touching(findings []diag.Diagnostic, named func(file string) bool) []diag.Diagnostic {
	type cause struct{ rule, cause string }
	wanted := map[cause]bool{}
	for i := range findings {
		if d := &findings[i]; touches(d, named) {
			wanted[cause{d.Rule, d.Cause}] = true
		}
	}
	return slices.DeleteFunc(findings, func(d diag.Diagnostic) bool {
		if d.Cause != "" {
			return !wanted[cause{d.Rule, d.Cause}]
		}
		return !touches(&d, named)
	})
}

func touches(d *diag.Diagnostic, named func(file string) bool) bool {
	if named(d.File) {
		return true
	}
	for i := range d.Sites {
		if named(d.Sites[i].File) {
			return true
		}
	}
	for i := range d.Contexts {
		if named(d.Contexts[i].File) {
			return true
		}
	}
	return false
}
