package model

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
)

// Claim is a row that says without a condition whether a call sleeps, so that
// an engine can contradict it. Conditional rows are left out: the answer to a
// yes-or-no question says nothing about them.
type Claim struct {
	Row    Row
	Sleeps bool
}

// Claims lists the claims that are made about a version of the kernel.
func (m *Model) Claims(version string) []Claim {
	var out []Claim
	for _, r := range m.rows {
		if r.Kind != "effects" || strings.HasSuffix(r.Key, "*") || claimFor(r.Versions, version) != claimsThere {
			continue
		}
		effects, err := parseEffects(r.Columns[1])
		if err != nil {
			continue
		}
		for _, e := range effects {
			if e.Kind == effect.Never || e.Kind == effect.MaySleep && e.Cond.Kind == effect.Always && e.And.Kind == effect.Always {
				out = append(out, Claim{r, e.Kind == effect.MaySleep})
				break
			}
		}
	}
	return out
}

// CompareInferred reports the claims that the engine contradicts, a sleeper
// that does not or a "never" that does, unless an explanation says why the row
// is right all the same. An explanation of something that the engine no longer
// contradicts is reported too: it would hide the next contradiction.
func CompareInferred(m *Model, version string, inf Inferred) []Difference {
	explained := m.explanations(version)
	var diffs []Difference
	for _, c := range m.Claims(version) {
		known, sleeps, why := inf.Sleeps(c.Row.Key)
		note, ok := explained[c.Row.Key]
		switch {
		case !known:
		case sleeps == c.Sleeps && ok:
			diffs = append(diffs, Difference{note, Unexpected, "the source agrees with the row, there is nothing to explain"})
		case sleeps == c.Sleeps || ok:
		case sleeps:
			diffs = append(diffs, Difference{c.Row, Disagrees, "the source may sleep: " + why})
		default:
			diffs = append(diffs, Difference{c.Row, Disagrees, "nothing in the source sleeps"})
		}
	}
	return diffs
}

// explanations are the rows of the table of that name which apply.
func (m *Model) explanations(version string) map[string]Row {
	out := map[string]Row{}
	for _, r := range m.rows {
		if r.Kind == "explained" && claimFor(r.Versions, version) == claimsThere {
			out[r.Key] = r
		}
	}
	return out
}
