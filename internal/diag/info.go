package diag

import (
	"net/url"
	"slices"
)

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
	Notices  []Notice
	Read     func(file string) []byte // nil: no text is known
}

// Notice is what is to be said about the run itself: an input that could not be
// checked, or only in part.
type Notice struct {
	File    string // "": none in particular
	Line    int
	Message string
	Fatal   bool // the work is incomplete
}

// Incomplete says whether some of the work could not be done: then the absence of
// findings means nothing.
func (r *Report) Incomplete() bool {
	return slices.ContainsFunc(r.Notices, func(n Notice) bool { return n.Fatal })
}

// uri is file as a relative reference: percent-encoded, and never taken for
// one with a scheme ("a:b.c").
func uri(file string) string { return (&url.URL{Path: file}).String() }
