package engine

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// An op with few implementers is looked into from its callers. One with many
// has a contract, written or not: it is judged at its implementers, in the
// context in which every call of it in the program is made. Where one call is
// not seen in atomic context, or only in doubt, nothing is concluded.

// seeOp notes a call of an op, in a context that forbids sleeping, that is not
// looked into.
func (r *run) seeOp(st *state, in *ir.Instr, key link.OpKey) {
	if _, modelled := r.prog.Model.Op(key.Struct, key.Field); !modelled {
		r.emit(st, &event{kind: opSeen, fn: r.fn, in: in, callee: key.String(), edge: edge{op: key}, conf: high, sure: high})
	}
}

// contracts are those that were found so far.
type contracts struct {
	seen map[link.OpKey][]Finding // calls where sleeping is forbidden
	made map[link.OpKey]bool      // concluded
}

// maxContracts bounds the ops of which each is called by implementers of the one before:
// an interrupt that is handed from the chip to the engine to the unit.
const maxContracts = 6

// runContracts judges implementers in the context of their ops, and then what these
// call in their turn.
func (res *Result) runContracts(sessions []*session, o *Options) (all []*session) {
	c := contracts{map[link.OpKey][]Finding{}, map[link.OpKey]bool{}}
	for range maxContracts {
		shards := res.contractShards(sessions, &c, o)
		if len(shards) == 0 {
			break
		}
		sessions = res.runShards(shards, &Options{Jobs: o.Jobs})
		all = append(all, sessions...)
	}
	return all
}

// contractShards are the implementers of the ops whose calls are all made where
// sleeping is forbidden, as roots.
func (res *Result) contractShards(sessions []*session, known *contracts, o *Options) []shard {
	for _, s := range sessions {
		for _, f := range s.opsSeen {
			if confidence(f.Confidence) >= medium {
				key := f.Leaf().Op
				known.seen[key] = append(known.seen[key], f)
			}
		}
	}
	var roots []Root
	for key, calls := range known.seen {
		if known.made[key] {
			continue
		}
		if c := worstCall(calls); distinctSites(calls) >= res.Prog.CallSites(key) {
			known.made[key] = true
			roots = append(roots, res.contractRoots(key, c)...)
		}
	}
	slices.SortFunc(roots, func(a, b Root) int {
		return cmp.Or(cmp.Compare(a.Fn.Unit.Dir, b.Fn.Unit.Dir), cmp.Compare(a.Fn.ID, b.Fn.ID), cmp.Compare(a.Why, b.Why))
	})
	var out []shard
	for i := range roots {
		r := &roots[i]
		if !res.sums.of(r.Fn).any() || o.Select != nil && !o.Select(r.Fn.File) {
			continue
		}
		if len(out) == 0 || out[len(out)-1].dir != r.Fn.Unit.Dir {
			out = append(out, shard{dir: r.Fn.Unit.Dir})
		}
		sh := &out[len(out)-1]
		sh.roots = append(sh.roots, r)
	}
	return out
}

// chosen: the path through an implementer depends on what it was passed. Its
// caller may pass that in another context than the one that was seen: a driver
// that handles some interrupts of one dispatcher in a work tests for the ring.
func (r *run) chosen(st *state) bool {
	if !r.own || !r.s.contract {
		return false
	}
	for _, f := range st.facts {
		if r.Root(f.Term) == value.Param || f.C != value.None && r.Root(f.C) == value.Param {
			return true
		}
	}
	return false
}

func (res *Result) contractRoots(key link.OpKey, call *Finding) []Root {
	site := call.Leaf()
	ctx := call.Origin.Base
	if !held.Forbids(ctx) {
		ctx = effect.Atomic
	}
	why := key.String() + " " + contextText(ctx) + ", by " + site.Fn.Name + "() at " + site.Fn.File + ":" + strconv.Itoa(int(site.In.Pos.Line))
	var out []Root
	done := map[*link.Func]bool{}
	for _, b := range res.Prog.Bindings(key) {
		if !done[b.Fn] {
			done[b.Fn] = true
			out = append(out, Root{Fn: b.Fn, Context: ctx, Kind: rootKind(ctx), Op: key, File: b.Unit.Path, Line: b.Line, Source: site.Fn.File, Confidence: int(res.reliance(call)), Why: why, contract: call})
		}
	}
	return out
}

// reliance: a core that makes the context atomic in the function that calls the op,
// or in the only caller of that, does so for every object. Where it is one caller of
// several, others may come from elsewhere, with other objects.
func (res *Result) reliance(call *Finding) confidence {
	for i := 1; i < len(call.Chain); i++ {
		if res.sums.callers[call.Chain[i].Fn.ID] > 1 {
			return low
		}
	}
	return medium
}

// worstCall is the call that is the evidence: the shortest way to one in the
// most restricted context.
func worstCall(calls []Finding) *Finding {
	best := &calls[0]
	for i := range calls {
		c := &calls[i]
		if c.Origin.Base > best.Origin.Base || c.Origin.Base == best.Origin.Base && lessFinding(c, best) {
			best = c
		}
	}
	return best
}

func distinctSites(calls []Finding) int {
	sites := map[*ir.Instr]bool{}
	for i := range calls {
		sites[calls[i].Leaf().In] = true
	}
	return len(sites)
}
