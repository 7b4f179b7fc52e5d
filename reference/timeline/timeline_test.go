package timeline_test

import (
	"encoding/json"
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

// The JSON form has every step, with what it takes to follow it.
func TestJSON(t *testing.T) {
	tr := trace(t)
	v := &sim.Violation{Kind: sim.UseAfterFree, Splat: "splat", Schedule: sim.Schedule{0, 0, 1}}
	var b strings.Builder
	if err := timeline.JSON(&b, tr, v); err != nil {
		t.Fatal(err)
	}
	var r struct {
		Model     string
		Schedule  string
		Violation struct{ Kind, Splat string }
		Steps     []struct {
			CPU     int
			Context string
			What    string
			Held    []string
			Stack   []struct {
				Func, File string
				Line       int
			}
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Steps) != len(tr.Events) || r.Schedule != "0x2 1" || r.Violation.Kind != string(sim.UseAfterFree) {
		t.Errorf("%d steps of %d, schedule %q, %q", len(r.Steps), len(tr.Events), r.Schedule, r.Violation.Kind)
	}
	held, stacks := 0, 0
	for _, s := range r.Steps {
		if len(s.Held) > 0 {
			held++
		}
		if len(s.Stack) > 0 && strings.HasPrefix(s.Stack[0].File, "reference/") {
			stacks++
		}
	}
	if held < 5 || stacks < 20 {
		t.Errorf("%d steps with locks, %d with a stack", held, stacks)
	}
}

// The Chrome form has an event for each step, on a thread that has a name.
func TestChrome(t *testing.T) {
	tr := trace(t)
	var b strings.Builder
	if err := timeline.Chrome(&b, tr); err != nil {
		t.Fatal(err)
	}
	var r struct {
		TraceEvents []struct {
			Name, Ph, S  string
			Ts, Pid, Tid int
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &r); err != nil {
		t.Fatal(err)
	}
	threads, steps, bugs := map[[2]int]bool{}, 0, 0
	for _, e := range r.TraceEvents {
		switch {
		case e.Name == "thread_name":
			threads[[2]int{e.Pid, e.Tid}] = true
		case e.Ph == "X" || e.Ph == "i":
			if !threads[[2]int{e.Pid, e.Tid}] || e.Ts != steps {
				t.Errorf("%+v: no such thread, or out of order", e)
			}
			steps++
			if e.Ph == "i" {
				bugs++
			}
		}
	}
	if steps != len(tr.Events) || bugs != 1 {
		t.Errorf("%d steps of %d, %d bugs", steps, len(tr.Events), bugs)
	}
}

// The page has a row for each step and does not run what a model's name says.
func TestHTML(t *testing.T) {
	tr := trace(t)
	tr.Model = "</script><script>alert(1)</script>"
	var b strings.Builder
	if err := timeline.HTML(&b, tr, &sim.Violation{Splat: "the <splat>"}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if strings.Contains(page, "<script>alert") || !strings.Contains(page, "the &lt;splat&gt;") {
		t.Error("text is not escaped")
	}
	if n := strings.Count(page, `"Label":`); n != len(tr.Events) {
		t.Errorf("%d rows for %d steps", n, len(tr.Events))
	}
	if strings.Contains(page, "http://") || strings.Contains(page, "https://") {
		t.Error("the page needs the network")
	}
}
