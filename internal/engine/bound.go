package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/link"
)

// A Bound is a limit of the analysis. Whatever exceeds one is a path that is
// not followed further: the answer that needed it is incomplete, findings are
// lost, none is invented, and it is counted where the user sees it.
type Bound uint8

// The bounds, by what they limit.
const (
	BoundStates Bound = iota // distinct contexts at one block
	BoundHolds               // locks and counters held, or dropped, at once
	BoundVisits              // block visits of one question
	BoundRounds              // joins at one block in one context
	BoundFacts               // what one path knows
	BoundEvents              // what one answer hands to its callers
	BoundCycle               // rounds until a recursion is answered
	BoundWork                // steps for one entry, and for one directory
	numBounds
)

var boundNames = [numBounds]string{"contexts", "locks", "visits", "joins", "facts", "events", "recursion", "work"}

// String is the name under which a bound is shown.
func (b Bound) String() string { return boundNames[b] }

// limits are the values of the bounds; tests run with smaller ones.
type limits struct {
	states, holds, visits, rounds, facts, events, cycle, entry, work, late, near int
}

// What is set here is documented in ARCHITECTURE.md.
const (
	maxStates   = 10
	maxHolds    = 16
	maxVisits   = 3000
	maxRounds   = 24
	maxFacts    = 256
	maxEvents   = 96
	maxCycle    = 12
	maxEntry    = 8_000
	maxWork     = 300_000
	maxLate     = 200
	maxWalkNear = 2_000
)

func ordinaryLimits() limits {
	return limits{maxStates, maxHolds, maxVisits, maxRounds, maxFacts, maxEvents, maxCycle, maxEntry, maxWork, maxLate, maxWalkNear}
}

// boundSet is the bounds that one answer hit.
type boundSet uint16

func (s *boundSet) add(b Bound) { *s |= 1 << b }

// Hit is a function of which a question was not answered completely.
type Hit struct {
	Bound Bound
	File  string
	Line  int
	Func  string
	Times int
}

// Bounds are all hits of a run.
type Bounds []Hit

// note counts the bounds that an answer about a function hit.
func (b *Bounds) note(fn *link.Func, set boundSet) {
	for k := range numBounds {
		if set&(1<<k) != 0 {
			*b = append(*b, Hit{k, fn.File, int(fn.Pos.Line), fn.Name, 1})
		}
	}
}

// Add adds hits.
func (b *Bounds) Add(hits ...Hit) {
	if len(hits) > 0 {
		*b = append(*b, hits...)
		b.Settle()
	}
}

// Settle sorts the hits and counts those that are alike.
func (b *Bounds) Settle() {
	slices.SortFunc(*b, func(x, y Hit) int {
		return cmp.Or(cmp.Compare(x.Bound, y.Bound), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Func, y.Func))
	})
	out := (*b)[:0]
	for _, h := range *b {
		n := len(out)
		if n > 0 && out[n-1].Bound == h.Bound && out[n-1].File == h.File && out[n-1].Line == h.Line && out[n-1].Func == h.Func {
			out[n-1].Times += h.Times
		} else {
			out = append(out, h)
		}
	}
	*b = out
}

// String counts by kind: "3 contexts, 1 joins".
func (b Bounds) String() string {
	var n [numBounds]int
	for _, h := range b {
		n[h.Bound] += h.Times
	}
	var parts []string
	for k, x := range n {
		if x > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x, Bound(k)))
		}
	}
	return strings.Join(parts, ", ")
}

// Functions counts the functions in which a bound was hit.
func (b Bounds) Functions() int {
	n := 0
	seen := map[[2]string]bool{}
	for _, h := range b {
		if k := [2]string{h.File, h.Func}; !seen[k] {
			seen[k] = true
			n++
		}
	}
	return n
}
