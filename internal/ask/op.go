package ask

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/nearest"
)

// maxImplementerFiles bounds the files that are read for an op.
const maxImplementerFiles = 600

// opAnswer tells the contract of an op and who keeps it.
func (w *World) opAnswer(ctx context.Context, k link.OpKey) (*OpAnswer, error) {
	out := &OpAnswer{Schema: OpSchema, Op: k.String(), Context: "unknown", Implementers: []Implementer{}}
	op, stated := w.model.Op(k.Struct, k.Field)
	if stated {
		out.Context, out.Stated, out.Note = ContextWord(op.Context), op.Source, op.Note
	}
	files := w.binders(k)
	if len(files) == 0 && (!stated || !w.model.HasOp(k.Struct, k.Field)) {
		return nil, noTarget("no file of the tree sets %s%s", k.String(), w.nearOps(k))
	}
	if len(files) > maxImplementerFiles {
		out.Limits = append(out.Limits, fmt.Sprintf("%d of %d files that set it were read", maxImplementerFiles, len(files)))
		files = files[:maxImplementerFiles]
	}
	if err := w.read(ctx, files); err != nil || len(files) == 0 {
		return out, err
	}
	if op.Context == effect.AtomicUnlessNonatomic {
		if err := w.readCards(ctx, files); err != nil {
			return nil, err
		}
	}
	if err := w.readAllBodies(ctx, w.boundTo(k)); err != nil {
		return nil, err
	}
	w.implementers(out, k)
	return out, nil
}

// binders lists the files that seem to set a member of that struct.
func (w *World) binders(k link.OpKey) []string {
	tag := []byte(strings.TrimPrefix(k.Struct, "struct "))
	sets := setsMember(k.Field)
	files := slices.DeleteFunc(slices.Clone(w.texts.of([]string{k.Field}, "")[k.Field]), func(f string) bool { return !sourceFile(f) })
	return w.texts.matching(files, func(data []byte) bool { return bytes.Contains(data, tag) && sets(data) })
}

// nearOps suggests an op with a contract.
func (w *World) nearOps(k link.OpKey) string {
	var known []string
	for _, op := range w.model.Ops() {
		known = append(known, link.OpKey{Struct: op.Struct, Field: op.Field}.String())
	}
	return nearest.Hint(k.String(), known)
}

func (w *World) boundTo(k link.OpKey) []*link.Func {
	var out []*link.Func
	for _, b := range w.prog().Bindings(k) {
		if !slices.Contains(out, b.Fn) {
			out = append(out, b.Fn)
		}
	}
	return out
}

// implementers judges each function that the op points to.
func (w *World) implementers(out *OpAnswer, k link.OpKey) {
	roots := map[*link.Func]*engine.Root{}
	all := w.ask().Roots()
	for i := range all {
		if r := &all[i]; r.Op == k && (roots[r.Fn] == nil || forbids(r.Context)) {
			roots[r.Fn] = r
		}
	}
	for _, fn := range w.boundTo(k) {
		im := Implementer{Function: fn.Name, File: fn.File, Line: int(fn.Pos.Line), Context: "unknown"}
		if r := roots[fn]; r != nil {
			im.Context, im.Why = ContextWord(r.Context), r.Why
			if forbids(r.Context) {
				im.Breaks = w.firstSure(fn)
			}
		}
		out.Implementers = append(out.Implementers, im)
	}
	slices.SortStableFunc(out.Implementers, func(a, b Implementer) int {
		return strings.Compare(a.File+" "+a.Function, b.File+" "+b.Function)
	})
}

func (w *World) firstSure(fn *link.Func) *SleepWay {
	ways, _, _ := w.ask().Sleeps(fn)
	for i := range ways {
		if ways[i].Sure {
			way := sleepWay(&ways[i])
			return &way
		}
	}
	return nil
}

func forbids(c effect.Context) bool {
	e := engine.EntryOf(c)
	return e.Forbids()
}

// ContextWord is the word that the model's tables use.
func ContextWord(c effect.Context) string {
	switch c {
	case effect.Process:
		return "process"
	case effect.AtomicUnlessNonatomic:
		return "atomic unless nonatomic"
	case effect.Atomic:
		return "atomic"
	case effect.Softirq:
		return "softirq"
	case effect.Hardirq:
		return "hardirq"
	case effect.NMI:
		return "nmi"
	case effect.Varies:
		return "varies"
	}
	return "unknown"
}
