// Package patch answers what a patch newly breaks. It reads patches and mails,
// applies them to texts in memory, compares the findings before and after by
// meaning, and says which changed line a finding is about. It analyses nothing
// and opens no file: whoever uses it hands in bytes and findings.
//
// # Trust
//
// A patch comes from a stranger. Names in it are judged by [CheckName] before
// anything else is done with them, and then are only ever keys of a map; the
// text of files is asked from a function that reads inside the tree. What a
// patch says is applied to copies in memory: nothing is written, and nothing of
// it is executed.
//
// # Origin of lines
//
// [State] is a set of files to which the patches of a series are applied one
// after the other. Every line remembers which patch added it, and whether one
// deleted something right above it. So at any point of a series it is known
// which lines are changed, and by whom, wherever later patches move them.
//
// # What is news
//
// A finding is new if it is there after and not before. Fingerprints decide,
// which hold no line numbers; what is left over on both sides is compared by
// what a rename, a move or an extracted helper leaves alone ([Compare]). It errs
// on the side of silence: a bug that a patch removes in one place and adds, word
// for word, in a new function is taken for moved code.
package patch

import (
	"strings"
	"time"
)

// Patch is one change with its description.
type Patch struct {
	Name    string // where it comes from, for messages
	Subject string
	From    string // author, "Name <address>"
	Date    time.Time
	Files   []*File
	Mail    Mail   // how it came; the zero Mail: not by mail
	Base    string // what base-commit says; "": nothing
}

// Mail is what the headers of a message say.
type Mail struct {
	ID         string   // without angle brackets
	References []string // of the messages above it, the nearest last
	ReplyTo    string   // to whom an answer goes: addresses, as in a header
	Copies     string   // who else got it
	Answer     bool     // it answers another message, so what it holds is quoted or proposed
}

// File is what a patch does to one file.
type File struct {
	Old, New string // names in the tree; "" if it is created or deleted
	Copy     bool   // Old stays
	Kind     Kind
	Hunks    []*Hunk
	loose    bool // the names may have a component too many
}

// Name is the name of the file for messages.
func (f *File) Name() string {
	if f.New != "" {
		return f.New
	}
	return f.Old
}

// Kind is what a file is. Only text has hunks.
type Kind int

// Kinds of files.
const (
	Text Kind = iota
	Binary
	Submodule
	Symlink
)

func (k Kind) String() string {
	return [...]string{"text", "a binary file", "a submodule", "a symbolic link"}[k]
}

// Hunk is a run of lines.
type Hunk struct {
	OldLine int    // as the patch says; 0: the file is created
	NewLine int    // where it came to be, known once applied
	Section string // what stands behind the @@
	Lines   []Line
}

// Line is ' ', '+' or '-', and the text with its newline, if it has one.
type Line struct {
	Op   byte
	Text string
}

// old and added list one side of a hunk.
func (h *Hunk) side(drop byte) []string {
	var lines []string
	for _, l := range h.Lines {
		if l.Op != drop {
			lines = append(lines, l.Text)
		}
	}
	return lines
}

// Created is a new file with the given text.
func Created(name string, data []byte) *File {
	h := &Hunk{}
	for l := range strings.Lines(string(data)) {
		h.Lines = append(h.Lines, Line{Op: '+', Text: l})
	}
	f := &File{New: name}
	if len(h.Lines) > 0 {
		f.Hunks = []*Hunk{h}
	}
	return f
}
