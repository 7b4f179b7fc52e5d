package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// TextOptions says how [WriteText] writes.
type TextOptions struct {
	Color bool
	// Read returns the bytes of a file for the excerpt; nil: no excerpts.
	Read func(file string) []byte
	// Show turns a path relative to the root into one that the reader can
	// open from where he is; nil: as it is.
	Show func(file string) string
}

// maxContexts is how many further contexts a finding lists before it only
// counts them: a helper of a core can be reached from hundreds of drivers.
const maxContexts = 3

// WriteText writes findings as compilers do, so that editors, quickfix lists and
// eyes trained on gcc can read them:
//
//	file:line:column: error: message [rule]
//	  line |   source
//	       |   ^~~~~~
//	file:line: note: the first step
//	file:line: note:   the next one, indented by the depth of the call
//
// The reader goes from top to bottom: what is wrong, where, and how the code
// gets there, starting with why the context is atomic. Whatever comes from a
// source file is stripped of control characters: a file name or a comment must
// not be able to drive a terminal.
func WriteText(w io.Writer, ds []Diagnostic, o TextOptions) error {
	p := &textPrinter{out: bufio.NewWriter(w), o: o, files: NewTexts(o.Read)}
	for i := range ds {
		if i > 0 {
			p.line("")
		}
		p.finding(&ds[i])
	}
	return p.out.Flush()
}

type textPrinter struct {
	out   *bufio.Writer
	o     TextOptions
	files *Texts
}

func (p *textPrinter) finding(d *Diagnostic) {
	message := d.Message
	if d.Confidence != High && d.Confidence != "" {
		message += " (" + string(d.Confidence) + " confidence)"
	}
	p.line("%s %s %s %s",
		p.paint(bold, fmt.Sprintf("%s:%d:%d:", p.name(d.File), d.Line, d.Column)),
		p.severity(d.Severity), p.paint(bold, clean(message)), p.paint(dim, "["+d.Rule+"]"))
	p.excerpt(d)
	for _, line := range remarks(d) {
		p.line("%s %s %s", strings.Repeat(" ", 5), p.paint(dim, "="), clean(line))
	}
	p.steps(d.Steps)
	p.sites(d)
	p.contexts(d)
	for _, f := range d.Fixes {
		p.fix(d, f)
	}
}

// excerpt prints the flagged line with its call underlined. Tabs stay tabs in
// both lines, so they line up whatever the reader's tab width is.
func (p *textPrinter) excerpt(d *Diagnostic) {
	text := p.files.Get(d.File)
	line := text.Line(d.Line)
	if strings.TrimSpace(line) == "" {
		return
	}
	from := min(max(d.Column-1, 0), len(line))
	to := len(line)
	if d.EndLine <= d.Line && d.EndColumn-1 <= len(line) {
		to = max(d.EndColumn-1, from)
	}
	mark := "^" + strings.Repeat("~", max(utf8.RuneCountInString(strings.TrimRight(line[from:to], " \t"))-1, 0))
	number := fmt.Sprintf("%5d", d.Line)
	p.line("%s %s %s", p.paint(dim, number), p.paint(dim, "|"), clean(line))
	p.line("%s %s %s%s", strings.Repeat(" ", len(number)), p.paint(dim, "|"), blank(line[:from]), p.paint(green, mark))
}

// blank turns text into white space of the same width.
func blank(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, s)
}

// steps prints the way to the finding. A step in a function that the step
// before it calls is indented under it; where the next function is not called
// from here but follows in time (another callback of the same driver), the
// indentation begins anew.
func (p *textPrinter) steps(steps []Step) {
	depth := map[string]int{}
	level := 0
	for i, s := range steps {
		if i > 0 && s.Function != steps[i-1].Function {
			known, seen := depth[s.Function]
			switch {
			case mentions(steps[i-1].What, s.Function):
				level++
			case seen:
				level = known
			default:
				level = 0
			}
		}
		if _, seen := depth[s.Function]; !seen {
			depth[s.Function] = level
		}
		p.note(s.File, s.Line, strings.Repeat("  ", min(level, 8))+sentence(s))
	}
}

// sentence says in which function a step is, unless its text does.
func sentence(s Step) string {
	switch {
	case s.Function == "" || mentions(s.What, s.Function):
		return s.What
	case strings.HasPrefix(s.What, "calls "):
		return s.Function + "() " + s.What
	}
	return s.Function + "(): " + s.What
}

// mentions says whether text contains name as a whole word.
func mentions(text, name string) bool {
	for rest := text; name != ""; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		before, after := rest[:i], rest[i+len(name):]
		if !endsInWord(before) && !beginsWithWord(after) {
			return true
		}
		rest = after
	}
	return false
}

func endsInWord(s string) bool { return s != "" && isWord(s[len(s)-1]) }

func beginsWithWord(s string) bool { return s != "" && isWord(s[0]) }

