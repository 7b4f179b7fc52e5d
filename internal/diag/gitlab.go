package diag

import (
	"encoding/json"
	"io"
)

// GitLab writes a code quality report: a JSON array, without a byte order
// mark, one object per finding. The fingerprint must be unique in the report,
// which [Seal] sees to.
func GitLab(w io.Writer, r *Report) error {
	issues := make([]gitlabIssue, 0, len(r.Findings))
	for i := range r.Findings {
		d := &r.Findings[i]
		issue := gitlabIssue{
			Description: d.Message,
			Check:       d.Rule,
			Fingerprint: d.Fingerprint,
			Severity:    map[Severity]string{Error: "major", Warning: "minor", Note: "info"}[d.Severity],
		}
		issue.Content.Body = plain(d)
		issue.Location.Path = d.File
		issue.Location.Lines.Begin, issue.Location.Lines.End = d.Line, max(d.EndLine, d.Line)
		issues = append(issues, issue)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(issues)
}

type gitlabIssue struct {
	Description string `json:"description"`
	Check       string `json:"check_name"`
	Fingerprint string `json:"fingerprint"`
	Severity    string `json:"severity"`
	Content     struct {
		Body string `json:"body"`
	} `json:"content"`
	Location struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
			End   int `json:"end"`
		} `json:"lines"`
	} `json:"location"`
}
