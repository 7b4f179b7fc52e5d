package patch

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// State is a set of files as a series of patches leaves them.
type State struct {
	read    func(name string) ([]byte, error)
	exists  func(name string) bool
	files   map[string]*text // nil: removed
	patches int
}

// text is a file with the origin of its lines.
type text struct{ lines []line }

type line struct {
	text string
	by   int // number of the patch that added it; 0: it was there
	cut  int // number of the patch that deleted what stood above it
}

// NewState begins with the files that read returns and exists knows.
func NewState(read func(name string) ([]byte, error), exists func(name string) bool) *State {
	return &State{read: read, exists: exists, files: map[string]*text{}}
}

// Conflict is a patch that does not apply.
type Conflict struct {
	Patch, File string
	Hunk        int // from 1; 0: the file as a whole
	Of          int
	Line        int // that the hunk names
	Reason      string
}

func (c *Conflict) Error() string {
	if c.Hunk == 0 {
		return fmt.Sprintf("%s: does not apply: %s: %s", c.Patch, c.File, c.Reason)
	}
	return fmt.Sprintf("%s: does not apply: %s: hunk %d of %d (line %d): %s", c.Patch, c.File, c.Hunk, c.Of, c.Line, c.Reason)
}

// Apply applies the C files of the next patch of the series. Other files change
// no finding, and need not even be there.
func (s *State) Apply(p *Patch) error {
	s.patches++
	for _, f := range p.Files {
		f.settle(s.has)
		for _, name := range []string{f.Old, f.New} {
			if err := CheckName(name); name != "" && err != nil {
				return fmt.Errorf("%s: refused: %w", p.Name, err)
			}
		}
		if f.Kind != Text || !IsC(f.Old) && !IsC(f.New) {
			continue
		}
		if err := s.file(f); err != nil {
			err.Patch, err.File, err.Of = p.Name, f.Name(), len(f.Hunks)
			return err
		}
	}
	return nil
}

func (s *State) file(f *File) *Conflict {
	old := &text{}
	if f.Old == "" {
		if s.has(f.New) {
			return &Conflict{Reason: "the file to be created is there already"}
		}
	} else {
		var err error
		if old, err = s.get(f.Old); err != nil {
			return &Conflict{Reason: err.Error()}
		}
	}
	lines, conflict := apply(old.lines, f.Hunks, s.patches)
	if conflict != nil {
		return conflict
	}
	if f.Old != "" && f.Old != f.New && !f.Copy {
		s.files[f.Old] = nil
	}
	if f.New != "" {
		if f.New != f.Old && f.Old != "" && s.has(f.New) {
			return &Conflict{Reason: "the file that " + f.Old + " is renamed to is there already"}
		}
		s.files[f.New] = &text{lines: lines}
	}
	return nil
}

func (s *State) has(name string) bool {
	if t, ok := s.files[name]; ok {
		return t != nil
	}
	return CheckName(name) == nil && s.exists(name)
}

func (s *State) get(name string) (*text, error) {
	t, ok := s.files[name]
	if ok && t == nil {
		return nil, fmt.Errorf("an earlier patch has removed %s", name)
	}
	if ok {
		return t, nil
	}
	data, err := s.read(name)
	if err != nil {
		return nil, err
	}
	t = &text{}
	for l := range bytes.Lines(data) {
		t.lines = append(t.lines, line{text: string(l)})
	}
	return t, nil
}

// Files returns what the series has changed so far: nil for a removed file.
func (s *State) Files() map[string][]byte {
	out := make(map[string][]byte, len(s.files))
	for name, t := range s.files {
		if t == nil {
			out[name] = nil
			continue
		}
		data := []byte{}
		for _, l := range t.lines {
			data = append(data, l.text...)
		}
		out[name] = data
	}
	return out
}

// searchBudget bounds how many lines are compared to find the place of the
// hunks of one file: a hostile patch of a repetitive file could compare for
// hours.
const searchBudget = 20_000_000

