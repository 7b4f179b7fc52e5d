// Package engine finds out in which context code runs and what it does there.
//
// # How
//
// A function is interpreted abstractly: its blocks in reverse postorder, with
// a state of the context (locks held, counters raised, base context), the
// values of variables as far as they are constants or symbolic places, and
// facts learned from branches. States with different contexts are kept apart
// at joins (property simulation), states with equal contexts are joined, so a
// flag that decides about a lock keeps deciding, and the cost stays linear in
// the number of distinct contexts.
//
// Calls are handled in two steps. [summary] says bottom-up, ignoring the flow
// of control, whether a function may sleep at all, on which arguments that
// depends, and whether it leaves another context behind. Only where a call
// is made in atomic context and the callee may sleep is the callee interpreted
// in that context, with the constants among its arguments; results are
// remembered per context and arguments. So `alloc(dev, GFP_ATOMIC)` and
// `alloc(dev, GFP_KERNEL)` are two questions with two answers, however deep
// the allocation lies.
//
// # Direction of error
//
// Where paths meet, states or events beyond a bound are dropped: findings are
// lost, none is invented. What is not understood (unknown regions, unknown
// conditions of the model) lowers the confidence of a finding instead of
// hiding it.
package engine

import (
	"slices"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Stats counts what the engine did and where it gave up.
type Stats struct {
	Funcs           int
	Roots           int
	Entries         int
	Interpretations int
	Bounds          Bounds
	Verified        int // candidates whose way was walked again, see package refute
	Refuted         int
	Undecided       int
	Refutation      int // instructions walked for that
}

// Add sums up the statistics of several runs. The bounds of all are in order once
// they are settled.
func (s *Stats) Add(o *Stats) {
	s.Funcs += o.Funcs
	s.Roots += o.Roots
	s.Entries += o.Entries
	s.Interpretations += o.Interpretations
	s.Bounds = append(s.Bounds, o.Bounds...)
	s.Verified += o.Verified
	s.Refuted += o.Refuted
	s.Undecided += o.Undecided
	s.Refutation += o.Refutation
}

// Options of a run.
type Options struct {
	Survey   *Survey // of the program as it is; nil: Run makes one
	Jobs     int
	Select   func(file string) bool // units whose entries are analysed; nil: all
	Progress func(done, total int)
	// Judge drops candidates that only what several functions do together can
	// judge, before those of one place are merged; nil keeps all.
	Judge func(res *Result, candidates []Finding) []Finding
}

// Result of a run.
type Result struct {
	Prog      *link.Program
	Roots     []Root
	Findings  []Finding
	Refuted   []Refutation // candidates that cannot happen
	passers   passers
	tables    givenTables
	settled   settled
	starts    starts
	Flaws     []Flaw     // of protocols, see flaw.go
	Providers []Provider // survey of the DMA providers
	Stats     Stats
	Crashes   []Crash
	periods   []Finding
	sums      *summaries
	props     *properties
}

// shard is the entries of one directory.
type shard struct {
	dir     string
	roots   []*Root
	process []*Root // roots in process context
	funcs   []*link.Func
}

// Run analyses a program. Bind and BuildCallGraph must have been called.
func Run(p *link.Program, o Options) *Result {
	v := o.Survey
	if v == nil {
		v = NewSurvey(p)
	}
	res := &Result{Prog: p, sums: summarise(p), props: v.props, Roots: v.roots}
	shards := res.shards(o.Select)
	sessions := res.runShards(shards, &o)
	sessions = append(sessions, res.runContracts(sessions, &o)...)
	res.collect(sessions, &o)
	return res
}

// runShards analyses shards on several goroutines.
func (res *Result) runShards(shards []shard, o *Options) []*session {
	sessions := make([]*session, len(shards))
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	next := make(chan int)
	for w := 0; w < max(1, o.Jobs); w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				sessions[i] = res.runShard(&shards[i])
				mu.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(shards))
				}
				mu.Unlock()
			}
		}()
	}
	for i := range shards {
		next <- i
	}
	close(next)
	wg.Wait()
	return sessions
}

