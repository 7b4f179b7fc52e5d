package patch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// judge compares the contexts of a finding that both sides have. Contexts that
// only the second side has are news: the call was wrong before, but not from
// there. If there are none, contexts that only the first side has are mended. A
// call that is better off here and worse off there is news only.
func (c *comparison) judge(before, after int) {
	b, a := &c.before[before], &c.after[after]
	born, lost := lacking(a.Contexts, b.Contexts), lacking(b.Contexts, a.Contexts)
	born, lost = c.withoutRenamed(born, lost)
	if len(born) == 0 && len(lost) == 0 {
		born, lost = c.otherWay(b, a)
	}
	switch {
	case len(born) > 0:
		c.fresh = append(c.fresh, verdict{after, only(*a, born, "newly reached from")})
	case len(lost) > 0 && len(a.Contexts) > 0:
		c.gone = append(c.gone, verdict{before, only(*b, lost, "no longer reached from")})
	}
}

// lacking lists the contexts that the others lack.
func lacking(contexts, others []diag.Context) []diag.Context {
	var out []diag.Context
	for _, x := range contexts {
		if !slices.ContainsFunc(others, func(y diag.Context) bool { return same(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

// withoutRenamed takes away pairs of a root that went and one that came.
func (c *comparison) withoutRenamed(born, lost []diag.Context) (_, _ []diag.Context) {
	lost = slices.Clone(lost)
	born = slices.DeleteFunc(slices.Clone(born), func(x diag.Context) bool {
		i := slices.IndexFunc(lost, func(y diag.Context) bool { return y.Kind == x.Kind && c.edit.Gone[y.Root] })
		if i < 0 || !c.edit.Born[x.Root] {
			return false
		}
		lost = slices.Delete(lost, i, i+1)
		return true
	})
	return born, lost
}

// only restricts a finding to some of its contexts. If the way that it tells is
// from none of them, it is told by a way that is, the surest one; if no such way
// was kept, the message says which contexts are meant.
func only(d diag.Diagnostic, contexts []diag.Context, verb string) diag.Diagnostic {
	if same(contexts[0], d.Contexts[0]) {
		d.Contexts = contexts
		return d
	}
	var found *diag.Diagnostic
	for i := range d.Others {
		o := &d.Others[i]
		if len(o.Contexts) > 0 && slices.ContainsFunc(contexts, func(x diag.Context) bool { return same(x, o.Contexts[0]) }) &&
			(found == nil || better(o, found)) {
			found = o
		}
	}
	if found == nil {
		return named(d, contexts, verb)
	}
	o := *found
	rest := slices.DeleteFunc(slices.Clone(contexts), func(x diag.Context) bool { return same(x, o.Contexts[0]) })
	o.Fingerprint, o.Contexts = d.Fingerprint, append([]diag.Context{o.Contexts[0]}, rest...)
	return o
}

func same(x, y diag.Context) bool { return x.Kind == y.Kind && x.Root == y.Root }

// named says in the message which contexts are meant. No context is shown with
// more confidence than its own way has.
func named(d diag.Diagnostic, contexts []diag.Context, verb string) diag.Diagnostic {
	d.Contexts, d.Others = contexts, nil
	var names []string
	for i, x := range contexts {
		if i == maxNamed {
			names = append(names, fmt.Sprintf("%d more", len(contexts)-i))
			break
		}
		names = append(names, fmt.Sprintf("%s(): %s", x.Root, x.Why))
	}
	d.Message += " (" + verb + " " + strings.Join(names, "; ") + ")"
	d.Confidence = best(contexts)
	return d
}

// maxNamed is how many contexts a message names.
const maxNamed = 3

func best(contexts []diag.Context) diag.Confidence {
	for _, c := range []diag.Confidence{diag.High, diag.Medium} {
		if slices.ContainsFunc(contexts, func(x diag.Context) bool { return x.Confidence == c }) {
			return c
		}
	}
	return diag.Low
}
