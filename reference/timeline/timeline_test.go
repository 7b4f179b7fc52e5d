package timeline_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctxlint/ctxlint/reference/pairs"
	"github.com/ctxlint/ctxlint/reference/sim"
	"github.com/ctxlint/ctxlint/reference/timeline"
)

func trace(t *testing.T) *sim.Trace {
	t.Helper()
	p, err := pairs.ByName("dmaengine-close")
	if err != nil {
		t.Fatal(err)
	}
	r := sim.Explore(p.Buggy, p.Opts)
	if r.Violation == nil {
		t.Fatal(r)
	}
	return r.Violation.Trace
}

// In a narrow terminal columns are narrowed, and no line is broken.
func TestNarrow(t *testing.T) {
	tr := trace(t)
	for _, total := range []int{60, 80, 200} {
		var b strings.Builder
		if err := timeline.Text(&b, tr, 0, total); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > total {
				t.Errorf("%d characters, want at most %d: %q", n, total, line)
			}
		}
	}
}

func TestText(t *testing.T) {
	tr := trace(t)
	var b strings.Builder
	if err := timeline.Text(&b, tr, 0, 0); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	if len(lines) != len(tr.Events)+3 {
		t.Errorf("%d lines for %d steps", len(lines), len(tr.Events))
	}
	for _, want := range []string{"device", "CPU0 task", "CPU1 softirq", "CPU1 hardirq"} {
		if !strings.Contains(lines[0], want) {
			t.Errorf("no column %q in %q", want, lines[0])
		}
	}
	end := lines[len(lines)-1]
	if at := strings.Index(end, "BUG: use after free"); at < 0 || at != strings.Index(lines[0], "CPU1 softirq") {
		t.Errorf("the violation is not in its column:\n%s\n%s", lines[0], end)
	}
}

func TestTextOfTheEnd(t *testing.T) {
	tr := trace(t)
	var b strings.Builder
	if err := timeline.Text(&b, tr, 5, 0); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n != 5+3 {
		t.Errorf("%d lines, want 8:\n%s", n, b.String())
	}
}

func TestSVG(t *testing.T) {
	tr := trace(t)
	var b strings.Builder
	if err := timeline.SVG(&b, tr, 0); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(strings.NewReader(b.String()))
	groups := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "g" {
			groups++
		}
	}
	if groups != len(tr.Events) {
		t.Errorf("%d steps drawn of %d", groups, len(tr.Events))
	}
}
