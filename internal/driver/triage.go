package driver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
)

// judgement is what somebody who read the source says of a finding. It holds for the
// code that was read: Code is the sum of the functions on the way.
type judgement struct {
	Verdict string `json:"verdict,omitempty"` // "": the finding is known, and nobody has judged it
	Reason  string `json:"reason,omitempty"`
	By      string `json:"by,omitempty"`
	Code    string `json:"code,omitempty"`
}

// Verdicts are the words for a judgement: the code is wrong, the finding is, or the
// code is as it is on purpose.
func Verdicts() []string { return []string{"real", "false", "wanted"} }

// check is about an entry that was read from a file.
func (j *judgement) check() error {
	switch {
	case j.Verdict == "" && (j.Reason != "" || j.Code != ""):
		return errors.New("a reason without a verdict")
	case j.Verdict == "":
		return nil
	case !slices.Contains(Verdicts(), j.Verdict):
		return nearest.Unknown("verdict", j.Verdict, Verdicts())
	case j.Reason == "":
		return errors.New("a verdict without a reason")
	}
	return nil
}

// open: the finding is shown although it was judged, and says why.
func (j *judgement) open(d *diag.Diagnostic, read func(file string) []byte) bool {
	by := ""
	if j.By != "" {
		by = " by " + j.By
	}
	switch {
	case j.Code != codeOf(d, read):
		d.Judged = j.Verdict + by + " (" + j.Reason + "), but its code has changed since"
	case j.Verdict == "real":
		d.Judged = j.Verdict + by + " (" + j.Reason + ")"
	default:
		return false
	}
	return true
}

// codeOf is the sum of the functions that a finding leads through, without white space.
func codeOf(d *diag.Diagnostic, read func(file string) []byte) string {
	h := sha256.New()
	seen := map[[2]string]bool{}
	files := map[string][]cdriver.Function{}
	note := func(file, function string) {
		if seen[[2]string{file, function}] {
			return
		}
		seen[[2]string{file, function}] = true
		if files[file] == nil {
			files[file] = cdriver.Functions(read(file))
		}
		for _, f := range files[file] {
			if f.Name == function {
				fmt.Fprintf(h, "%s\x00%s\x00", function, strings.Join(strings.Fields(string(f.Text)), " "))
			}
		}
	}
	note(d.File, d.Function)
	for _, s := range d.Steps {
		note(s.File, s.Function)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// Judgement is a verdict to be entered.
type Judgement struct {
	At                  string // FILE:LINE
	Verdict, Reason, By string
}

// Judge enters a verdict of the findings at a place into a record, which it makes if
// there is none, and returns how many there are.
func Judge(ctx context.Context, o Options, record string, j Judgement) (int, error) {
	entry := judgement{Verdict: j.Verdict, Reason: strings.TrimSpace(j.Reason), By: j.By}
	if err := entry.check(); err != nil {
		return 0, err
	}
	res, b, err := triaged(ctx, o, record)
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range res.each {
		d := &res.each[i]
		if !res.isAt(d, j.At) {
			continue
		}
		n++
		entry.Code = codeOf(d, res.Read)
		b.enter(d, entry)
	}
	if n == 0 {
		return 0, fmt.Errorf("no finding at %s", j.At)
	}
	return n, writeBaseline(record, b.entries)
}

// triaged is a check of which no finding is known, by the names that the record has,
// and the record.
func triaged(ctx context.Context, o Options, record string) (*Result, *baseline, error) {
	o.IgnoreBaseline, o.Baseline = true, record
	res, err := Check(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if res.Incomplete() {
		return nil, nil, errors.New("the check is incomplete: " + res.Problems[0].Message)
	}
	b, err := recordOf(record)
	return res, b, err
}

// recordOf reads a record; one that is not there is empty.
func recordOf(name string) (*baseline, error) {
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return &baseline{}, nil
	}
	return readBaseline(os.ReadFile, name)
}

// isAt tells whether a finding is meant by FILE:LINE.
func (r *Result) isAt(d *diag.Diagnostic, at string) bool {
	i := strings.LastIndexByte(at, ':')
	if i < 0 || at[i+1:] != fmt.Sprint(d.Line) {
		return false
	}
	rel, err := r.Tree.Rel(at[:i])
	return at[:i] == d.File || err == nil && r.Tree.Outward(rel) == d.File
}

// enter replaces what the record says of a finding, or adds it behind the others of its
// file.
func (b *baseline) enter(d *diag.Diagnostic, j judgement) {
	for i := range b.entries {
		e := &b.entries[i]
		if slices.ContainsFunc(diag.Ways(d), func(w string) bool { return w == e.Fingerprint || slices.Contains(e.Also, w) }) {
			e.judgement = j
			return
		}
	}
	at := len(b.entries)
	for at > 0 && b.entries[at-1].File > d.File {
		at--
	}
	e := entryOf(d)
	e.judgement = j
	b.entries = slices.Insert(b.entries, at, e)
}

// ListTriage prints the findings that nobody has judged, or with all every one: its
// fingerprint, place, rule and message, and the verdict below.
func ListTriage(ctx context.Context, w io.Writer, o Options, record, from string, all bool) (open int, err error) {
	res, b, err := triaged(ctx, o, record)
	if err != nil {
		return 0, err
	}
	k, show := known{".": b}, res.shower(from)
	for i := range res.each {
		d := &res.each[i]
		e := k.entry(d)
		judged := e != nil && e.Verdict != "" && e.Code == codeOf(d, res.Read)
		if !judged {
			open++
		} else if !all {
			continue
		}
		file := d.File
		if show != nil {
			file = show(file)
		}
		if _, err := fmt.Fprintf(w, "%s %s:%d [%s] %s\n", d.Fingerprint, file, d.Line, d.Rule, d.Message); err != nil {
			return open, err
		}
		if e != nil && e.Verdict != "" {
			said := e.Verdict + ": " + e.Reason
			if !judged {
				said += " (its code has changed since)"
			}
			if _, err := fmt.Fprintf(w, "    %s\n", said); err != nil {
				return open, err
			}
		}
	}
	return open, nil
}