// apply returns lines with hunks applied by the patch numbered by. A hunk may
// have moved as long as its lines are all there; the nearest place is taken, as
// patch(1) does, but nothing is left out of its context. Line ends are compared
// without CR, and added lines get the file's own.
func apply(old []line, hunks []*Hunk, by int) ([]line, *Conflict) {
	old = slices.Clone(old) // other views share it
	out := make([]line, 0, len(old))
	m := matcher{old: old, budget: searchBudget}
	pos, offset := 0, 0
	crlf := len(old) > 0 && strings.HasSuffix(old[0].text, "\r\n")
	for i, h := range hunks {
		want := h.side('+')
		expect := h.OldLine - 1 + offset
		if len(want) == 0 {
			expect = h.OldLine + offset // the line after which to insert
		}
		at := m.find(want, expect, pos)
		if at < 0 {
			return nil, &Conflict{Hunk: i + 1, Line: h.OldLine, Reason: m.why(h, expect)}
		}
		offset += at - expect
		out = append(out, old[pos:at]...)
		h.NewLine = len(out) + 1
		out, pos = merge(out, old, at, h, by, lineEnd(h, crlf, len(old) == 0))
	}
	return append(out, old[pos:]...), nil
}

// merge appends a hunk whose old lines begin at old[pos].
func merge(out, old []line, pos int, h *Hunk, by int, end func(string) string) ([]line, int) {
	cut := false
	for _, l := range h.Lines {
		switch l.Op {
		case '+':
			if n := len(out); n > 0 && !strings.HasSuffix(out[n-1].text, "\n") {
				out[n-1].text += "\n"
			}
			out = append(out, line{text: end(l.Text), by: by})
			cut = false
		case '-':
			pos++
			cut = true
		default:
			next := old[pos]
			if cut {
				next.cut = by
			}
			out = append(out, next)
			pos++
			cut = false
		}
	}
	switch {
	case cut && pos < len(old):
		old[pos].cut = by
	case cut && len(out) > 0:
		out[len(out)-1].cut = by // the end of the file is gone
	}
	return out, pos
}

// lineEnd says how added lines end: as the file's do. In a new file they stay
// as they are.
func lineEnd(h *Hunk, crlf, created bool) func(string) string {
	travelled := !created
	for _, l := range h.Lines {
		travelled = travelled && strings.HasSuffix(l.Text, "\r\n")
	}
	return func(s string) string {
		switch {
		case crlf && strings.HasSuffix(s, "\n") && !strings.HasSuffix(s, "\r\n"):
			return s[:len(s)-1] + "\r\n"
		case !crlf && travelled:
			return s[:len(s)-2] + "\n"
		}
		return s
	}
}

// matcher finds the place of hunks in a file.
type matcher struct {
	old    []line
	budget int
}

// find returns the index nearest to expect, from min on, at which want stands,
// or -1.
func (m *matcher) find(want []string, expect, min int) int {
	last := len(m.old) - len(want)
	if last < min {
		return -1
	}
	expect = clamp(expect, min, last)
	for d := 0; expect-d >= min || expect+d <= last; d++ {
		if expect-d >= min && m.at(want, expect-d) {
			return expect - d
		}
		if d > 0 && expect+d <= last && m.at(want, expect+d) {
			return expect + d
		}
		if len(want) == 0 || m.budget < 0 {
			return -1
		}
	}
	return -1
}

func (m *matcher) at(want []string, pos int) bool {
	for i, w := range want {
		m.budget--
		if bareLine(m.old[pos+i].text) != bareLine(w) {
			return false
		}
	}
	return true
}

func bareLine(s string) string { return strings.TrimRight(s, "\r\n") }

func clamp(v, low, high int) int { return max(low, min(v, high)) }

// why explains why a hunk was not found.
func (m *matcher) why(h *Hunk, expect int) string {
	if m.budget < 0 {
		return "gave up searching for its place"
	}
	if added := h.side('-'); len(added) != len(h.side('+')) || !slices.Equal(added, h.side('+')) {
		if (&matcher{old: m.old, budget: searchBudget}).find(added, expect, 0) >= 0 && len(added) > 0 {
			return "what it changes is there in its new form: has the patch been applied already?"
		}
	}
	for i, want := range h.side('+') {
		switch at := expect + i; {
		case at < 0:
		case at >= len(m.old):
			return fmt.Sprintf("the file has %d lines only", len(m.old))
		case bareLine(m.old[at].text) != bareLine(want):
			return fmt.Sprintf("line %d is %q, the patch wants %q", at+1, excerpt(m.old[at].text), excerpt(want))
		}
	}
	return "its lines are not there"
}

func excerpt(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 60 {
		s = s[:60] + "…"
	}
	return s
}
