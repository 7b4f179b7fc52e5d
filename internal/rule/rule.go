// Package rule says what a rule is: one value that holds its identity, its
// documentation and its check. Everything that speaks about rules reads that
// value: `ctxlint rules` and `explain`, docs/rules, the rule help in SARIF. A
// rule is declared in one file of analyzers/, and nowhere else.
//
// Rule ids are kebab-case, name the flaw (never the fix), and never change:
// people write them into suppression comments and configuration files.
package rule

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// Status says how far a rule can be relied on.
type Status string

// Statuses. A preview rule runs only when it is asked for by name or by
// "all": its findings may change from one version to the next, and they have
// not been audited on a whole kernel tree. A stable rule runs by default.
const (
	Preview Status = "preview"
	Stable  Status = "stable"
)

// Support says how well a rule works for a language.
type Support string

// Levels of support.
const (
	None         Support = "none"
	Experimental Support = "experimental"
	Supported    Support = "supported"
)

// Languages says how well a rule works for each language.
type Languages struct {
	C  Support
	Go Support
}

// Example is a piece of code in each language that the rule supports.
type Example struct {
	C  string
	Go string
}

// Rule is one rule, declared once.
type Rule struct {
	ID    string
	Title string // one line, no full stop
	What  string // what is flagged
	Why   string // what goes wrong at run time, and who says so
	Fix   string // what to do, the usual way first

	Bad  Example // flagged
	Good Example // the same code, mended

	// LeaveAlone lists correct code that looks like the flaw and is not
	// reported.
	LeaveAlone []string
	// Errs says in which direction the rule is wrong when it is wrong, and
	// why that direction was chosen.
	Errs string
	// Sources are the kernel documents and files that state the contract.
	Sources []string

	// NewOnly: the flaw is all over the tree and mostly harmless there, but no
	// change should add to it. The rule runs by default where a change is
	// judged, and over a tree only when it is asked for.
	NewOnly bool

	Since     string // version of ctxlint
	Severity  diag.Severity
	Status    Status
	Languages Languages
}

// Stage is the status in words for a reader.
func (r *Rule) Stage() string {
	if r.NewOnly {
		return string(r.Status) + ", in changes only"
	}
	return string(r.Status)
}

var idForm = regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)

// Validate reports the first thing that the declaration lacks. It is called
// by tests: a rule without its documentation does not pass.
func (r *Rule) Validate() error {
	for _, f := range []struct{ name, text string }{
		{"Title", r.Title}, {"What", r.What}, {"Why", r.Why}, {"Fix", r.Fix},
		{"Errs", r.Errs}, {"Since", r.Since},
	} {
		if strings.TrimSpace(f.text) == "" {
			return fmt.Errorf("rule %s: no %s", r.ID, f.name)
		}
	}
	switch {
	case !idForm.MatchString(r.ID):
		return fmt.Errorf("rule id %q is not kebab-case", r.ID)
	case strings.HasSuffix(r.Title, "."):
		return fmt.Errorf("rule %s: the title ends in a full stop", r.ID)
	case r.Severity != diag.Error && r.Severity != diag.Warning && r.Severity != diag.Note:
		return fmt.Errorf("rule %s: severity %q", r.ID, r.Severity)
	case r.Status != Preview && r.Status != Stable:
		return fmt.Errorf("rule %s: status %q", r.ID, r.Status)
	case len(r.LeaveAlone) == 0 || len(r.Sources) == 0:
		return fmt.Errorf("rule %s: it needs look-alikes that it leaves alone, and sources", r.ID)
	}
	return r.validateLanguages()
}

func (r *Rule) validateLanguages() error {
	for _, l := range []struct {
		name      string
		support   Support
		bad, good string
	}{
		{"C", r.Languages.C, r.Bad.C, r.Good.C},
		{"Go", r.Languages.Go, r.Bad.Go, r.Good.Go},
	} {
		switch l.support {
		case None:
		case Experimental, Supported:
			if l.bad == "" || l.good == "" {
				return fmt.Errorf("rule %s: no bad and good example in %s", r.ID, l.name)
			}
		default:
			return fmt.Errorf("rule %s: support for %s is %q", r.ID, l.name, l.support)
		}
	}
	return nil
}