func (res *Result) shards(selected func(string) bool) []shard {
	byDir := map[string]int{}
	var out []shard
	at := func(dir string) *shard {
		i, ok := byDir[dir]
		if !ok {
			i = len(out)
			byDir[dir] = i
			out = append(out, shard{dir: dir})
		}
		return &out[i]
	}
	for i := range res.Roots {
		r := &res.Roots[i]
		if selected != nil && !selected(r.Fn.File) && !selected(r.File) || !res.sums.of(r.Fn).any() && !res.sums.of(r.Fn).spins {
			continue
		}
		sh := at(r.Fn.Unit.Dir)
		if held.Forbids(r.Context) {
			sh.roots = append(sh.roots, r)
		} else if r.Context == effect.Process {
			sh.process = append(sh.process, r)
		}
	}
	only := onlyInterrupts(res.Prog, selected)
	for _, f := range res.Prog.Funcs {
		s := res.sums.of(f)
		if !only[f] && (s.ctxOps || s.entry) && (s.any() || s.unbalanced || len(s.suspect) > 0) && (selected == nil || selected(f.File)) {
			sh := at(f.Unit.Dir)
			sh.funcs = append(sh.funcs, f)
		}
	}
	return out
}

func (res *Result) runShard(sh *shard) *session {
	s := newSession(res.Prog, res.sums)
	s.props = res.props
	for _, f := range sh.funcs {
		s.runEntry(f)
	}
	s.work = s.limits.work // what locks of their own cost is not at the expense of the roots
	seen := map[rootKey]bool{}
	for _, r := range sh.roots {
		k := rootKey{r.Fn.ID, uint8(r.Context), r.Op, r.handed.text(r.Reg)}
		if !seen[k] {
			seen[k] = true
			if r.Kind == rowKind {
				s.runRow(r)
			} else {
				s.runRoot(r)
			}
		}
	}
	s.stats.Entries = len(sh.funcs) + len(sh.roots)
	s.processRoots(sh)
	s.irqUnsafe(sh)
	s.unbalanced(sh)
	s.solver, s.Table, s.flags = solver{}, nil, nil
	return s
}

type rootKey struct {
	fn  int
	ctx uint8
	op  link.OpKey
	got string // the object that its registration hands it
}

// collect joins the shards' findings in the shards' order.
func (res *Result) collect(sessions []*session, o *Options) {
	var all []Finding
	calls := map[link.OpKey]*opUse{}
	for _, s := range sessions {
		for c := range s.opCalls {
			u := calls[c.op]
			if u == nil {
				u = &opUse{sites: map[opCall]bool{}}
				calls[c.op] = u
			}
			u.sites[c] = true
		}
		all = append(all, s.findings...)
		res.Crashes = append(res.Crashes, s.crashes...)
		res.Stats.Interpretations += s.stats.Interpretations
		res.Stats.Entries += s.stats.Entries
		res.Stats.Bounds = append(res.Stats.Bounds, s.bounds...)
	}
	proof := sync.OnceValue(func() *always { return newAlways(res) })
	for i := range all {
		res.upgrade(&all[i], calls, proof)
	}
	res.Stats.Bounds = append(res.Stats.Bounds, res.sums.bounds...)
	res.Stats.Bounds.Settle()
	res.Stats.Funcs = len(res.Prog.Funcs)
	res.Stats.Roots = len(res.Roots)
	for _, s := range sessions {
		res.periods = append(res.periods, s.periods...)
	}
	if o.Select != nil {
		all = slices.DeleteFunc(all, func(f Finding) bool { return !f.concerns(o.Select) })
	}
	if o.Judge != nil {
		all = o.Judge(res, all)
	}
	all = res.verify(all, o.Jobs)
	for i := range all {
		all[i].believe()
	}
	res.Findings = res.dilemmas(merge(all))
}

type opUse struct{ sites map[opCall]bool }

