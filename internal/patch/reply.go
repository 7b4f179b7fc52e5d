package patch

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// replyWidth is where text for a mailing list is wrapped.
const replyWidth = 75

// replyContext is how many lines of a hunk are quoted above the changed line.
const replyContext = 10

// Comment is a finding to be said below the changed line.
type Comment struct {
	Finding diag.Diagnostic // where it was found, not moved
	Place   Place
	Note    string // more to say, such as which patch mends it
}

// Reply writes comments on a patch as an answer on a mailing list: the lines in
// question quoted, the finding below them, wrapped. Quoted lines stay as they
// are. What is said about one line stands below one quotation. The patch must have
// been applied, and places be those of the state after it.
func Reply(w io.Writer, p *Patch, comments []Comment) error {
	r := &replier{out: bufio.NewWriter(w)}
	r.greeting(p)
	type spot struct {
		file string
		line int
	}
	said := map[spot]bool{}
	for i := range comments {
		at := spot{comments[i].Place.File, comments[i].Place.Line}
		if said[at] {
			continue
		}
		said[at] = true
		r.quote(p, comments[i].Place)
		for j := i; j < len(comments); j++ {
			if c := &comments[j]; (spot{c.Place.File, c.Place.Line}) == at {
				r.comment(c)
			}
		}
		r.line("")
	}
	r.explain(comments)
	return r.out.Flush()
}

// explain says where to read more, as the signature of a mail.
func (r *replier) explain(comments []Comment) {
	var rules []string
	for i := range comments {
		if id := comments[i].Finding.Rule; !slices.Contains(rules, id) {
			rules = append(rules, id)
		}
	}
	if len(rules) > 0 {
		fmt.Fprintln(r.out, "-- ") // with the space: that is what begins a signature
		r.wrap("Found by ctxlint; `ctxlint explain "+rules[0]+"` says more.", "")
	}
}

// maxAlso is how many further contexts a comment lists.
const maxAlso = 3

type replier struct{ out *bufio.Writer }

func (r *replier) line(s string) { fmt.Fprintln(r.out, strings.TrimRight(s, " ")) }

func (r *replier) greeting(p *Patch) {
	if p.Subject != "" {
		subject := p.Subject
		if !strings.HasPrefix(strings.ToLower(subject), "re:") {
			subject = "Re: " + subject
		}
		r.headers(p)
		r.line("Subject: " + mime.QEncoding.Encode("utf-8", printable(subject)))
		r.line("")
	}
	if p.From == "" {
		return
	}
	if p.Date.IsZero() {
		r.line(printable(p.From) + " wrote:")
		return
	}
	r.wrap("On "+p.Date.Format("Mon, 2 Jan 2006 15:04:05 -0700")+", "+printable(p.From)+" wrote:", "")
}

// headers prints those that a mail program needs to send the answer to whom the
// patch went, below it. Content that is not ASCII is declared.
func (r *replier) headers(p *Patch) {
	m := &p.Mail
	if m.ID == "" {
		return
	}
	r.addressees("To", m.ReplyTo)
	r.addressees("Cc", m.Copies)
	r.line("In-Reply-To: <" + printable(m.ID) + ">")
	r.line("References:")
	for _, id := range append(slices.Clone(m.References), m.ID) {
		r.line(" <" + printable(id) + ">")
	}
	r.line("MIME-Version: 1.0")
	r.line("Content-Type: text/plain; charset=utf-8")
	r.line("Content-Transfer-Encoding: 8bit")
}

// addressees prints a header with one address a line.
func (r *replier) addressees(name, list string) {
	if list != "" {
		r.line(name + ": " + strings.ReplaceAll(printable(list), ">, ", ">,\n "))
	}
}

