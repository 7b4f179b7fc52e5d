package ask

import (
	"fmt"
	"io"
	"strings"
)

// printer writes lines and remembers the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// Text writes an answer for people.
func (a *Answer) Text(w io.Writer) error {
	p := &printer{w: w}
	p.f("%s:%d: %s()\n", a.File, or(a.At, a.Line), a.Function)
	if len(a.Contexts) == 1 {
		p.f("\nruns in one context:\n")
	} else {
		p.f("\nruns in %d contexts:\n", len(a.Contexts))
	}
	sleeping := 0
	for i := range a.Contexts {
		c := &a.Contexts[i]
		if c.MaySleep && !c.Assumed {
			sleeping++
		}
		c.text(p, i+1, sleeping > maxFull && c.MaySleep)
	}
	if sleeping > maxFull {
		p.f("\n  (--format json has the ways of the contexts after the first %d that may sleep)\n", maxFull)
	}
	a.Sleep.text(p)
	p.f("\nso here:\n")
	for _, m := range a.May {
		m.text(p)
	}
	for _, l := range a.Limits {
		p.f("\nnote: %s\n", l)
	}
	return p.err
}

func or(a, b int) int {
	if a != 0 {
		return a
	}
	return b
}

// maxFull is the number of contexts that may sleep whose ways are printed: further
// ones differ in the mutexes that are held.
const maxFull = 4

func (c *Context) text(p *printer, n int, short bool) {
	sleep := "sleeping is allowed"
	switch {
	case !c.MaySleep:
		sleep = "must not sleep"
	case c.Assumed:
		sleep = "sleeping is allowed as far as is known"
	}
	if c.Doubt != "" {
		sleep += ", in doubt"
	}
	p.f("\n  %d. %s, %s: %s\n", n, c.Kind, sleep, c.Why)
	if c.Doubt != "" {
		p.f("     in doubt: %s\n", c.Doubt)
	}
	for _, h := range c.Held {
		what := h.What
		if h.Lock != "" {
			what = h.Lock
		}
		p.f("     holds %s: %s() in %s() at %s:%d\n", what, h.By, h.Function, h.File, h.Line)
	}
	if short {
		return
	}
	steps(p, c.Way)
	if c.Roots > 1 {
		p.f("     and %d more %s", c.Roots-1, plural(c.Roots-1, "way", "ways"))
		if len(c.Others) > 0 {
			p.f(", from %s", strings.Join(c.Others, "(), ")+"()")
		}
		p.f("\n")
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func steps(p *printer, list []Step) {
	for _, s := range list {
		p.f("       %s:%d: %s(): %s\n", s.File, s.Line, s.Function, s.What)
	}
}

func (s *Sleep) text(p *printer) {
	p.f("\nsleeps itself: %s", s.Answer)
	if len(s.Depends) > 0 {
		p.f(", if %s", strings.Join(s.Depends, ", or if "))
	}
	p.f("\n")
	for i := range s.Ways {
		way := &s.Ways[i]
		if !way.Sure && s.Answer == "yes" {
			continue
		}
		p.f("\n  %s()", way.Callee)
		if way.When != "" {
			p.f(", with %s", way.When)
		}
		if !way.Sure {
			p.f(", not certain")
		}
		p.f("\n")
		steps(p, way.Steps)
	}
}

func (m *May) text(p *printer) {
	word := "no:  "
	if m.Allowed {
		word = "yes: "
	}
	p.f("  %s%s", word, m.Do)
	if m.How != "" {
		p.f(" (%s)", m.How)
	}
	p.f("\n")
}

// Text writes what is known of an op for people.
func (o *OpAnswer) Text(w io.Writer) error {
	p := &printer{w: w}
	p.f("%s: %s", o.Op, o.Context)
	if o.Stated != "" {
		p.f(", says %s", o.Stated)
	} else {
		p.f(": the model has no contract for it")
	}
	if o.Note != "" {
		p.f(" (%s)", o.Note)
	}
	breaks := 0
	for i := range o.Implementers {
		if o.Implementers[i].Breaks != nil {
			breaks++
		}
	}
	p.f("\n%d %s, of which %d %s\n", len(o.Implementers), plural(len(o.Implementers), "implementer", "implementers"), breaks, plural(breaks, "breaks it", "break it"))
	for i := range o.Implementers {
		im := &o.Implementers[i]
		if im.Breaks == nil {
			continue
		}
		p.f("\n  %s:%d: %s() sleeps: %s()\n", im.File, im.Line, im.Function, im.Breaks.Callee)
		steps(p, im.Breaks.Steps)
	}
	if len(o.Implementers) > breaks {
		p.f("\n  the others:\n")
	}
	for i := range o.Implementers {
		if im := &o.Implementers[i]; im.Breaks == nil {
			p.f("  %s:%d: %s(): %s\n", im.File, im.Line, im.Function, im.Context)
		}
	}
	for _, l := range o.Limits {
		p.f("\nnote: %s\n", l)
	}
	return p.err
}
