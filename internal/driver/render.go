package driver

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/htmlreport"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// RenderOptions is what a format may need to know beside the findings.
type RenderOptions struct {
	Color bool
	// From is the directory from which the reader opens files; text shows
	// paths relative to it. "": as they are in the tree.
	From string
}

// format is one way to write findings.
type format struct {
	name   string
	render func(w io.Writer, r *Result, o RenderOptions) error
}

var formats = []format{
	{"text", renderText},
	{"jsonl", func(w io.Writer, r *Result, _ RenderOptions) error { return diag.JSONL(w, r.Findings) }},
	{"sarif", machine(diag.SARIF)},
	{"github", machine(diag.GitHub)},
	{"gitlab", machine(diag.GitLab)},
	{"checkstyle", machine(diag.Checkstyle)},
	{"html", machine(htmlreport.Write)},
	{"rdjson", machine(diag.RDJSON)},
	{"markdown", renderMarkdown},
	{"counts", renderCounts},
}

// machine adapts a format that is read by programs.
func machine(write func(io.Writer, *diag.Report) error) func(io.Writer, *Result, RenderOptions) error {
	return func(w io.Writer, r *Result, _ RenderOptions) error {
		return write(w, &diag.Report{Version: Version(), Rules: ruleInfos(), Findings: r.Findings, Notices: notices(r.Problems), Read: r.Read})
	}
}

func notices(problems []Problem) []diag.Notice {
	var out []diag.Notice
	for _, p := range problems {
		out = append(out, diag.Notice{File: p.File, Line: p.Line, Message: p.Message, Fatal: p.Fatal})
	}
	return out
}

// RenderFailure writes that nothing could be checked, in the formats that have
// words for it: what reads the file must not take it for a clean one.
func RenderFailure(w io.Writer, name string, failure error) error {
	switch name {
	case nipaFormat:
		return describeRun("this could not be checked: " + failure.Error())
	case "sarif", "github", "markdown", "counts":
		return Render(w, name, &Result{Problems: []Problem{{Message: failure.Error(), Fatal: true}}, texts: map[string][]byte{}}, RenderOptions{})
	}
	return nil
}

func ruleInfos() []diag.RuleInfo {
	var infos []diag.RuleInfo
	for _, r := range analyzers.All() {
		infos = append(infos, diag.RuleInfo{
			ID: r.ID, Title: r.Title, Text: r.Text(nil), Markdown: r.Markdown(),
			Severity: r.Severity, Precise: r.Status == rule.Stable,
		})
	}
	return infos
}

// Formats lists the names of the formats.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// CheckFormat says whether name is a format.
func CheckFormat(name string) error {
	_, err := findFormat(name)
	return err
}

func findFormat(name string) (format, error) {
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	return format{}, unknown("format", name, Formats())
}

// Render writes the findings of r in the named format.
func Render(w io.Writer, name string, r *Result, o RenderOptions) error {
	f, err := findFormat(name)
	if err != nil {
		return err
	}
	return f.render(w, r, o)
}

func renderText(w io.Writer, r *Result, o RenderOptions) error {
	return diag.WriteText(w, r.Findings, diag.TextOptions{Color: o.Color, Read: r.Read, Show: r.shower(o.From)})
}

// shower turns names in the tree into paths that can be opened from dir, if dir
// lies in the tree or above it. A tree elsewhere keeps its own names:
// "../../../linux/sound/x.c" helps nobody.
func (r *Result) shower(dir string) func(string) string {
	if r.Passed != "" {
		return r.asPassed()
	}
	if dir == "" {
		return nil
	}
	return func(file string) string {
		name := r.Tree.Inward(file)
		root := strings.TrimSuffix(r.Tree.Path(name), filepath.FromSlash(file))
		if !contains(root, dir) && !contains(dir, root) {
			return file
		}
		shown, err := filepath.Rel(dir, r.Tree.Path(name))
		if err != nil {
			return file
		}
		return shown
	}
}

// asPassed shows files as the build named the one that it asked about: with the same
// way to the tree, or to the module, before their names in it.
func (r *Result) asPassed() func(string) string {
	here, err := filepath.Abs(".")
	if err != nil {
		return nil
	}
	rel, err := r.Tree.Rel(r.Passed)
	if err != nil {
		return nil
	}
	before, ok := strings.CutSuffix(r.Passed, filepath.FromSlash(r.Tree.Outward(rel)))
	return func(file string) string {
		mounted := r.Tree.Inward(file) != file
		full := r.Tree.Path(r.Tree.Inward(file))
		switch {
		case ok && mounted == r.Tree.Mounted():
			return before + filepath.FromSlash(file)
		case contains(here, full):
			if short, err := filepath.Rel(here, full); err == nil {
				return short
			}
		}
		return full
	}
}

// contains says whether name is dir or lies below it.
func contains(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}
