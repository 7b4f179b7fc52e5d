package diag

import "net/url"

// RuleInfo is what a format says about a rule beside its findings.
type RuleInfo struct {
	ID       string
	Title    string // one line
	Text     string // the whole documentation as plain text
	Markdown string // the same as Markdown
	Severity Severity
	Precise  bool // audited on a whole tree
}

// Report is everything that a format for machines may write.
type Report struct {
	Version  string // of ctxlint
	Rules    []RuleInfo
	Findings []Diagnostic
	Read     func(file string) []byte // nil: no text is known
}

// uri is file as a relative reference: percent-encoded, and never taken for
// one with a scheme ("a:b.c").
func uri(file string) string { return (&url.URL{Path: file}).String() }
