package engine

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

func itoa(v int64) string { return strconv.FormatInt(v, 10) }

// Origin is where a context became atomic: a lock that was taken, a region
// that was entered, or a root with a contract.
type Origin struct {
	Kind string // "lock", "rcu", "irqs-off", "preempt", "bh", "callback", "hardirq", "softirq"
	Fn   *link.Func
	Pos  ir.Pos
	API  string // function that took the lock, or that registered the root
	Op   string // member that the root is bound to
	Lock string // text of the lock's place
	Why  string
	// RegFile and RegLine are where the root was bound or registered.
	RegFile string
	RegLine int
	Base    effect.Context
	// Source is where the contract of a root, or the row of a function, is stated.
	Source string
	// Nonatomic: for PCM callbacks, whether the PCM is nonatomic.
	Nonatomic value.Truth
	class     held.Class // of the lock
	conf      confidence
	doubt     string // what is guessed about it
	byArg     int    // see Root
	found     int    // confidence of the finding that was merged into another
}

// Frame is one function on the way: the call it makes towards the leaf.
type Frame struct {
	Fn     *link.Func
	In     *ir.Instr
	Callee string
	Op     link.OpKey // the call goes through this member
	Many   int        // functions that the member may mean
	Why    string
	conf   confidence // what the member that it goes through allows
}

// Finding is a broken rule with its whole way: Chain[0] is in the function of
// the origin, the last frame makes the forbidden call.
type Finding struct {
	Kind       Kind
	Origin     Origin
	Chain      []Frame
	Primary    int // index into Chain: the call that is flagged
	Row        *effect.Effect
	Detail     string
	ret        *refute.Return // of an Unbalanced one
	Confidence int            // 0 low, 1 medium, 2 high
	sure       confidence
	Also       []Origin
	Others     []Finding // ways from the first of them
	beyond     bool      // Others are not all, see irqTake
	// Second is the other witness of a nonatomic dilemma: the period
	// notification in atomic context.
	Second *Finding
	// Object is the lock of an IRQUnsafe finding.
	Object string
	ofMany bool // each object of a struct has such a lock
	// Requires are the conditions under which it happens, Doubts what was guessed.
	Requires []string
	Doubts   []string
	doubt    doubts
	lacks    link.OpKey    // what lacksOp is about
	differs  string        // what saidOtherwise is about
	tests    *refute.Rests // what elseState is about
	// Fix is an edit that mends it; nil: there is none that is mechanical.
	Fix *diag.Fix
	// Opened are the calls that led to where the context became atomic, in
	// functions of the way: the helper that did it is called there.
	Opened []Frame
}

// Site is the flagged frame.
func (f *Finding) Site() *Frame { return &f.Chain[f.Primary] }

// Leaf is the frame with the forbidden call.
func (f *Finding) Leaf() *Frame { return &f.Chain[len(f.Chain)-1] }

// concerns tells whether a selected file has a part in a finding. What lies wholly
// in others is found from there, with the callers that they have.
func (f *Finding) concerns(selected func(file string) bool) bool {
	return selected(f.Origin.Fn.File) || selected(f.Origin.RegFile) ||
		slices.ContainsFunc(f.Chain, func(fr Frame) bool { return selected(fr.Fn.File) })
}

// report makes a finding of an event under a hold of fn.
func (s *session) report(fn *link.Func, ev *event, h *held.Hold) {
	o := Origin{Kind: holdKind(h), Fn: h.Fn, Pos: h.Pos, API: h.API, conf: high}
	if o.Fn == nil {
		o.Fn, o.Pos = fn, ev.in.Pos
	}
	if h.Lock != effect.NoLock && h.Lock != effect.RCU {
		o.Lock, o.class = s.lockText(h), h.Class
	}
	s.add(ev, o)
}

// lockText is the lock as written where it was taken; a temporary says
// nothing, then the member's name serves.
func (s *session) lockText(h *held.Hold) string {
	if h.Text != "" && len(h.Text) <= 60 && !strings.ContainsAny(h.Text, "%…") {
		return h.Text
	}
	if h.Class.Field != "*" {
		return h.Class.Field
	}
	return ""
}

func holdKind(h *held.Hold) string {
	switch {
	case h.RCU > 0:
		return "rcu"
	case h.Lock != effect.NoLock:
		return "lock"
	case h.IRQ > 0:
		return "irqs-off"
	case h.BH > 0:
		return "bh"
	}
	return "preempt"
}

// reportRoot makes a finding of an event under the base context of a root.
func (s *session) reportRoot(root *Root, ev *event) {
	o := rootOrigin(root)
	if row := ev.leaf().row; row != nil && row.And.Kind == effect.NotActive && root.heldActive(s.prog) {
		o.conf = low
		doubtful := *ev // the answer belongs to other roots, too
		doubtful.doubt |= active
		ev = &doubtful
	}
	s.add(ev, o)
}

