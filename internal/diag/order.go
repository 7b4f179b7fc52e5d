package diag

import (
	"cmp"
	"slices"

	"github.com/ctxlint/ctxlint/internal/nearest"
)

// rank orders confidences, best first.
var rank = map[Confidence]int{High: 3, Medium: 2, Low: 1}

// AtLeast says whether c is as good as min or better. An unknown confidence is
// never good enough.
func (c Confidence) AtLeast(min Confidence) bool { return rank[c] > 0 && rank[c] >= rank[min] }

// Confidences lists the confidences, best first.
func Confidences() []string { return []string{string(High), string(Medium), string(Low)} }

// ParseConfidence turns a user's word into a confidence.
func ParseConfidence(word string) (Confidence, error) {
	if slices.Contains(Confidences(), word) {
		return Confidence(word), nil
	}
	return "", nearest.Unknown("confidence", word, Confidences())
}

// Compare orders findings by place, then by everything else that tells two
// findings at one place apart, so that output does not depend on scheduling.
func Compare(a, b *Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Callee, b.Callee),
		cmp.Compare(a.Function, b.Function),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(chain(a), chain(b)),
		compareContexts(a.Contexts, b.Contexts),
	)
}

// compareContexts tells findings apart that several modules have of one file that
// they all include.
func compareContexts(a, b []Context) int {
	return slices.CompareFunc(a, b, func(x, y Context) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Root, y.Root), cmp.Compare(x.Why, y.Why))
	})
}

// Sort puts findings into their order.
func Sort(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int { return Compare(&a, &b) })
}
