package driver

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/patch"
)

// replyFormat is the format that only a change has.
const replyFormat = "reply"

// PatchFormats lists the formats of a judged change.
func PatchFormats() []string {
	return append(Formats(), replyFormat, b4Format, nipaFormat, patchworkFormat)
}

// CheckPatchFormat says whether name is one of them.
func CheckPatchFormat(name string) error {
	if !slices.Contains(PatchFormats(), name) {
		return unknown("format", name, PatchFormats())
	}
	return nil
}

// RenderPatch writes what a change breaks and mends.
//
// Text, jsonl and reply tell it patch by patch. The formats of machines know
// one list of annotations, so they get what is new at the end of the series.
func RenderPatch(w io.Writer, name string, r *PatchResult, o RenderOptions) error {
	switch name {
	case "text":
		return r.text(w, o)
	case "jsonl":
		return r.jsonl(w)
	case replyFormat:
		return r.reply(w)
	case b4Format:
		return r.b4(w)
	case patchworkFormat:
		return r.patchwork(w)
	case nipaFormat:
		return r.nipa(w, o)
	}
	return Render(w, name, r.moved(r.New, len(r.states)-1, len(r.Patches) > 1), o)
}

// moved is a result whose findings lie on changed lines.
func (r *PatchResult) moved(news []News, state int, whose bool) *Result {
	s := r.states[state]
	texts := diag.NewTexts(s.read)
	res := &Result{Tree: s.tree, Problems: r.Problems}
	for _, n := range news {
		d := n.Place.Move(n.Finding, func(file string, line int) string { return texts.Get(file).Line(line) })
		if whose && n.Patch > 0 {
			d.Message += fmt.Sprintf(" (introduced by patch %d, %s)", n.Patch, r.title(n.Patch))
		}
		res.Findings = append(res.Findings, d)
	}
	diag.Sort(res.Findings)
	return res
}

// title names a patch of a series.
func (r *PatchResult) title(i int) string {
	p := r.Patches[i-1]
	if p.Subject != "" {
		return fmt.Sprintf("%q", p.Subject)
	}
	return p.Name
}

func (r *PatchResult) text(w io.Writer, o RenderOptions) error {
	c := &counter{w: w}
	for i, p := range r.Patches {
		if len(r.Patches) > 1 && len(p.New)+len(p.Fixed) > 0 {
			c.printf("== patch %d of %d: %s\n", i+1, len(r.Patches), r.title(i+1))
		}
		if c.err != nil {
			return c.err
		}
		if err := renderText(w, r.moved(p.New, i+1, false), o); err != nil {
			return err
		}
		for _, n := range p.New {
			if n.FixedBy > 0 {
				c.printf("%s:%d: note: mended by patch %d, %s [%s]\n", n.Finding.File, n.Finding.Line, n.FixedBy, r.title(n.FixedBy), n.Finding.Rule)
			}
		}
		for _, n := range p.Fixed {
			d := &n.Finding
			c.printf("%s:%d: fixed: %s [%s]\n", d.File, d.Line, d.Message, d.Rule)
		}
	}
	return c.err
}

// patchRecord is one line of the jsonl format: the finding as `check` reports
// it, and what the change has to do with it. Fields are added, never renamed.
type patchRecord struct {
	diag.Diagnostic
	Status     string       `json:"status"` // new, fixed
	Patch      int          `json:"patch"`
	Subject    string       `json:"subject"`
	FixedBy    int          `json:"fixed_by,omitempty"`
	Annotation *patch.Place `json:"annotation,omitempty"`
}

func (r *PatchResult) jsonl(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i, p := range r.Patches {
		for _, n := range p.New {
			if err := enc.Encode(r.record(n, "new", i+1)); err != nil {
				return err
			}
		}
		for _, n := range p.Fixed {
			if err := enc.Encode(r.record(n, "fixed", i+1)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *PatchResult) record(n News, status string, by int) patchRecord {
	d := n.Finding
	d.Contexts, d.Steps = append([]diag.Context{}, d.Contexts...), append([]diag.Step{}, d.Steps...)
	d.Fixes = append([]diag.Fix{}, d.Fixes...)
	for i := range d.Fixes {
		d.Fixes[i].Edits = append([]diag.Edit{}, d.Fixes[i].Edits...)
	}
	rec := patchRecord{Diagnostic: d, Status: status, Patch: by, Subject: r.Patches[by-1].Subject, FixedBy: n.FixedBy}
	if status == "new" {
		rec.Annotation = &n.Place
	}
	return rec
}

// mailboxLine begins a message of a mailbox.
const mailboxLine = "From ctxlint Thu Jan  1 00:00:00 1970"

// reply writes one answer for each patch that breaks something; several are a
// mailbox.
func (r *PatchResult) reply(w io.Writer) error {
	answers := 0
	for _, p := range r.Patches {
		if len(p.New) > 0 {
			answers++
		}
	}
	for _, p := range r.Patches {
		var comments []patch.Comment
		for _, n := range p.New {
			c := patch.Comment{Finding: n.Finding, Place: n.Place}
			if n.FixedBy > 0 {
				c.Note = fmt.Sprintf("Patch %d of this series, %s, mends it; a bisection that stops in between meets it.", n.FixedBy, r.title(n.FixedBy))
			}
			comments = append(comments, c)
		}
		if len(comments) == 0 {
			continue
		}
		if answers > 1 {
			if _, err := fmt.Fprintln(w, mailboxLine); err != nil {
				return err
			}
		}
		if err := patch.Reply(w, p.Patch, comments); err != nil {
			return err
		}
		if answers > 1 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// PatchSummary is the last line for a person.
func PatchSummary(r *PatchResult) string {
	passing := 0
	for _, p := range r.Patches {
		for _, n := range p.New {
			if n.FixedBy > 0 {
				passing++
			}
		}
	}
	text := "nothing new"
	if len(r.New) > 0 {
		text = plural(len(r.New), "new finding")
	}
	if passing > 0 {
		text += fmt.Sprintf(", %d that a later patch mends", passing)
	}
	if len(r.Fixed) > 0 {
		text += fmt.Sprintf(", %d fixed", len(r.Fixed))
	}
	if len(r.Patches) > 1 {
		text += " in " + fmt.Sprintf("%d patches", len(r.Patches))
	}
	if len(r.Checked) > 0 {
		text += fmt.Sprintf("; %s checked before and after in %.1f s", plural(len(r.Checked), "file"), r.Took.Seconds())
	} else {
		text += "; no C file is changed"
	}
	return text
}

// Slowly says, if a check took longer than a person at a prompt likes to wait,
// where the time went.
func (r *PatchResult) Slowly(limit time.Duration) (string, bool) {
	if r.Took < limit {
		return "", false
	}
	var parts []string
	for _, p := range r.Stats.Phases {
		parts = append(parts, fmt.Sprintf("%s %.1f s", p.Name, p.Wall.Seconds()))
	}
	first := ""
	if n := r.Stats.Files - r.Stats.Known; n > 0 {
		first = fmt.Sprintf(", %d of them for the first time", n)
	}
	return fmt.Sprintf("this took %.1f s: %s checked, touched by the change or near it, and %s read for that, %.1f MB%s (%s)",
		r.Took.Seconds(), plural(len(r.Checked), "file"), plural(r.Stats.Files, "file"), float64(r.Stats.Bytes)/1e6, first, strings.Join(parts, ", ")), true
}