// heldActive: the ops of a table are called only while their core, or who asks it to call
// them, holds a runtime PM reference on the device: resuming it there does not wait. Other
// devices may be meant, so the finding stays, at low confidence.
func (r *Root) heldActive(p *link.Program) bool { return p.Model.Is("held-active", r.Op.Struct) }

// inOpenStream: what is interpreted is such an op, so a stream of it is open.
func (s *session) inOpenStream() bool { return s.root != nil && s.root.heldActive(s.prog) }

func rootOrigin(root *Root) Origin {
	return Origin{
		Kind: root.Kind, Fn: root.Fn, Pos: root.Fn.Pos, API: root.API, Op: root.Op.String(), Why: root.Why,
		RegFile: root.File, RegLine: root.Line, Source: root.Source, Base: root.Context, Nonatomic: root.Nonatomic, conf: confidence(root.Confidence), doubt: root.rootDoubt(), byArg: root.byArg,
	}
}

func (s *session) add(ev *event, o Origin) {
	f := Finding{Kind: ev.kind, Origin: o, Row: ev.leaf().row, Detail: ev.leaf().detail, ret: ev.leaf().ret, Object: ev.leaf().object.Field, ofMany: ev.leaf().object.Struct != ""}
	conf := min(ev.conf, o.conf)
	f.Chain = ev.chain()
	f.Confidence, f.sure, f.doubt = int(conf), min(ev.sure, o.conf), ev.doubt
	f.Primary = primary(f.Chain, f.Row)
	if s.anotherBackend(&f) {
		f.Confidence, f.doubt = int(low), f.doubt|elsewhere
	}
	if throughItself(f.Chain) {
		f.Confidence, f.sure, f.doubt = int(low), low, f.doubt|twice
	}
	if f.Kind == Alloc {
		s.mask(&f)
	}
	switch f.Kind {
	case periodSeen:
		s.periods = append(s.periods, f)
		return
	case opSeen:
		s.opsSeen = append(s.opsSeen, f)
		return
	}
	if f.Kind == IRQUnsafe {
		f.Second = s.interruptSide(s.takeOf(ev))
	}
	s.findings = append(s.findings, f)
}

// throughItself: the way passes twice through one function, by way of an op: the
// op means a function of somebody else.
func throughItself(chain []Frame) bool {
	for i := range chain {
		for j := i + 1; j < len(chain); j++ {
			if chain[i].Fn == chain[j].Fn && chain[j-1].Op.Field != "" {
				return true
			}
		}
	}
	return false
}

// anotherBackend: the way begins in, or passes through, a file that binds an op
// to a function of its own, and goes on in another file's: a driver for one bus
// does not call through its core into the driver for another.
func (s *session) anotherBackend(f *Finding) bool {
	for i := 0; i+1 < len(f.Chain); i++ {
		op := f.Chain[i].Op
		if op.Field == "" || f.Chain[i].Fn.File == f.Chain[i+1].Fn.File || s.prog.Keeps(f.Chain[i].Fn.Unit, op) {
			continue
		}
		own := map[string]bool{} // file → it binds the function that the way goes on in
		for _, b := range s.prog.Bindings(op) {
			own[b.Unit.Path] = own[b.Unit.Path] || b.Fn == f.Chain[i+1].Fn
		}
		elsewhere := func(file string) bool {
			is, binds := own[file]
			return binds && !is
		}
		if elsewhere(f.Origin.Fn.File) || f.Origin.RegFile != "" && elsewhere(f.Origin.RegFile) {
			return true
		}
		for j := 0; j <= i; j++ {
			if elsewhere(f.Chain[j].Fn.File) {
				return true
			}
		}
	}
	return false
}

// primary picks the call that the reader controls: the last call inside the
// module that the way enters last through a function pointer, or starts in;
// not within a macro, nor in a header's function that leads back into the module, and for
// an allocation not below the function that chose the mask.
func primary(chain []Frame, row *effect.Effect) int {
	start := entered(chain)
	p := start
	for i := start + 1; i < len(chain); i++ {
		if u := chain[i].Fn.Unit; !u.Same(chain[start].Fn.Unit) {
			if u.Header {
				continue
			}
			break
		}
		if chain[i].Fn.Kind != ir.FuncMacro {
			p = i
		}
	}
	if row != nil && row.Cond.Kind == effect.GFPBlocks {
		p = max(start, min(p, maskChosen(chain, int(row.Cond.Arg))))
	}
	return p
}

// entered is the frame at which a way comes last through a function pointer into
// code of other hands, 0 if it never does.
func entered(chain []Frame) int {
	start := 0
	for i := 1; i < len(chain); i++ {
		prev := &chain[i-1]
		if prev.Op.Field != "" && !prev.Fn.Unit.Same(chain[i].Fn.Unit) {
			start = i
		}
	}
	return start
}

