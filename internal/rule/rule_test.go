package rule

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

func complete() *Rule {
	return &Rule{
		ID: "sleep-in-atomic", Title: "A sleep", What: "w", Why: "y", Fix: "f", Errs: "e", Since: "0.1",
		Severity: diag.Error, Status: Stable,
		Languages: Languages{C: Supported, Go: None},
		Bad:       Example{C: "bad();"}, Good: Example{C: "good();"},
		LeaveAlone: []string{"l"}, Sources: []string{"s"},
	}
}

func TestValidate(t *testing.T) {
	if err := complete().Validate(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(r *Rule){
		"no Why":                     func(r *Rule) { r.Why = " \n" },
		"no Errs":                    func(r *Rule) { r.Errs = "" },
		"is not kebab-case":          func(r *Rule) { r.ID = "sleep_in_atomic" },
		"ends in a full stop":        func(r *Rule) { r.Title += "." },
		`severity "fatal"`:           func(r *Rule) { r.Severity = "fatal" },
		`status ""`:                  func(r *Rule) { r.Status = "" },
		"needs look-alikes":          func(r *Rule) { r.LeaveAlone = nil },
		"no bad and good example in": func(r *Rule) { r.Good.C = "" },
		`support for Go is "maybe"`:  func(r *Rule) { r.Languages.Go = "maybe" },
		"example in Go":              func(r *Rule) { r.Languages.Go = Experimental },
	} {
		r := complete()
		spoil(r)
		if err := r.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestSelect(t *testing.T) {
	s := Set{
		{ID: "a-one", Status: Stable}, {ID: "a-two", Status: Preview},
		{ID: "b-one", Status: Stable}, {ID: "b-two", Status: Preview},
	}
	for words, want := range map[string]string{
		"":                   "a-one b-one",
		"all":                "a-one a-two b-one b-two",
		"default,b-two":      "a-one b-one b-two",
		"-a-one":             "b-one",
		"-a-*":               "b-one",
		"b-*,a-two":          "a-two b-one b-two",
		"all,-*-two":         "a-one b-one",
		"a-two,-a-two,a-two": "a-two",
		"a-two,-a-two":       `error: no rule is left of "a-two,-a-two"`,
		"c-*":                "error: no rule matches \"c-*\"; `ctxlint rules` lists them",
		"a-on":               "error: unknown rule \"a-on\" (did you mean \"a-one\"?); `ctxlint rules` lists them",
		"a-[":                "error: rule pattern \"a-[\": syntax error in pattern",
	} {
		var list []string
		if words != "" {
			list = strings.Split(words, ",")
		}
		chosen, err := s.Select(list)
		got := strings.Join(chosen.IDs(), " ")
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != want {
			t.Errorf("Select(%s) = %s, want %s", words, got, want)
		}
	}
}

func TestText(t *testing.T) {
	r := complete()
	r.What = "One `paragraph` " + strings.Repeat("that is long ", 10) + "\n\n- an item\n  over two lines\n- another"
	r.Bad.C, r.Bad.Go = "\nint f(void)\n{\n\n\treturn 0;\n}", "func f() {}"
	text := r.Text(nil)
	for _, line := range strings.Split(text, "\n") {
		if len(line) > textWidth {
			t.Errorf("%d columns: %s", len(line), line)
		}
		if strings.TrimRight(line, " \t") != line {
			t.Errorf("space at the end of %q", line)
		}
	}
	for _, want := range []string{
		"sleep-in-atomic: A sleep\nerror, stable, since 0.1; C: supported, Go: none\n",
		"\nWhat is flagged\n  One paragraph that is long",
		"\n  - an item over two lines\n  - another\n",
		"\nExample\n    int f(void)\n    {\n\n    \treturn 0;\n    }\n\n    func f() {}\n\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	bold := r.Text(func(s string) string { return "<" + s + ">" })
	if !strings.HasPrefix(bold, "<sleep-in-atomic>: A sleep\n") || !strings.Contains(bold, "\n<Sources>\n") {
		t.Errorf("headings are not emphasised:\n%s", bold)
	}
}

func TestMarkdown(t *testing.T) {
	r := complete()
	r.Languages.Go = Supported
	r.Bad.Go, r.Good.Go = "sim.Sleep(1)", "sim.Delay(1)"
	page := r.Markdown()
	var headings []string
	for _, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, "#") {
			headings = append(headings, line)
		}
	}
	want := []string{"# sleep-in-atomic", "## What is flagged", "## Why it is wrong", "## What to do", "## Example",
		"## Mended", "## Left alone", "## When it errs", "## Sources"}
	if !slices.Equal(headings, want) {
		t.Errorf("headings %q", headings)
	}
	if !strings.Contains(page, "```c\nbad();\n```\n\n```go\nsim.Sleep(1)\n```\n") {
		t.Errorf("examples:\n%s", page)
	}
}

// A rule for changes is no default of a check; it is one of a change, unless the
// user says what to run.
func TestForChange(t *testing.T) {
	set := Set{{ID: "old-flaw", Status: Stable}, {ID: "new-flaw", Status: Stable, NewOnly: true}, {ID: "odd-flaw", Status: Preview}}
	for _, c := range []struct{ words, check, change string }{
		{"", "old-flaw", "old-flaw new-flaw"},
		{"-old-flaw", "", "new-flaw"},
		{"default", "old-flaw", "old-flaw"},
		{"all", "old-flaw new-flaw odd-flaw", "old-flaw new-flaw odd-flaw"},
	} {
		words := strings.Fields(c.words)
		check, _ := set.Select(words)
		change, _ := set.Select(set.ForChange(words))
		if got := strings.Join(check.IDs(), " "); got != c.check {
			t.Errorf("%q: a check runs %q, want %q", c.words, got, c.check)
		}
		if got := strings.Join(change.IDs(), " "); got != c.change {
			t.Errorf("%q: a change runs %q, want %q", c.words, got, c.change)
		}
	}
}
