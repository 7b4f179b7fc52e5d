package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
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
	SealAs(ds, text, func(file string) string { return file })
}

// SealAs is Seal for files that go by other names outside.
func SealAs(ds []Diagnostic, text func(file string) []byte, outward func(file string) string) {
	Sort(ds)
	files := NewTexts(text)
	seen := map[string]int{}
	seal := func(d *Diagnostic) {
		flagged := files.Get(d.File).Span(d.Line, d.Column, d.EndLine, d.EndColumn)
		key := strings.Join([]string{
			d.Rule, outward(d.File), d.Function, d.Callee, squeeze(flagged), chain(d),
		}, "\x00")
		seen[key]++
		d.Fingerprint = digest(key, seen[key])
	}
	for i := range ds {
		seal(&ds[i])
		for j := range ds[i].Fixes {
			ds[i].Fixes[j].place(files)
		}
	}
	for i := range ds { // after all: their numbers must not depend on these
		for j := range ds[i].Others {
			seal(&ds[i].Others[j])
		}
	}
}

// Ways are the fingerprints by which a finding is known: its own, then those that
// it would have if it were told from another of its contexts.
func Ways(d *Diagnostic) []string {
	ways := []string{d.Fingerprint}
	for i := range d.Others {
		if f := d.Others[i].Fingerprint; f != "" && !slices.Contains(ways, f) {
			ways = append(ways, f)
		}
	}
	return ways
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
// repetitions that several steps in one function make, and without what is told aside.
func chain(d *Diagnostic) string {
	var names []string
	for i, s := range d.Steps {
		if slices.Contains(d.Aside, i) {
			continue
		}
		if len(names) == 0 || names[len(names)-1] != s.Function {
			names = append(names, s.Function)
		}
	}
	return strings.Join(names, ">")
}

// squeeze drops white space, so that reformatting changes nothing.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
