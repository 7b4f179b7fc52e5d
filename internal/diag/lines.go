package diag

import (
	"bytes"
	"slices"
	"sort"
)

// Text is the content of one file with an index of its lines. Lines and
// columns count from 1, columns in bytes; a position outside the text is
// clamped to it, for a finding must never be lost over its excerpt.
type Text struct {
	data   []byte
	starts []int // offset of the first byte of each line
}

// NewText indexes data.
func NewText(data []byte) *Text {
	t := &Text{data: data, starts: []int{0}}
	for i := 0; ; {
		n := bytes.IndexByte(data[i:], '\n')
		if n < 0 {
			return t
		}
		i += n + 1
		t.starts = append(t.starts, i)
	}
}

// Lines is the number of lines; a last line without newline counts.
func (t *Text) Lines() int {
	if n := len(t.starts); t.starts[n-1] < len(t.data) {
		return n
	}
	return len(t.starts) - 1
}

// Line is the text of a line without its newline.
func (t *Text) Line(line int) string {
	if line < 1 || line > len(t.starts) {
		return ""
	}
	return string(bytes.TrimSuffix(t.data[t.starts[line-1]:t.end(line)], []byte("\r")))
}

// slice lists the lines from one up to and including another.
func (t *Text) slice(from, to int) []string {
	var lines []string
	for n := from; n <= min(to, len(t.starts)); n++ {
		lines = append(lines, t.Line(n))
	}
	return lines
}

// end is the offset of the newline that ends line, or of the end of the text.
func (t *Text) end(line int) int {
	if line < len(t.starts) {
		return t.starts[line] - 1
	}
	return len(t.data)
}

// Offset is the byte offset of a position.
func (t *Text) Offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(t.starts) {
		return len(t.data)
	}
	return min(t.starts[line-1]+max(column-1, 0), t.end(line))
}

// Position is the line and column of a byte offset.
func (t *Text) Position(offset int) (line, column int) {
	line = sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > offset })
	return line, offset - t.starts[line-1] + 1
}

// Span is the text from one position up to another, which is not included. An
// end before the start gives "".
func (t *Text) Span(line, column, endLine, endColumn int) string {
	from, to := t.Offset(line, column), t.Offset(max(endLine, line), endColumn)
	if to <= from {
		return ""
	}
	return string(t.data[from:to])
}

// Apply returns the text with edits done. Edits that overlap are refused: the
// result would depend on their order.
func (t *Text) Apply(edits []Edit) ([]byte, bool) {
	type cut struct {
		from, to int
		text     string
	}
	cuts := make([]cut, len(edits))
	for i, e := range edits {
		cuts[i] = cut{t.Offset(e.Line, e.Column), t.Offset(e.EndLine, e.EndColumn), e.NewText}
		if cuts[i].to < cuts[i].from {
			return nil, false
		}
	}
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.from - b.from })
	var out []byte
	done := 0
	for _, c := range cuts {
		if c.from < done {
			return nil, false
		}
		out = append(append(out, t.data[done:c.from]...), c.text...)
		done = c.to
	}
	return append(out, t.data[done:]...), true
}

// Texts hands out the files that findings lie in, each indexed once.
type Texts struct {
	read  func(file string) []byte
	files map[string]*Text
}

// NewTexts returns texts read by read, which returns nil for an unknown file;
// a nil read knows none.
func NewTexts(read func(file string) []byte) *Texts {
	return &Texts{read: read, files: map[string]*Text{}}
}

// Get returns the text of file, empty if it is unknown.
func (t *Texts) Get(file string) *Text {
	if text, ok := t.files[file]; ok {
		return text
	}
	var data []byte
	if t.read != nil {
		data = t.read(file)
	}
	text := NewText(data)
	t.files[file] = text
	return text
}
