package splat

import (
	"slices"
	"strings"
)

// Parse reads every report of a text. A trace without a title is a report of
// kind [Other], or of what its innermost frames say.
func Parse(text string) []Report {
	m := machine{}
	for _, l := range joined(clean(text)) {
		m.line(l)
	}
	m.close()
	return m.done
}

// machine puts lines into reports.
type machine struct {
	done []Report
	cur  *Report
	in   section
}

func (m *machine) line(l line) {
	if l.text == "" {
		return
	}
	if kind, at, weak, ok := titleOf(l.text); ok && !m.consequence(weak, kind) {
		m.close()
		m.cur = &Report{Kind: kind, Title: l.text, Line: l.number, At: at}
		m.in = inHeader
		m.cur.header(l.text)
		return
	}
	if m.section(l) {
		return
	}
	if m.in == inPreempt {
		defer func() { m.in = inHeader }() // one line
	}
	frames := parseFrames(l.text, m.in == inTrace || m.in == inOther || m.in == inPreempt)
	if len(frames) == 0 {
		if m.cur != nil {
			if m.in == inLocks {
				m.lock(l.text)
			}
			m.cur.header(l.text)
		}
		return
	}
	m.frames(l, frames)
}

// consequence: the line is a title, but of what followed from the open report:
// an oops before that report's own trace, or the warning's second line.
func (m *machine) consequence(weak bool, kind Kind) bool {
	if m.cur == nil {
		return false
	}
	empty := len(m.cur.Frames) == 0
	return empty && (weak || kind == Other && m.cur.Kind == Other)
}

// section handles the lines that say what follows.
func (m *machine) section(l line) bool {
	switch {
	case endMark.MatchString(l.text):
		if m.in == inTrace || m.in == inOther {
			m.in = inHeader
		}
		return true
	case preempt.MatchString(l.text):
		m.in = inPreempt
		if rest := preempt.FindStringSubmatch(l.text)[1]; rest != "" && m.cur != nil {
			if fs := parseFrames(strings.TrimSpace(rest), true); len(fs) > 0 {
				m.preemptOff(fs)
			}
		}
		return true
	case otherStart.MatchString(l.text):
		if m.cur == nil {
			m.cur = &Report{Kind: Other, Line: l.number}
		}
		m.cur.Stacks = append(m.cur.Stacks, Stack{What: l.text})
		m.in = inOther
		return true
	case lockStart.MatchString(l.text):
		m.in = inLocks
		return true
	case traceStart.MatchString(l.text):
		m.begin(l)
		if fs := parseFrames(strings.TrimSpace(traceStart.FindStringSubmatch(l.text)[1]), true); len(fs) > 0 {
			m.frames(l, fs)
		}
		return true
	}
	return false
}

// begin opens the report's own trace. A second one without a title between is
// another report, unless the first was a dump of the stack's words, as mips has it.
func (m *machine) begin(l line) {
	if m.cur != nil {
		if slices.ContainsFunc(m.cur.Frames, func(f Frame) bool { return f.Func != "" }) {
			m.close()
		} else {
			m.cur.Frames = nil
		}
	}
	if m.cur == nil {
		m.cur = &Report{Kind: Other, Line: l.number}
	}
	m.in = inTrace
}

// frames adds what a line of a trace holds.
func (m *machine) frames(l line, frames []Frame) {
	switch {
	case m.cur != nil && m.in == inPreempt:
		m.preemptOff(frames)
		return
	case m.cur != nil && m.in == inOther:
		s := &m.cur.Stacks[len(m.cur.Stacks)-1]
		s.Frames = chain(s.Frames, frames)
		return
	}
	if m.cur == nil {
		m.cur = &Report{Kind: Other, Line: l.number}
	}
	m.in = inTrace
	m.cur.Frames = chain(m.cur.Frames, frames)
}

// chain appends frames; the first of two from a line of arm is the last of the
// line before.
func chain(have, more []Frame) []Frame {
	if len(more) == 2 && len(have) > 0 && more[0].Mark == "" && more[0].Func == have[len(have)-1].Func {
		more = more[1:]
	}
	return append(have, more...)
}

func (m *machine) preemptOff(frames []Frame) {
	for _, f := range frames {
		if f.Func != "" && m.cur.PreemptOff == "" {
			m.cur.PreemptOff = f.Func
		}
	}
}

func (m *machine) lock(text string) {
	if k, ok := lockOf(text); ok {
		m.cur.Locks = append(m.cur.Locks, k)
	} else {
		m.in = inHeader
	}
}

// close ends the open report; one without frames is only a line of a log, unless
// its title says all.
func (m *machine) close() {
	r := m.cur
	m.cur, m.in = nil, inHeader
	if r == nil || len(r.Frames) == 0 && r.Kind == Other {
		return
	}
	if r.Title == "" && len(r.Reliable()) == 0 {
		return
	}
	r.guessKind()
	m.done = append(m.done, *r)
}

// guessKind looks at the machinery of the report where its title is missing.
func (r *Report) guessKind() {
	if r.Title != "" {
		return
	}
	for _, f := range r.Frames {
		switch {
		case f.Doubtful:
		case is(f.Func, "might-sleep"):
			r.Kind = Sleeping
			return
		case is(f.Func, "sched-bug"):
			r.Kind = Scheduling
			return
		}
	}
}
