// Package diag holds what ctxlint tells its user: a [Diagnostic] with the
// steps that lead to it, and one renderer per file for each output format.
//
// # Positions
//
// Lines and columns count from 1, columns in bytes. The end of a range is not
// part of it: a call in columns 3 to 30 has the end column 31. Paths are
// relative to the root of the tree, with '/'.
package diag

// Severity of a diagnostic.
type Severity string

// Severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Confidence of a diagnostic. High: nothing was guessed. Medium: what was guessed
// is said in its doubts. Low: the guess may well be wrong, so it is not shown
// unless it is asked for.
type Confidence string

// Confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Step is one station on the way from where the context became atomic to
// where the code breaks the rule.
type Step struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Function string `json:"function"`
	What     string `json:"what"`
}

// Context is one root from which the flagged call is reached.
type Context struct {
	Kind string `json:"kind"` // "callback", "hardirq", "softirq", "lock", "rcu", "preempt", "irqs-off"
	Root string `json:"root"` // function that is the root or holds the lock
	Why  string `json:"why"`
	File string `json:"file"`
	Line int    `json:"line"`
	// Confidence of the way from there; the finding has the best of them.
	Confidence Confidence `json:"confidence,omitempty"`
}

// Edit replaces the bytes of lines [Line, EndLine] columns [Column, EndColumn)
// by NewText, or of them the only place where the word Find stands.
type Edit struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	NewText   string `json:"new_text"`
	Find      string `json:"-"` // [Seal] looks for it
}

// Fix is a suggested change: edits where it is mechanical, else words only.
type Fix struct {
	Title string `json:"title"`
	Edits []Edit `json:"edits"`
}

// Site is a place where one cause shows.
type Site struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Function string `json:"function"`
	Callee   string `json:"callee"`
	What     string `json:"what"`
}

// Diagnostic is one finding. Paths are relative to the root, with '/'.
type Diagnostic struct {
	Rule       string     `json:"rule"`
	Severity   Severity   `json:"severity"`
	Confidence Confidence `json:"confidence"`
	File       string     `json:"file"`
	Line       int        `json:"line"`
	Column     int        `json:"column"`
	EndLine    int        `json:"end_line"`
	EndColumn  int        `json:"end_column"`
	Function   string     `json:"function"` // containing the flagged call
	Callee     string     `json:"callee"`   // called there
	Message    string     `json:"message"`
	Contexts   []Context  `json:"contexts"`
	// Requires is what must hold for it to happen, Doubts what was guessed; in words.
	Requires []string `json:"requires,omitempty"`
	Doubts   []string `json:"doubts,omitempty"`
	// Judged is what somebody has said of it who read the source, where it is shown all
	// the same.
	Judged string `json:"judged,omitempty"`
	// Sites are the places of one cause, the finding's own first; none if it is the
	// only one. KnownSites counts those that are known already.
	Sites      []Site `json:"sites,omitempty"`
	KnownSites int    `json:"known_sites,omitempty"`
	// Cause tells findings apart by what a maintainer would change, CauseName does so
	// without lines, so that it survives edits.
	Cause     string `json:"-"`
	CauseName string `json:"-"`
	// Others is the finding as it is told from further contexts: the same call,
	// each with its own way.
	Others []Diagnostic `json:"-"`
	Steps  []Step       `json:"steps"`
	// Aside are the steps that tell more of the way, but not which finding it is.
	Aside       []int  `json:"-"`
	Fixes       []Fix  `json:"fixes"`
	Fingerprint string `json:"fingerprint"`
	// KernelVersions are those that it was found in, where several were checked.
	KernelVersions []string `json:"kernel_versions,omitempty"`
}
