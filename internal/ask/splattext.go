package ask

import (
	"io"
	"strings"

	"github.com/ctxlint/ctxlint/internal/splat"
)

// Text writes what is known of the reports for people.
func (s *SplatAnswer) Text(w io.Writer) error {
	p := &printer{w: w}
	for i := range s.Reports {
		if i > 0 {
			p.f("\n")
		}
		s.Reports[i].text(p)
	}
	return p.err
}

func (r *SplatReport) text(p *printer) {
	title := r.Title
	if title == "" {
		title = "a trace without a title"
	}
	p.f("line %d: %s\n\n  %s\n", r.Line, title, r.Meaning)
	switch {
	case r.Sleeper == nil:
	case r.Kind == string(splat.Hung):
		p.f("\n  waits in:         %s\n", r.Sleeper.where())
	default:
		p.f("\n  not allowed here: %s\n", r.Sleeper.where())
	}
	if r.Maker != nil {
		p.f("  made it so:       %s %s\n", r.Maker.where(), r.Maker.How)
		if r.Maker.At != "" {
			p.f("                    at %s\n", r.Maker.At)
		}
	}
	for i := range r.Also {
		p.f("  atomic by, too:   %s %s\n                    at %s\n", r.Also[i].where(), r.Also[i].How, r.Also[i].At)
	}
	if r.Base != "" {
		p.f("  runs in:          %s\n", r.Base)
	}
	for _, l := range r.Locks {
		p.f("  held:             %s\n", l)
	}
	r.path(p)
	for _, s := range r.Stacks {
		p.f("\n  %s\n", s.What)
		for i := range s.Frames {
			p.f("    %s\n", s.Frames[i].where())
		}
	}
	r.Static.text(p)
	if r.Rule != "" {
		p.f("\n  rule: %s\n", r.Rule)
	}
	if r.Fix != "" {
		p.f("  what to do: %s\n", strings.ReplaceAll(strings.TrimSpace(r.Fix), "\n", "\n    "))
	}
	for _, e := range r.Examples {
		p.f("  as in %s\n", e)
	}
}

// path prints the frames, the outermost first as code runs, from the maker on.
func (r *SplatReport) path(p *printer) {
	p.f("\n  the way, from outside in:\n")
	for i := len(r.Frames) - 1; i >= 0; i-- {
		f := &r.Frames[i]
		mark := " "
		switch {
		case f.Mark != "" || f.Doubtful:
			continue
		case r.Maker != nil && f.Function == r.Maker.Function:
			mark = "*"
		case r.Sleeper != nil && f.Function == r.Sleeper.Function:
			mark = "!"
		}
		p.f("   %s %s\n", mark, f.where())
		if mark == "!" {
			return // what follows is the report's own machinery
		}
	}
}

func (f *SplatFrame) where() string {
	if f.Function == "" {
		return "a caller that the trace does not show"
	}
	s := f.Function + "()"
	if f.File != "" {
		s += " " + f.File
		if f.Line > 0 {
			s += ":" + itoa(f.Line)
		}
	}
	return s
}

func (s *Static) text(p *printer) {
	if s.Found {
		p.f("\n  the source shows every step of this\n")
	} else {
		p.f("\n  the source does not show all of it:\n")
	}
	for _, b := range s.Breaks {
		switch {
		case b.Outer != "":
			p.f("    %s() to %s(): %s\n", b.Outer, b.Inner, b.Why)
		default:
			p.f("    %s\n", b.Why)
		}
	}
	for _, c := range s.Conditions {
		p.f("    %s\n", c)
	}
}
