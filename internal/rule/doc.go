package rule

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Markdown renders the rule's page of docs/rules.
func (r *Rule) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- Generated from analyzers/ by `go generate ./analyzers`. Do not edit. -->\n\n")
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", r.ID, r.Title)
	fmt.Fprintf(&b, "| severity | status | C | Go | since |\n|---|---|---|---|---|\n| %s | %s | %s | %s | %s |\n",
		r.Severity, r.Stage(), r.Languages.C, r.Languages.Go, r.Since)
	section := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n## %s\n\n%s\n", title, strings.TrimSpace(text))
		}
	}
	section("What is flagged", r.What)
	section("Why it is wrong", r.Why)
	section("What to do", r.Fix)
	section("Example", fences(r.Bad))
	section("Mended", fences(r.Good))
	section("Left alone", "- "+strings.Join(r.LeaveAlone, "\n- "))
	section("When it errs", r.Errs)
	section("Sources", "- "+strings.Join(r.Sources, "\n- "))
	return b.String()
}

func fences(e Example) string {
	var parts []string
	if e.C != "" {
		parts = append(parts, "```c\n"+strings.Trim(e.C, "\n")+"\n```")
	}
	if e.Go != "" {
		parts = append(parts, "```go\n"+strings.Trim(e.Go, "\n")+"\n```")
	}
	return strings.Join(parts, "\n\n")
}

// textWidth is the column at which Text wraps: what a mail quotes well.
const textWidth = 76

// Text renders the rule for a terminal. emphasise marks headings; it may be
// nil.
func (r *Rule) Text(emphasise func(string) string) string {
	if emphasise == nil {
		emphasise = func(s string) string { return s }
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", emphasise(r.ID), r.Title)
	fmt.Fprintf(&b, "%s, %s, since %s; C: %s, Go: %s\n", r.Severity, r.Stage(), r.Since, r.Languages.C, r.Languages.Go)
	section := func(title, body string) {
		if body != "" {
			fmt.Fprintf(&b, "\n%s\n%s", emphasise(title), body)
		}
	}
	section("What is flagged", paragraphs(r.What))
	section("Why it is wrong", paragraphs(r.Why))
	section("What to do", paragraphs(r.Fix))
	section("Example", examples(r.Bad))
	section("Mended", examples(r.Good))
	section("Left alone", bullets(r.LeaveAlone))
	section("When it errs", paragraphs(r.Errs))
	section("Sources", bullets(r.Sources))
	return b.String()
}

// examples are the code of both languages, a line apart.
func examples(e Example) string {
	if e.C == "" || e.Go == "" {
		return code(e.C) + code(e.Go)
	}
	return code(e.C) + "\n" + code(e.Go)
}

func paragraphs(text string) string {
	var b strings.Builder
	for i, p := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if lines := strings.Split(p, "\n"); strings.HasPrefix(p, "- ") {
			b.WriteString(bullets(items(lines)))
			continue
		}
		b.WriteString(wrap("  ", "  ", p))
	}
	return b.String()
}

// items joins the continuation lines of a Markdown list.
func items(lines []string) []string {
	var out []string
	for _, l := range lines {
		if item, ok := strings.CutPrefix(l, "- "); ok {
			out = append(out, item)
		} else if len(out) > 0 {
			out[len(out)-1] += " " + strings.TrimSpace(l)
		}
	}
	return out
}

func bullets(list []string) string {
	var b strings.Builder
	for _, item := range list {
		b.WriteString(wrap("  - ", "    ", item))
	}
	return b.String()
}

// wrap fills text into lines that begin with first and then rest. Backquotes
// of Markdown are dropped: on a terminal they only disturb copying.
func wrap(first, rest, text string) string {
	var b strings.Builder
	line := first
	empty := true
	for word := range strings.FieldsSeq(strings.ReplaceAll(text, "`", "")) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > textWidth {
			b.WriteString(line + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	return b.String() + line + "\n"
}

func code(text string) string {
	if text == "" {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		if line != "\n" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}
