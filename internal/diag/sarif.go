package diag

import (
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"
)

// SARIF writes the report as SARIF 2.1.0.
//
// What the consumers want beyond the standard:
//   - GitHub shows the message and the first location only, so the message says
//     everything in one sentence; the way to the finding is a code flow, which
//     it shows on demand. Its fingerprint is primaryLocationLineHash, without
//     which an alert is born anew when the file above it changes.
//   - A run that failed and one that found nothing look alike but for
//     executionSuccessful, so what went wrong is a notification of the run.
//   - A file has at most 10 MB compressed, and 25,000 results. So what is empty
//     is left out, which is why the structures below are our own: libraries
//     write every field.
//
// Columns count code points, for which the text of the file is needed; without
// it bytes are taken for code points.
func SARIF(w io.Writer, r *Report) error {
	s := &sarifWriter{files: NewTexts(r.Read), index: map[string]int{}}
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}, Invocations: []sarifInvocation{s.invocation(r)}}
	run.Tool.Driver = sarifDriver{Name: "ctxlint", Version: r.Version, InformationURI: "https://github.com/ctxlint/ctxlint"}
	for i, rule := range r.Rules {
		s.index[rule.ID] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(&rule))
	}
	for i := range r.Findings {
		run.Results = append(run.Results, s.result(&r.Findings[i]))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

type sarifWriter struct {
	files *Texts
	index map[string]int // rule → position in the list of rules
}

func (s *sarifWriter) invocation(r *Report) sarifInvocation {
	inv := sarifInvocation{Successful: !r.Incomplete()}
	for _, n := range r.Notices {
		note := sarifNotification{Level: "note", Message: sarifText{Text: n.Message}}
		if n.Fatal {
			note.Level = "error"
		}
		if n.File != "" {
			note.Message.Text = n.File + ": " + n.Message
			note.Locations = []sarifLocation{s.location(n.File, lineRegion(n.Line), "")}
		}
		inv.Notifications = append(inv.Notifications, note)
	}
	return inv
}

// rulesURL is where the documentation of the rules is.
const rulesURL = "https://github.com/ctxlint/ctxlint/blob/main/docs/rules/"

// pascal is a rule's id as the name of one: "sleep-in-atomic" is SleepInAtomic.
func pascal(id string) string {
	var name strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		name.WriteString(strings.ToUpper(word[:min(1, len(word))]) + word[min(1, len(word)):])
	}
	return name.String()
}

func sarifRuleOf(r *RuleInfo) sarifRule {
	precision := "medium"
	if r.Precise {
		precision = "high"
	}
	problem := map[Severity]string{Error: "error", Warning: "warning", Note: "recommendation"}[r.Severity]
	return sarifRule{
		ID:      r.ID,
		Name:    pascal(r.ID),
		HelpURI: rulesURL + r.ID + ".md",
		Short:   sarifText{Text: r.Title},
		Full:    sarifText{Text: r.Title + "."},
		Help:    sarifText{Text: r.Text, Markdown: r.Markdown},
		Default: sarifDefault{Level: string(r.Severity)},
		Properties: map[string]any{
			"precision": precision, "problem.severity": problem, "tags": []string{"correctness", "kernel"},
		},
	}
}

func (s *sarifWriter) result(d *Diagnostic) sarifResult {
	r := sarifResult{
		RuleID:       d.Rule,
		Level:        string(d.Severity),
		Message:      sarifText{Text: d.Message},
		Locations:    []sarifLocation{s.location(d.File, s.region(d.File, d.Line, d.Column, d.EndLine, d.EndColumn), "")},
		Fingerprints: map[string]string{"ctxlint/v1": d.Fingerprint, "primaryLocationLineHash": d.Fingerprint},
		Properties:   map[string]any{"confidence": d.Confidence, "callee": d.Callee},
	}
	r.Locations[0].Logical = []sarifLogical{{Name: d.Function, Kind: "function"}}
	if i, ok := s.index[d.Rule]; ok {
		r.RuleIndex = &i
	}
	if len(d.Steps) > 0 {
		r.CodeFlows = []sarifCodeFlow{s.flow(d.Steps)}
	}
	if len(d.Contexts) > 1 {
		for _, c := range d.Contexts[1:] {
			r.Related = append(r.Related, s.location(c.File, lineRegion(c.Line), "also reached from "+c.Root+"(): "+c.Why))
		}
	}
	for i, site := range d.Sites {
		if i > 0 {
			r.Related = append(r.Related, s.location(site.File, lineRegion(site.Line), "the same cause shows here: "+siteText(site)))
		}
	}
	if len(d.Requires) > 0 {
		r.Properties["requires"] = d.Requires
	}
	if len(d.Doubts) > 0 {
		r.Properties["doubts"] = d.Doubts
	}
	for _, f := range d.Fixes {
		if len(f.Edits) > 0 {
			r.Fixes = append(r.Fixes, s.fix(f))
		}
	}
	return r
}

func (s *sarifWriter) flow(steps []Step) sarifCodeFlow {
	var thread sarifThreadFlow
	for _, step := range steps {
		thread.Locations = append(thread.Locations,
			sarifFlowLocation{s.location(step.File, lineRegion(step.Line), sentence(step))})
	}
	return sarifCodeFlow{ThreadFlows: []sarifThreadFlow{thread}}
}

func (s *sarifWriter) fix(f Fix) sarifFix {
	fix := sarifFix{Description: sarifText{Text: f.Title}}
	changes := map[string]int{}
	for _, e := range f.Edits {
		i, ok := changes[e.File]
		if !ok {
			i = len(fix.Changes)
			changes[e.File] = i
			fix.Changes = append(fix.Changes, sarifChange{Artifact: sarifArtifact{URI: uri(e.File)}})
		}
		fix.Changes[i].Replacements = append(fix.Changes[i].Replacements, sarifReplacement{
			Deleted:  *s.region(e.File, e.Line, e.Column, e.EndLine, e.EndColumn),
			Inserted: &sarifText{Text: e.NewText},
		})
	}
	return fix
}

func (s *sarifWriter) location(file string, region *sarifRegion, message string) sarifLocation {
	l := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{URI: uri(file)}, Region: region}}
	if message != "" {
		l.Message = &sarifText{Text: message}
	}
	return l
}

// lineRegion is a whole line, or nil if the line is unknown.
func lineRegion(line int) *sarifRegion {
	if line < 1 {
		return nil
	}
	return &sarifRegion{StartLine: line}
}

func (s *sarifWriter) region(file string, line, column, endLine, endColumn int) *sarifRegion {
	if line < 1 {
		return nil
	}
	r := &sarifRegion{StartLine: line, StartColumn: s.codePoints(file, line, column)}
	if endLine >= line {
		r.EndLine, r.EndColumn = endLine, s.codePoints(file, endLine, endColumn)
	}
	return r
}

// codePoints turns a column in bytes into one in code points.
func (s *sarifWriter) codePoints(file string, line, column int) int {
	text := s.files.Get(file).Line(line)
	if before := min(max(column-1, 0), len(text)); before > 0 {
		column += utf8.RuneCountInString(text[:before]) - before
	}
	return max(column, 1)
}
