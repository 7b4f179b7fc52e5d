// Package htmlreport writes findings as one page that opens from disk, without a
// server and without anything from elsewhere.
//
// The page carries the findings as data, with the source lines that their steps
// point to, and draws what is asked for: a list of which only the rows in view
// exist, so that thousands stay fluid, and one finding in full. A reader without
// scripts gets the list alone.
//
// What a finding says is taken as its JSON has it: fields that a later version
// adds (sites, requires, doubts) are shown when they are there.
package htmlreport

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

//go:embed report.html
var markup string

//go:embed report.css
var style string

//go:embed report.js
var script string

var pageTemplate = template.Must(template.New("report").Parse(markup))

// around is the number of source lines shown before and after a step.
const around = 3

// data is what the page's script reads.
type data struct {
	Version  string                       `json:"version"`
	Title    string                       `json:"title"`
	Rules    map[string]ruleData          `json:"rules"`
	Findings []diag.Diagnostic            `json:"findings"`
	Notices  []noticeData                 `json:"notices"`
	Source   map[string]map[string]string `json:"source"` // file, line, text
}

type ruleData struct {
	Title    string `json:"title"`
	Text     string `json:"text"`
	Severity string `json:"severity"`
}

type noticeData struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// Write writes the page.
func Write(w io.Writer, r *diag.Report) error {
	d := data{Version: r.Version, Title: title(r), Rules: map[string]ruleData{}, Findings: r.Findings, Notices: []noticeData{}, Source: map[string]map[string]string{}}
	if d.Findings == nil {
		d.Findings = []diag.Diagnostic{}
	}
	used := map[string]bool{}
	for i := range r.Findings {
		used[r.Findings[i].Rule] = true
	}
	for _, rule := range r.Rules {
		if used[rule.ID] {
			d.Rules[rule.ID] = ruleData{rule.Title, rule.Text, string(rule.Severity)}
		}
	}
	for _, n := range r.Notices {
		d.Notices = append(d.Notices, noticeData{n.File, n.Line, n.Message})
	}
	d.excerpts(r)
	// Marshal escapes what could end the script element.
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return pageTemplate.Execute(w, map[string]any{
		"Title":    d.Title,
		"Style":    template.CSS(style),
		"Script":   template.JS(script),
		"Data":     template.JS(text),
		"Findings": r.Findings,
	})
}

func title(r *diag.Report) string {
	if len(r.Findings) == 1 {
		return "ctxlint: 1 finding"
	}
	return "ctxlint: " + itoa(len(r.Findings)) + " findings"
}

// excerpts collects the lines around all that a finding points to.
func (d *data) excerpts(r *diag.Report) {
	texts := map[string][]string{}
	lines := func(file string) []string {
		if r.Read == nil {
			return nil
		}
		t, known := texts[file]
		if !known {
			t = strings.Split(string(bytes.ToValidUTF8(r.Read(file), []byte("?"))), "\n")
			texts[file] = t
		}
		return t
	}
	add := func(file string, line int) {
		text := lines(file)
		for n := max(1, line-around); n <= min(len(text), line+around); n++ {
			if d.Source[file] == nil {
				d.Source[file] = map[string]string{}
			}
			d.Source[file][itoa(n)] = strings.TrimRight(text[n-1], "\r")
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		add(f.File, f.Line)
		for _, s := range f.Steps {
			add(s.File, s.Line)
		}
		for _, c := range f.Contexts {
			add(c.File, c.Line)
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
