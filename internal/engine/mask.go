package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// maskUnnamed stands for a mask that is not written as a name.
const maskUnnamed = "its mask"

// mask says how the mask of an allocation is written where it was chosen, and offers
// another in its place: where it is one name, in a file of the module that makes the
// context atomic. A mask that another module chose is its own business: it does not
// know who calls.
func (s *session) mask(f *Finding) {
	at, text := f.chosenMask()
	f.Detail = text
	if at == nil || at.Fn.Unit.Header || !diag.IsWord(text) || !s.prog.Same(at.Fn.File, f.Origin.Fn.File) {
		return
	}
	other := s.prog.Model.Name("mask-nonblocking")
	if _, stated, ok := strings.Cut(f.Origin.Source, ":"); ok && s.prog.Model.Is("mask-nonblocking", stated) {
		other = stated // by the contract
	}
	if other == "" || other == text {
		return
	}
	f.Fix = &diag.Fix{Title: "allocate with " + other + ", and handle the failure", Edits: []diag.Edit{{
		File: at.Fn.File, Line: int(at.In.Pos.Line), Column: int(at.In.Pos.Col), EndLine: int(at.In.End.Line), EndColumn: int(at.In.End.Col),
		Find: text, NewText: other,
	}}}
}

// chosenMask is the GFP mask as written where it was chosen, and that place; nil: it
// is not known.
func (f *Finding) chosenMask() (*Frame, string) {
	arg := int(f.Row.Cond.Arg)
	for i := len(f.Chain) - 1; i >= 0; i-- {
		fr := &f.Chain[i]
		if arg < 0 || arg >= len(fr.In.Args) {
			return nil, f.Detail
		}
		bits := paramTaint(fr.Fn).of(fr.Fn, fr.In.Args[arg])
		if bits == 0 || i == 0 {
			if text := exprText(fr.Fn.Func, fr.In.Args[arg]); !strings.Contains(text, "%") {
				if fr.Fn.Exprs[fr.In.Args[arg]].Op != ir.OpGlobal {
					if i == len(f.Chain)-1 {
						text = f.Detail
					}
					return nil, text
				}
				return fr, text
			}
			return nil, maskUnnamed
		}
		arg = bitsIndex(bits)
	}
	return nil, f.Detail
}