// quote prints the hunk that has the line, up to it.
func (r *replier) quote(p *Patch, at Place) {
	f, h := hunkAt(p, at)
	if h == nil {
		return
	}
	r.line("> --- a/" + printable(orName(f.Old, f.New)))
	r.line("> +++ b/" + printable(orName(f.New, f.Old)))
	r.line(fmt.Sprintf("> @@ -%d,%d +%d,%d @@ %s", h.OldLine, len(h.side('+')), h.NewLine, len(h.side('-')), printable(h.Section)))
	n, end := h.NewLine, len(h.Lines)
	for i, l := range h.Lines {
		if l.Op == '-' {
			continue
		}
		if n == at.Line {
			end = i + 1
			break
		}
		n++
	}
	start := max(end-replyContext, 0)
	if start > 0 {
		r.line("> [...]")
	}
	for _, l := range h.Lines[start:end] {
		r.line("> " + string(l.Op) + printable(strings.TrimRight(l.Text, "\r\n")))
	}
}

func orName(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// hunkAt finds the hunk of a line of the state after the patch.
func hunkAt(p *Patch, at Place) (*File, *Hunk) {
	for _, f := range p.Files {
		if f.New != at.File {
			continue
		}
		for _, h := range f.Hunks {
			n := h.NewLine
			for _, l := range h.Lines {
				if l.Op != '-' {
					n++
				}
			}
			if h.NewLine <= at.Line && at.Line < max(n, h.NewLine+1) {
				return f, h
			}
		}
	}
	return nil, nil
}

func (r *replier) comment(c *Comment) {
	d := &c.Finding
	r.line("")
	doubt := ""
	if d.Confidence == diag.Medium || d.Confidence == diag.Low {
		doubt = fmt.Sprintf(" (%s confidence)", d.Confidence)
	}
	r.wrap(fmt.Sprintf("%s: %s%s [%s]", d.Severity, printable(d.Message), doubt, d.Rule), "")
	if c.Place.Outside() {
		r.line("")
		r.wrap(fmt.Sprintf("The flagged call is outside of this patch, at %s:%d:", printable(d.File), d.Line), "")
	}
	if len(d.Steps) > 0 {
		r.line("")
	}
	for _, s := range d.Steps {
		r.wrap(fmt.Sprintf("%s:%d: %s", printable(s.File), s.Line, printable(sentence(s))), "  ")
	}
	for i, x := range d.Contexts {
		if i == maxAlso+1 {
			r.wrap(fmt.Sprintf("also reached from %d more contexts", len(d.Contexts)-i), "  ")
			break
		}
		if i > 0 {
			r.wrap(fmt.Sprintf("%s:%d: also reached from %s(): %s", printable(x.File), x.Line, printable(x.Root), printable(x.Why)), "  ")
		}
	}
	for _, f := range d.Fixes {
		r.line("")
		r.wrap("Suggestion: "+printable(f.Title), "")
	}
	if c.Note != "" {
		r.line("")
		r.wrap(c.Note, "")
	}
}

var nameWord = regexp.MustCompile(`\w+`)

// sentence says in which function a step is, unless its text does.
func sentence(s diag.Step) string {
	switch {
	case s.Function == "" || slices.Contains(nameWord.FindAllString(s.What, -1), s.Function):
		return s.What
	case strings.HasPrefix(s.What, "calls "):
		return s.Function + "() " + s.What
	}
	return s.Function + "(): " + s.What
}

// wrap prints a paragraph; lines after the first are indented further. A word
// that is longer than a line stays whole: a path that is cut is of no use.
func (r *replier) wrap(s, indent string) {
	lineText, width := indent, utf8.RuneCountInString(indent)
	start := true
	for _, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case start:
		case width+1+n > replyWidth:
			r.line(lineText)
			indent2 := indent
			if indent != "" {
				indent2 = indent + "  "
			}
			lineText, width = indent2, utf8.RuneCountInString(indent2)
		default:
			lineText += " "
			width++
		}
		lineText += word
		width += n
		start = false
	}
	r.line(lineText)
}

// printable makes text of a patch safe for a terminal.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t':
			return c
		case c < ' ' || c == 0x7f || 0x80 <= c && c < 0xa0,
			'\u202a' <= c && c <= '\u202e', '\u2066' <= c && c <= '\u2069':
			return '?'
		}
		return c
	}, strings.ToValidUTF8(s, "\ufffd"))
}
