package suppress

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// BadSuppression reports a directive that cannot work.
var BadSuppression = &rule.Rule{
	ID:        "bad-suppression",
	Title:     "A suppression comment is incomplete",
	Since:     "0.1",
	Severity:  diag.Warning,
	Status:    rule.Stable,
	Languages: rule.Languages{C: rule.Supported, Go: rule.Supported},
	What: `
A ctxlint:ignore comment that names no rule, or one that does not exist, or that
gives no reason. It silences nothing.`,
	Why: `
Who reads the code next cannot tell whether the finding was wrong, or the bug was
wanted, or somebody was in a hurry.`,
	Fix: `
Write the rule and the reason: /* ctxlint:ignore RULE reason */, in Go
//ctxlint:ignore RULE reason.`,
	Bad: rule.Example{C: `
	msleep(1);	/* ctxlint:ignore sleep-in-atomic */`, Go: `
	k.Msleep(1) //ctxlint:ignore sleep-in-atomic`},
	Good: rule.Example{C: `
	msleep(1);	/* ctxlint:ignore sleep-in-atomic probe holds no lock yet */`, Go: `
	k.Msleep(1) //ctxlint:ignore sleep-in-atomic probe holds no lock yet`},
	LeaveAlone: []string{"Comments of other tools."},
	Errs:       "It does not.",
	Sources:    []string{"README.md"},
}

// UnmatchedSuppression reports a directive that has nothing to silence.
var UnmatchedSuppression = &rule.Rule{
	ID:        "unmatched-suppression",
	Title:     "A suppression comment silences nothing",
	Since:     "0.1",
	Severity:  diag.Warning,
	Status:    rule.Stable,
	Languages: rule.Languages{C: rule.Supported, Go: rule.Supported},
	What: `
A ctxlint:ignore comment at a place where its rule finds nothing: the code was
mended, or moved away from the comment, or the tool has become better.`,
	Why: `
The comment would silence the next bug at that place, which nobody has looked
at.`,
	Fix: `
Remove the comment, or move it to the line that it is about.`,
	Bad: rule.Example{C: `
	udelay(10);	/* ctxlint:ignore sleep-in-atomic only before the lock exists */`, Go: `
	k.Udelay(10) //ctxlint:ignore sleep-in-atomic only before the lock exists`},
	Good: rule.Example{C: `
	udelay(10);`, Go: `
	k.Udelay(10)`},
	LeaveAlone: []string{
		"Rules that did not run.",
		"A finding of a lower confidence than is shown counts: the comment is needed by others.",
	},
	Errs:    "Towards a report, if the finding depends on files that were not part of the check.",
	Sources: []string{"README.md"},
}

// Rules lists the rules about suppression comments.
func Rules() rule.Set { return rule.Set{BadSuppression, UnmatchedSuppression} }

// Judge reports directives that are incomplete or, after [Apply], unused. ran
// are the rules that ran, known all that there are.
func Judge(ds []*Directive, ran, known rule.Set) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, d := range ds {
		if message := d.flaw(known); message != "" {
			found = append(found, d.finding(BadSuppression, message))
		} else if !d.used && slices.ContainsFunc(d.Rules, func(id string) bool { return ran.Lookup(id) != nil }) {
			found = append(found, d.finding(UnmatchedSuppression,
				fmt.Sprintf("nothing here is reported by %s: the comment can go", strings.Join(d.Rules, " or "))))
		}
	}
	return found
}

// flaw says why the directive does not work, or "".
func (d *Directive) flaw(known rule.Set) string {
	const form = "want ctxlint:ignore RULE reason"
	if len(d.Rules) == 0 {
		return "the comment names no rule: " + form
	}
	for _, id := range d.Rules {
		if known.Lookup(id) == nil {
			return fmt.Sprintf("the comment names %q, which is no rule%s", id, nearest.Hint(id, known.IDs()))
		}
	}
	if d.Reason == "" {
		return "the comment gives no reason, and silences nothing: " + form
	}
	return ""
}

func (d *Directive) finding(r *rule.Rule, message string) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: r.ID, Severity: r.Severity, Confidence: diag.High, Message: message,
		File: d.File, Line: d.Line, Column: d.Column, EndLine: d.Line, EndColumn: d.EndColumn,
	}
}
