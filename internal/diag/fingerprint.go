package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
)

// Seal sorts findings and gives each its fingerprint. text returns the bytes
// of a file as they were analysed; a file that it does not know counts as
// empty.
//
// A fingerprint says "this is the finding that you know": it must survive
// edits elsewhere in the file, reformatting and a newer version of the tool
// with other words. So it is made of the rule, the file, the flagged call
// (function, callee, its text without white space) and the functions on the
// way to it, and of no line number and no message. Findings that are equal in
// all of these are numbered in their order in the file.
func Seal(ds []Diagnostic, text func(file string) []byte) {
	Sort(ds)
	files := NewTexts(text)
	seen := map[string]int{}
	for i := range ds {
		d := &ds[i]
		flagged := files.Get(d.File).Span(d.Line, d.Column, d.EndLine, d.EndColumn)
		key := strings.Join([]string{
			d.Rule, d.File, d.Function, d.Callee, squeeze(flagged), chain(d),
		}, "\x00")
		seen[key]++
		d.Fingerprint = digest(key, seen[key])
	}
}

func digest(key string, ordinal int) string {
	h := sha256.New()
	_, _ = io.WriteString(h, key) // a hash never fails
	if ordinal > 1 {
		_, _ = io.WriteString(h, "\x00"+strconv.Itoa(ordinal))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// chain lists the functions on the way to the flagged call, without the
// repetitions that several steps in one function make.
func chain(d *Diagnostic) string {
	var names []string
	for _, s := range d.Steps {
		if len(names) == 0 || names[len(names)-1] != s.Function {
			names = append(names, s.Function)
		}
	}
	return strings.Join(names, ">")
}

// squeeze drops white space, so that reformatting changes nothing.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