// upgrade raises a finding whose only doubt is an op with many implementers,
// when every call of that op in the program is made in atomic context: that is
// the op's contract, written or not. So is a library that calls back the driver
// which called it.
func (res *Result) upgrade(f *Finding, calls map[link.OpKey]*opUse, proof func() *always) {
	if confidence(f.Confidence) != low {
		return
	}
	if f.sure < medium {
		return
	}
	many := 0
	for i := range f.Chain {
		fr := &f.Chain[i]
		backend := f.doubt&elsewhere != 0 // of which the way leads to another
		if fr.Op.Field == "" || fr.Many <= fewTargets && !backend {
			continue
		}
		many++
		if op, ok := res.Prog.Model.Op(fr.Op.Struct, fr.Op.Field); ok && !held.Forbids(op.Context) {
			return // a contract that is written down, or known to vary
		}
		if proof().member(fr.Op) {
			fr.conf = high // whichever function it means must not sleep
			continue
		}
		if backend || !res.anyWay(f, i, calls) {
			return
		}
	}
	if many > 0 {
		f.Confidence, f.doubt = int(medium), f.doubt&^elsewhere
	}
}

// anyWay: which function the member at a step of the way means is of no account.
func (res *Result) anyWay(f *Finding, i int, calls map[link.OpKey]*opUse) bool {
	fr := &f.Chain[i]
	if i+1 < len(f.Chain) && !res.Prog.Same(fr.Fn.File, f.Origin.Fn.File) && res.onlyOfDriver(fr.Op, f.Origin.Fn.File) == f.Chain[i+1].Fn {
		return true // a driver's own callback, through a library
	}
	if i+1 < len(f.Chain) && res.binds(fr.Op, f.Origin.Fn.File, f.Chain[i+1].Fn) {
		return true // the way comes back to the file that it began in
	}
	if res.Prog.Same(fr.Fn.File, f.Origin.Fn.File) && len(distinct(res.Prog.Bindings(fr.Op))) == 1 {
		return true // the core holds the lock itself, and there is one driver
	}
	u := calls[fr.Op]
	return u != nil && len(u.sites) >= res.Prog.CallSites(fr.Op)
}

// binds: a file binds an op to a function, and to no other.
func (res *Result) binds(op link.OpKey, file string, fn *link.Func) bool {
	found := false
	for _, b := range res.Prog.Bindings(op) {
		if b.Unit.Path == file {
			if b.Fn != fn {
				return false
			}
			found = true
		}
	}
	return found
}

// onlyOfDriver is the one function that the driver of a file binds to an op,
// nil if there are several.
func (res *Result) onlyOfDriver(op link.OpKey, file string) *link.Func {
	var own *link.Func
	for _, b := range res.Prog.Bindings(op) {
		if !res.Prog.Same(b.Fn.File, file) || b.Fn == own {
			continue
		}
		if own != nil {
			return nil
		}
		own = b.Fn
	}
	return own
}

// Matters tells whether callers in other packages need the body of a function
// to judge themselves: it may sleep, changes the context, only computes a
// place, accesses device registers, or hands functions on.
func (res *Result) Matters(f *link.Func) bool {
	s := res.sums.of(f)
	if s.any() || s.ctxOps || s.unbalanced || s.drops || s.small {
		return true
	}
	for _, p := range f.Params {
		if strings.HasPrefix(string(f.Vars[p].Type), "fn(") {
			return true
		}
	}
	return res.programs(f, 3)
}

// programs: the function, or what it calls directly, calls a method of a type
// that stands for a device's registers.
func (res *Result) programs(f *link.Func, depth int) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		for _, a := range in.Args {
			if res.Prog.Model.Is("registers", string(link.Deref(res.Prog.Underlying(res.Prog.TypeOf(f, a))))) {
				return true
			}
		}
		if c.Fn != nil && c.Fn != f && depth > 0 && res.programs(c.Fn, depth-1) {
			return true
		}
	}
	return false
}
