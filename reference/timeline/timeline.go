// Package timeline draws a recorded run: one column per context of each CPU (and
// one per device), one row per step, so that who ran when, and what ran
// meanwhile, is seen at a glance.
package timeline

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// column is one context.
type column struct {
	cpu  int
	ctx  sim.Context
	name string
}

func (c column) where() string {
	if c.cpu < 0 {
		return "device"
	}
	return c.place() + " " + c.context()
}

// place is the CPU, context what runs there.
func (c column) place() string {
	if c.cpu < 0 {
		return "devices"
	}
	return fmt.Sprintf("CPU%d", c.cpu)
}

func (c column) context() string {
	if c.cpu < 0 {
		return "device"
	}
	return c.ctx.String()
}

func (c column) less(d column) bool {
	if c.cpu != d.cpu {
		return c.cpu < d.cpu
	}
	if c.ctx != d.ctx {
		return c.ctx < d.ctx
	}
	return c.name < d.name
}

func columnOf(e *sim.Event) column { return column{e.CPU, e.Ctx, e.Name} }

// columns lists the contexts of a trace: devices first, then by CPU.
func columns(t *sim.Trace) []column {
	seen := map[column]bool{}
	var cs []column
	for i := range t.Events {
		if c := columnOf(&t.Events[i]); !seen[c] {
			seen[c] = true
			cs = append(cs, c)
		}
	}
	sort.Slice(cs, func(i, j int) bool { return cs[i].less(cs[j]) })
	return cs
}

func label(e *sim.Event) string {
	s := e.What
	if e.On != "" && e.On != e.Name {
		s += " " + e.On
	}
	return s
}

func isBug(e *sim.Event) bool { return strings.HasPrefix(e.What, "BUG") }

// last returns the events to draw: all, or the n before the end, which is where
// the violation is.
func last(t *sim.Trace, n int) ([]sim.Event, int) {
	if n <= 0 || n >= len(t.Events) {
		return t.Events, 0
	}
	from := len(t.Events) - n
	return t.Events[from:], from
}

// narrowest is the width below which a column says nothing any more.
const narrowest = 14

// fit narrows the widest columns until the line, with its number and the
// function's name, has at most total characters; 0 leaves them as they are.
func fit(width []int, total int) {
	if total <= 0 {
		return
	}
	const number, function = 5, 16
	for {
		sum, widest := number+function, 0
		for i, w := range width {
			sum += w + 2
			if w > width[widest] {
				widest = i
			}
		}
		if sum <= total || len(width) == 0 || width[widest] <= narrowest {
			return
		}
		width[widest]--
	}
}

// Text draws the last n steps of the trace, all if n is 0, in lines of at most
// total characters where columns can be that narrow; 0 does not limit them.
func Text(w io.Writer, t *sim.Trace, n, total int) error {
	events, from := last(t, n)
	cs := columns(&sim.Trace{Events: events})
	width := make([]int, len(cs))
	index := map[column]int{}
	for i, c := range cs {
		index[c] = i
		width[i] = max(len(c.where()), len(c.name))
	}
	for i := range events {
		c := index[columnOf(&events[i])]
		width[c] = max(width[c], len(label(&events[i])))
	}
	fit(width, total)
	b := bufio.NewWriter(w)
	emit := func(line string) {
		line = strings.TrimRight(line, " ")
		if total > 0 {
			line = clip(line, total)
		}
		fmt.Fprintln(b, line)
	}
	head := func(f func(column) string) {
		line := fmt.Sprintf("%5s", "")
		for i, c := range cs {
			line += fmt.Sprintf("  %-*s", width[i], clip(f(c), width[i]))
		}
		emit(line)
	}
	head(column.where)
	head(func(c column) string { return c.name })
	head(func(c column) string { return strings.Repeat("-", width[index[c]]) })
	for i := range events {
		e := &events[i]
		at := index[columnOf(e)]
		line := fmt.Sprintf("%5d", from+i+1)
		for j := range cs {
			text := ""
			if j == at {
				text = clip(label(e), width[j])
			}
			line += fmt.Sprintf("  %-*s", width[j], text)
		}
		if e.Func != "" {
			line += "  " + e.Func
		}
		emit(line)
	}
	return b.Flush()
}

const (
	rowHeight = 18
	colWidth  = 230
	topHeight = 58
	leftWidth = 44
)

// SVG draws the last n steps of the trace, all if n is 0.
func SVG(w io.Writer, t *sim.Trace, n int) error {
	events, from := last(t, n)
	cs := columns(&sim.Trace{Events: events})
	index := map[column]int{}
	for i, c := range cs {
		index[c] = i
	}
	b := bufio.NewWriter(w)
	width := leftWidth + colWidth*len(cs)
	height := topHeight + rowHeight*len(events) + 10
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="monospace" font-size="11">`+"\n", width, height)
	fmt.Fprintf(b, "<title>%s</title>\n", html.EscapeString(t.Model))
	fmt.Fprintf(b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	for i, c := range cs {
		x := leftWidth + i*colWidth
		fmt.Fprintf(b, `<text x="%d" y="18" font-weight="bold">%s</text><text x="%d" y="34">%s</text>`+"\n",
			x+4, html.EscapeString(c.where()), x+4, html.EscapeString(c.name))
		fmt.Fprintf(b, `<line x1="%d" y1="42" x2="%d" y2="%d" stroke="#ccc"/>`+"\n", x, x, height-4)
	}
	prev := -1
	for i := range events {
		svgStep(b, &events[i], from+i+1, i, index[columnOf(&events[i])], prev)
		prev = index[columnOf(&events[i])]
	}
	fmt.Fprintln(b, "</svg>")
	return b.Flush()
}

func svgStep(b *bufio.Writer, e *sim.Event, number, row, col, prev int) {
	x, y := leftWidth+col*colWidth, topHeight+row*rowHeight
	if prev >= 0 && prev != col {
		fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#999"/>`+"\n",
			leftWidth+prev*colWidth+4, y-rowHeight+9, x+4, y+1)
	}
	fmt.Fprintf(b, `<text x="4" y="%d" fill="#888">%d</text>`+"\n", y+12, number)
	fmt.Fprintf(b, `<g><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" fill="%s"/><text x="%d" y="%d">%s</text></g>`+"\n",
		html.EscapeString(e.Func), x+2, y, colWidth-6, rowHeight-2, color(e), x+6, y+12, html.EscapeString(clip(label(e), 33)))
}

// clip cuts a text to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func color(e *sim.Event) string {
	switch {
	case isBug(e):
		return "#f88"
	case e.CPU < 0:
		return "#eee"
	case e.Ctx == sim.Hardirq:
		return "#fdc"
	case e.Ctx == sim.Softirq:
		return "#ffc"
	}
	return "#def"
}
