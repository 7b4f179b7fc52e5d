package diag

import (
	"encoding/json"
	"io"
)

// RDJSON writes the format of reviewdog. Its columns count bytes, as ours do, and the
// end of a range is not part of it. It has no words for a run that failed; the exit
// status says it.
func RDJSON(w io.Writer, r *Report) error {
	out := rdResult{Source: rdSource{Name: "ctxlint", URL: "https://github.com/ctxlint/ctxlint"}, Diagnostics: []rdDiagnostic{}}
	for i := range r.Findings {
		d := &r.Findings[i]
		item := rdDiagnostic{
			Message:  plain(d),
			Location: rdLocation{Path: d.File, Range: rdRangeOf(d.Line, d.Column, d.EndLine, d.EndColumn)},
			Severity: map[Severity]string{Error: "ERROR", Warning: "WARNING", Note: "INFO"}[d.Severity],
			Code:     rdCode{Value: d.Rule, URL: rulesURL + d.Rule + ".md"},
		}
		for _, f := range d.Fixes {
			// It can show a fix of the file that it comments on, as one edit only.
			if len(f.Edits) == 1 && f.Edits[0].File == d.File {
				e := f.Edits[0]
				item.Suggestions = append(item.Suggestions, rdSuggestion{Range: *rdRangeOf(e.Line, e.Column, e.EndLine, e.EndColumn), Text: e.NewText})
			}
		}
		for _, s := range d.Steps {
			item.Related = append(item.Related, rdRelated{Message: sentence(s), Location: rdLocation{Path: s.File, Range: rdRangeOf(s.Line, 0, 0, 0)}})
		}
		out.Diagnostics = append(out.Diagnostics, item)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(out)
}

func rdRangeOf(line, column, endLine, endColumn int) *rdRange {
	if line < 1 {
		return nil
	}
	r := &rdRange{Start: rdPosition{line, max(column, 0)}}
	if endLine >= line {
		r.End = &rdPosition{endLine, max(endColumn, 0)}
	}
	return r
}

type rdResult struct {
	Source      rdSource       `json:"source"`
	Diagnostics []rdDiagnostic `json:"diagnostics"`
}

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rdDiagnostic struct {
	Message     string         `json:"message"`
	Location    rdLocation     `json:"location"`
	Severity    string         `json:"severity"`
	Code        rdCode         `json:"code"`
	Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	Related     []rdRelated    `json:"related_locations,omitempty"`
}

type rdLocation struct {
	Path  string   `json:"path"`
	Range *rdRange `json:"range,omitempty"`
}

type rdRange struct {
	Start rdPosition  `json:"start"`
	End   *rdPosition `json:"end,omitempty"`
}

type rdPosition struct {
	Line   int `json:"line"`
	Column int `json:"column,omitempty"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url"`
}

type rdSuggestion struct {
	Range rdRange `json:"range"`
	Text  string  `json:"text"`
}

type rdRelated struct {
	Message  string     `json:"message"`
	Location rdLocation `json:"location"`
}