// maskChosen follows the mask from the allocation up to the frame in which it
// is not a parameter any more.
func maskChosen(chain []Frame, arg int) int {
	for i := len(chain) - 1; i > 0; i-- {
		fr := &chain[i]
		if arg < 0 || arg >= len(fr.In.Args) {
			return i
		}
		bits := paramTaint(fr.Fn).of(fr.Fn, fr.In.Args[arg])
		if bits == 0 {
			return i
		}
		arg = bitsIndex(bits)
	}
	return 0
}

func bitsIndex(bits uint32) int {
	for i := 0; i < 32; i++ {
		if bits&(1<<uint(i)) != 0 {
			return i
		}
	}
	return -1
}

// siteKey groups the findings that are one to the reader.
type siteKey struct {
	kind   Kind
	fn     *link.Func
	pos    ir.Pos
	callee string
}

// merge keeps one finding per flagged call: the most certain, then the
// shortest; the others' origins are listed under it.
func merge(fs []Finding) []Finding {
	index := map[siteKey]int{}
	var out []Finding
	for i := range fs {
		f := &fs[i]
		site := f.Site()
		k := siteKey{ruleKind(f.Kind), site.Fn, site.In.Pos, site.Callee}
		j, ok := index[k]
		if !ok {
			index[k] = len(out)
			out = append(out, *f)
			continue
		}
		old := &out[j]
		others, other := old.Others, *f
		if lessFinding(f, old) {
			other, *old = *old, *f
		}
		other.Others = nil
		old.Others = append(others, other)
	}
	for i := range out {
		out[i].settle()
	}
	sort.SliceStable(out, func(i, j int) bool { return lessSite(&out[i], &out[j]) })
	return out
}

// ruleKind: an allocation and another sleep at one call are one finding.
func ruleKind(k Kind) Kind {
	if k == Alloc || k == Sync {
		return Sleep
	}
	return k
}

func lessFinding(a, b *Finding) bool {
	if x, y := a.byHardirq(), b.byHardirq(); x != y {
		return x // what keeps that out keeps a softirq out, too
	}
	if a.Confidence != b.Confidence {
		return a.Confidence > b.Confidence
	}
	if len(a.Chain) != len(b.Chain) {
		return len(a.Chain) < len(b.Chain)
	}
	if a.Origin.Fn.ID != b.Origin.Fn.ID {
		return a.Origin.Fn.ID < b.Origin.Fn.ID
	}
	if a.Origin.Pos.Line != b.Origin.Pos.Line {
		return a.Origin.Pos.Line < b.Origin.Pos.Line
	}
	return a.Leaf().Callee < b.Leaf().Callee
}

// byHardirq: a hard interrupt takes the lock of an IRQUnsafe finding.
func (f *Finding) byHardirq() bool {
	return f.Kind == IRQUnsafe && f.Second.Origin.Base == effect.Hardirq
}

func lessSite(a, b *Finding) bool {
	x, y := a.Site(), b.Site()
	if x.Fn.File != y.Fn.File {
		return x.Fn.File < y.Fn.File
	}
	if x.In.Pos != y.In.Pos {
		return x.In.Pos.Line < y.In.Pos.Line || x.In.Pos.Line == y.In.Pos.Line && x.In.Pos.Col < y.In.Pos.Col
	}
	if a.Kind != b.Kind {
		return a.Kind < b.Kind
	}
	return x.Callee < y.Callee
}

// maxOthers bounds the further ways that a finding keeps; the contexts beyond are
// listed all the same.
const maxOthers = 16

// settle keeps of the other findings at a call the best for each context.
func (f *Finding) settle() {
	type k struct {
		fn   *link.Func
		line uint32
		kind string
	}
	key := func(o *Origin) k { return k{o.Fn, o.Pos.Line, o.Kind} }
	best := map[k]int{}
	var out []Finding
	for i := range f.Others {
		o := &f.Others[i]
		switch j, ok := best[key(&o.Origin)]; {
		case key(&o.Origin) == key(&f.Origin):
		case !ok:
			best[key(&o.Origin)] = len(out)
			out = append(out, *o)
		case lessFinding(o, &out[j]):
			out[j] = *o
		}
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i].Origin, &out[j].Origin
		if a.Fn.ID != b.Fn.ID {
			return a.Fn.ID < b.Fn.ID
		}
		if a.Pos.Line != b.Pos.Line {
			return a.Pos.Line < b.Pos.Line
		}
		return a.Kind < b.Kind
	})
	f.Also = nil
	for i := range out {
		o := out[i].Origin
		o.found = out[i].Confidence
		f.Also = append(f.Also, o)
	}
	f.Others = out[:min(len(out), maxOthers)]
}
