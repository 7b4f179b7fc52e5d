package driver

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Formats that judge each patch by a word, for the programs that collect such words
// from many checks. All of them speak of a patch as it was sent: what it newly
// breaks, whether a later one mends it or not.

const (
	b4Format        = "b4"
	nipaFormat      = "nipa"
	patchworkFormat = "patchwork"
)

// IsVerdict says whether a format is one of them.
func IsVerdict(name string) bool {
	return name == b4Format || name == nipaFormat || name == patchworkFormat
}

// Incomplete says whether some input could not be checked.
func (r *PatchResult) Incomplete() bool {
	return slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Fatal })
}

// projectURL is where a reader of a verdict finds what it is about.
const projectURL = "https://github.com/ctxlint/ctxlint"

// verdictOf is the worst of what a patch breaks.
func verdictOf(p *PatchReport) (worst diag.Severity, summary string) {
	if len(p.New) == 0 {
		return "", "nothing new"
	}
	count := map[diag.Severity]int{}
	for _, n := range p.New {
		count[n.Finding.Severity]++
	}
	var parts []string
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		if n := count[s]; n > 0 {
			if worst == "" {
				worst = s
			}
			parts = append(parts, plural(n, "new "+string(s)))
		}
	}
	first := &p.New[0]
	at := fmt.Sprintf("%s:%d: %s", first.Place.File, first.Place.Line, first.Finding.Message)
	return worst, strings.Join(parts, ", ") + ": " + at
}

// b4 writes what `b4 review` wants of a check of one patch: an array, empty if there
// is nothing to report.
func (r *PatchResult) b4(w io.Writer) error {
	type check struct {
		Tool    string `json:"tool"`
		Status  string `json:"status"`
		Summary string `json:"summary"`
		URL     string `json:"url"`
		Details string `json:"details"`
	}
	checks := []check{}
	for i, p := range r.Patches {
		if len(p.New) == 0 {
			continue
		}
		worst, summary := verdictOf(p)
		status := "warn"
		if worst == diag.Error {
			status = "fail"
		}
		var details strings.Builder
		if err := renderText(&details, r.moved(p.New, i+1, false), RenderOptions{}); err != nil {
			return err
		}
		checks = append(checks, check{"ctxlint", status, summary, ruleURL(p.New[0].Finding.Rule), details.String()})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(checks)
}

func ruleURL(rule string) string { return projectURL + "/blob/main/docs/rules/" + rule + ".md" }

// patchwork writes a check as its REST interface takes one, with the message that it
// is about, one a line.
func (r *PatchResult) patchwork(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, p := range r.Patches {
		worst, summary := verdictOf(p)
		state := map[diag.Severity]string{"": "success", diag.Error: "fail", diag.Warning: "warning", diag.Note: "warning"}[worst]
		url := projectURL
		if len(p.New) > 0 {
			url = ruleURL(p.New[0].Finding.Rule)
		}
		if err := enc.Encode(struct {
			MessageID   string `json:"msgid,omitempty"`
			Subject     string `json:"subject,omitempty"`
			State       string `json:"state"`
			Context     string `json:"context"`
			Description string `json:"description"`
			URL         string `json:"target_url"`
		}{angled(p.Mail.ID), p.Subject, state, "ctxlint", summary, url}); err != nil {
			return err
		}
	}
	return nil
}

func angled(id string) string {
	if id == "" {
		return ""
	}
	return "<" + id + ">"
}

// NIPAStatus is the exit status that NIPA wants of a test: 0, 250 for warnings, or
// another for errors.
func NIPAStatus(r *PatchResult) int {
	status := 0
	for _, p := range r.Patches {
		switch worst, _ := verdictOf(p); worst {
		case "":
		case diag.Error:
			return 1
		default:
			status = 250
		}
	}
	return status
}

// nipa writes the findings for the log of the test, and the summary to the file
// descriptor that the environment names.
func (r *PatchResult) nipa(w io.Writer, o RenderOptions) error {
	if err := r.text(w, o); err != nil {
		return err
	}
	var parts []string
	for _, p := range r.Patches {
		if _, summary := verdictOf(p); len(p.New) > 0 || len(r.Patches) == 1 {
			parts = append(parts, summary)
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing new"}
	}
	return describeRun(strings.Join(parts, "; "))
}

// DescFD is the variable by which NIPA names a file descriptor for the summary.
const DescFD = "DESC_FD"

// describeRun writes one line for NIPA; without it to standard error.
func describeRun(line string) error {
	line = strings.Join(strings.Fields(line), " ") + "\n"
	word := os.Getenv(DescFD)
	if word == "" {
		_, err := os.Stderr.WriteString(line)
		return err
	}
	fd, err := strconv.ParseUint(word, 10, 31)
	if err != nil {
		return fmt.Errorf("%s=%q: want a file descriptor", DescFD, word)
	}
	f := os.NewFile(uintptr(fd), DescFD)
	if f == nil {
		return fmt.Errorf("%s=%q: not a file descriptor", DescFD, word)
	}
	_, err = f.WriteString(line)
	return err
}
