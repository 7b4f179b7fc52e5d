package clower

import (
	"regexp"
	"slices"
	"sort"
	"strconv"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// annotations returns the lock annotations written in [start, end).
func (l *lowerer) annotations(start, end int) []ir.Annotation {
	all := l.t.Annotations
	if len(all) == 0 {
		return nil
	}
	var notes []ir.Annotation
	i := sort.Search(len(all), func(i int) bool { return all[i].Offset >= start })
	for ; i < len(all) && all[i].Offset < end; i++ {
		notes = append(notes, ir.Annotation{Kind: all[i].Kind, Text: all[i].Arg})
	}
	return notes
}

// notedName is a name in an annotation, with what makes it a member's.
var notedName = regexp.MustCompile(`(?:->|\.)?\b[A-Za-z_]\w*`)

// numbered rewrites the annotations of a prototype, whose parameters have no names
// afterwards: &d->lock is &$0->lock if d is the first.
func numbered(notes []ir.Annotation, params []string) {
	for i := range notes {
		notes[i].Text = notedName.ReplaceAllStringFunc(notes[i].Text, func(name string) string {
			if k := slices.Index(params, name); k >= 0 {
				return "$" + strconv.Itoa(k)
			}
			return name
		})
	}
}