// IsWord tells whether a text is one word, as the search for what an edit replaces
// tells words apart.
func IsWord(text string) bool {
	for i := range len(text) {
		if !isWord(text[i]) {
			return false
		}
	}
	return text != ""
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// remarks are what is to be known before anything else: what must hold, what was
// guessed, and whether the cause is an old one.
func remarks(d *Diagnostic) []string {
	var out []string
	if d.Judged != "" {
		out = append(out, "judged: "+d.Judged)
	}
	if len(d.Requires) > 0 {
		out = append(out, "needs: "+strings.Join(d.Requires, "; "))
	}
	for _, doubt := range d.Doubts {
		out = append(out, "doubt: "+doubt)
	}
	switch {
	case d.KnownSites == 1:
		out = append(out, "new under a known cause: one other place of it is known")
	case d.KnownSites > 1:
		out = append(out, fmt.Sprintf("new under a known cause: %d other places of it are known", d.KnownSites))
	}
	return out
}

// maxSites is how many further places a finding lists before it only counts them.
const maxSites = 8

// sites prints the other places of the cause.
func (p *textPrinter) sites(d *Diagnostic) {
	if len(d.Sites) < 2 {
		return
	}
	rest := d.Sites[1:]
	for i, s := range rest {
		if i == maxSites && len(rest) > maxSites+1 {
			p.note(d.File, d.Line, fmt.Sprintf("the same cause shows in %d more places (--format jsonl lists them all)", len(rest)-i))
			return
		}
		p.note(s.File, s.Line, "the same cause shows here: "+siteText(s))
	}
}

func siteText(s Site) string {
	if s.What != "" {
		return s.Function + "(): " + s.What
	}
	return s.Function + "() calls " + s.Callee + "()"
}

// contexts prints the further roots from which the flagged call is reached;
// the steps have shown the first.
func (p *textPrinter) contexts(d *Diagnostic) {
	if len(d.Contexts) < 2 {
		return
	}
	rest := d.Contexts[1:]
	for i, c := range rest {
		if i == maxContexts && len(rest) > maxContexts+1 {
			p.note(d.File, d.Line, fmt.Sprintf("also reached from %s (--format jsonl lists them all)", counted(len(rest)-i, "more context")))
			return
		}
		p.note(c.File, c.Line, fmt.Sprintf("also reached from %s(): %s", c.Root, c.Why))
	}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// fix prints a suggestion; its edits as a patch would show them.
func (p *textPrinter) fix(d *Diagnostic, f Fix) {
	file, line := d.File, d.Line
	if len(f.Edits) > 0 {
		file, line = f.Edits[0].File, f.Edits[0].Line
	}
	p.note(file, line, "fix: "+f.Title)
	for _, e := range f.Edits {
		p.edit(e)
	}
}

func (p *textPrinter) edit(e Edit) {
	text := p.files.Get(e.File)
	after, ok := text.Apply([]Edit{e})
	if !ok || text.Lines() == 0 {
		return
	}
	grown := strings.Count(e.NewText, "\n") - (e.EndLine - e.Line)
	before := text.slice(e.Line, e.EndLine)
	now := NewText(after).slice(e.Line, e.EndLine+grown)
	for len(before) > 0 && len(now) > 0 && before[0] == now[0] {
		before, now = before[1:], now[1:]
	}
	for len(before) > 0 && len(now) > 0 && before[len(before)-1] == now[len(now)-1] {
		before, now = before[:len(before)-1], now[:len(now)-1]
	}
	p.diff(red, "-", before)
	p.diff(green, "+", now)
}

func (p *textPrinter) diff(color, sign string, lines []string) {
	for _, l := range lines {
		p.line("      %s %s", p.paint(dim, "|"), p.paint(color, sign+clean(l)))
	}
}

func (p *textPrinter) note(file string, line int, text string) {
	p.line("%s %s %s", p.paint(bold, fmt.Sprintf("%s:%d:", p.name(file), line)), p.paint(cyan, "note:"), clean(text))
}

func (p *textPrinter) name(file string) string {
	if p.o.Show != nil {
		file = p.o.Show(file)
	}
	return clean(file)
}

func (p *textPrinter) line(format string, args ...any) {
	fmt.Fprintf(p.out, format+"\n", args...)
}

// clean makes text safe for a terminal and one line long.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0:
			return '?'
		case r == '\u202a' || r == '\u202b' || '\u202c' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069':
			return '?' // bidirectional controls reorder what the reader sees
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// Colours, as gcc and clang use them.
const (
	bold    = "1"
	dim     = "2"
	red     = "31"
	green   = "32"
	magenta = "1;35"
	boldRed = "1;31"
	cyan    = "1;36"
)

func (p *textPrinter) severity(s Severity) string {
	color := cyan
	switch s {
	case Error:
		color = boldRed
	case Warning:
		color = magenta
	}
	return p.paint(color, string(s)+":")
}

func (p *textPrinter) paint(color, s string) string {
	if !p.o.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
