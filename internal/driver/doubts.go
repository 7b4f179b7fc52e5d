package driver

import (
	"fmt"
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// doubts says what of the checked files was not understood: functions that were
// lost, and, in files that the user named one by one, regions that were left
// out. A whole tree has some thousand of those (--stats counts them); somebody
// who looks at one file wants to know.
//
// They are remarks: the rest of the file was checked, and findings that depend
// on such a region are left out rather than guessed.
func doubts(units []*link.Unit, j *job) []Problem {
	var problems []Problem
	for _, u := range units {
		if _, checked := slices.BinarySearch(j.files, u.Path); !checked {
			continue
		}
		for _, name := range u.Stats.LostNames {
			problems = append(problems, Problem{File: u.Path, Message: fmt.Sprintf("%s() was not understood, and is not checked", name)})
		}
		if !j.named[u.Path] {
			continue
		}
		for _, f := range u.Unit.Funcs {
			if pos, ok := unknownRegion(f); ok {
				problems = append(problems, Problem{File: u.Path, Line: int(pos.Line),
					Message: fmt.Sprintf("a part of %s() was not understood: what depends on it is not reported", f.Name)})
			}
		}
	}
	return problems
}

// unknownRegion is where the first region of f lies that was not understood.
func unknownRegion(f *ir.Func) (ir.Pos, bool) {
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			if in.Op == ir.InstrUnknown {
				return in.Pos, true
			}
		}
	}
	return ir.Pos{}, false
}
