package driver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/config"
	"github.com/ctxlint/ctxlint/internal/diag"
)

// A baseline is a file that lists known findings, so that a check reports new
// ones only. It has one JSON object a line, sorted, after a line that says what
// it is: a change of one finding is a change of one line, and two branches merge.
// Findings are known by their fingerprints; the rest of an entry is for people,
// and for pruning.
type baseline struct {
	entries []baselineEntry
	known   map[string]*baselineEntry
}

// known are the baselines of a check, by the directory that each holds for.
type known map[string]*baseline

// readKnown reads baselines, named by the directory that each holds for.
func readKnown(read config.Reader, names map[string]string) (known, error) {
	k := known{}
	for dir, name := range names {
		b, err := readBaseline(read, name)
		if err != nil {
			return nil, err
		}
		k[dir] = b
	}
	return k, nil
}

// hide drops the findings that a baseline knows by one of their ways: which of
// them is told first may change with code elsewhere. Those that somebody has judged
// stay where they are real, or where their code has changed since, and say so.
func (k known) hide(findings []diag.Diagnostic, read func(file string) []byte) (fresh, old []diag.Diagnostic, judged int) {
	for i := range findings {
		d := &findings[i]
		e := k.entry(d)
		if e == nil || e.Verdict != "" && e.open(d, read) {
			fresh = append(fresh, *d)
			continue
		}
		if e.Verdict != "" {
			judged++
		}
		old = append(old, *d)
	}
	return fresh, old, judged
}

// entry is what a baseline has of a finding, nil if it is new.
func (k known) entry(d *diag.Diagnostic) *baselineEntry {
	for dir, b := range k {
		if dir != "." && !strings.HasPrefix(d.File, dir+"/") {
			continue
		}
		for _, w := range diag.Ways(d) {
			if e := b.known[w]; e != nil {
				return e
			}
		}
	}
	return nil
}

type baselineEntry struct {
	File        string `json:"file"`
	Function    string `json:"function"`
	Rule        string `json:"rule"`
	Callee      string `json:"callee"`
	Fingerprint string `json:"fingerprint"`
	// Also are the fingerprints of the other ways to the same call.
	Also []string `json:"also,omitempty"`
	judgement
}

// baselineHead is the first line of a baseline.
const baselineHead = `{"ctxlint-baseline":1}`

// DefaultBaseline is the file that the baseline commands use.
const DefaultBaseline = "ctxlint-baseline.jsonl"

func readBaseline(read config.Reader, name string) (*baseline, error) {
	data, err := read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("baseline %s: no such file; `ctxlint baseline write` makes one", name)
	}
	if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	b := &baseline{known: map[string]*baselineEntry{}}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		line = bytes.TrimSpace(line)
		if n == 1 {
			if string(line) != baselineHead {
				return nil, fmt.Errorf("baseline %s:1: not a baseline of this version of ctxlint (want %s)", name, baselineHead)
			}
			continue
		}
		if len(line) == 0 {
			continue
		}
		var e baselineEntry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("baseline %s:%d: %w", name, n, err)
		}
		if e.Fingerprint == "" {
			return nil, fmt.Errorf("baseline %s:%d: no fingerprint", name, n)
		}
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("baseline %s:%d: %w", name, n, err)
		}
		b.entries = append(b.entries, e)
	}
	for i := range b.entries {
		e := &b.entries[i]
		for _, f := range append([]string{e.Fingerprint}, e.Also...) {
			if old := b.known[f]; old == nil || old.Verdict == "" {
				b.known[f] = e
			}
		}
	}
	if n == 0 {
		return nil, fmt.Errorf("baseline %s is empty; `ctxlint baseline write` makes one", name)
	}
	return b, nil
}

// WriteBaseline makes the findings of a check the known ones. An incomplete check
// leaves the file as it is: known findings would be new ones afterwards. What was
// judged stays so.
func WriteBaseline(name string, r *Result) error {
	if r.Incomplete() {
		return fmt.Errorf("the check is incomplete: %s is not written", name)
	}
	before := known{}
	if b, err := readBaseline(os.ReadFile, name); err == nil {
		before["."] = b
	}
	entries := make([]baselineEntry, len(r.each))
	for i := range r.each {
		entries[i] = entryOf(&r.each[i])
		if e := before.entry(&r.each[i]); e != nil {
			entries[i].judgement = e.judgement
		}
	}
	return writeBaseline(name, entries)
}

func entryOf(d *diag.Diagnostic) baselineEntry {
	return baselineEntry{File: d.File, Function: d.Function, Rule: d.Rule, Callee: d.Callee, Fingerprint: d.Fingerprint, Also: diag.Ways(d)[1:]}
}

// PruneBaseline drops the entries whose finding is gone, and returns how many.
// It judges what the check has judged: entries of files that were not checked
// and of rules that did not run stay, those of files that no longer exist go.
// Where not one of its files exists it was made for another root.
func PruneBaseline(name string, r *Result) (int, error) {
	if r.Incomplete() {
		return 0, errors.New("the check is incomplete: pruning would drop findings that are still there")
	}
	b, err := readBaseline(os.ReadFile, name)
	if err != nil {
		return 0, err
	}
	exists := func(e baselineEntry) bool { return r.Tree.Exists(r.Tree.Inward(e.File)) }
	if len(b.entries) > 0 && !slices.ContainsFunc(b.entries, exists) {
		return 0, fmt.Errorf("baseline %s: no file that it names is in %s; --root names the root that it was made for", name, r.Tree.Root())
	}
	found := map[string]bool{}
	for _, d := range r.each {
		for _, way := range diag.Ways(&d) {
			found[way] = true
		}
	}
	stays := func(e baselineEntry) bool {
		return found[e.Fingerprint] || slices.ContainsFunc(e.Also, func(w string) bool { return found[w] })
	}
	kept := slices.DeleteFunc(slices.Clone(b.entries), func(e baselineEntry) bool {
		if !exists(e) {
			return true
		}
		_, checked := slices.BinarySearch(r.Checked, e.File)
		return checked && r.Ran.Lookup(e.Rule) != nil && !stays(e)
	})
	if len(kept) == len(b.entries) {
		return 0, nil
	}
	return len(b.entries) - len(kept), writeBaseline(name, kept)
}

func writeBaseline(name string, entries []baselineEntry) error {
	var text bytes.Buffer
	fmt.Fprintln(&text, baselineHead)
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	for i := range entries {
		_ = enc.Encode(entries[i]) // strings always encode, and memory takes them
	}
	if err := replaceFile(name, text.Bytes(), 0o644); err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	return nil
}
