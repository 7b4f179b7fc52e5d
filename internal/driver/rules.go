package driver

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/ctxlint/ctxlint/analyzers"
)

// Explain prints the documentation of the rule with the given id.
func Explain(w io.Writer, id string, color bool) error {
	r, err := analyzers.All().Get(id)
	if err != nil {
		return err
	}
	var emphasise func(string) string
	if color {
		emphasise = func(s string) string { return "\x1b[1m" + s + "\x1b[0m" }
	}
	_, err = io.WriteString(w, r.Text(emphasise))
	return err
}

// ListRules prints one line per rule.
func ListRules(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, r := range analyzers.All() {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Stage(), r.Title)
	}
	return t.Flush()
}

// RuleIDs lists the ids of all rules.
func RuleIDs() []string { return analyzers.All().IDs() }
