package engine

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/presence"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// Confidence is earned: a finding is of high confidence if nothing on its way was
// guessed. Each guess is a doubt, and each doubt a sentence that tells a reader
// what to look at.

// doubts is a set of guesses that were made on the way to an event.
type doubts uint64

const (
	unread         doubts = 1 << iota // a region that was not understood
	onceOnly                          // a flag that the function itself sets guards it
	asPassed                          // it depends on what the caller of the contract passes
	asCaller                          // it depends on a mode that the caller chooses
	notEnded                          // the end of what a helper began was not seen
	asBound                           // the callee depends on what its closure is bound to
	deferrable                        // the caller may have it run elsewhere
	condition                         // a condition of the API that is not known
	elsewhere                         // an op that the module binds to another function
	twice                             // the way passes twice through one function
	active                            // the device may be active already
	manyPaths                         // not decided within the bound of package refute
	byPointer                         // nor asked: what made the context atomic is called through a pointer
	otherTable                        // and may mean another function
	lastPut                           // somebody else's reference is put, and would be the last
	lacksOp                           // the object's table would have no such op
	elseState                         // the state of an object that code of another module tests
	eitherLock                        // one of two kinds of lock, by the state of an object
	largeBlock                        // memory would have to come from the allocator of large blocks
	handDefined                       // a macro that no option defines
	offByMake                         // an option that the Makefile switches off
	unpassed                          // no caller passes what it needs
	interrupting                      // the device would have to sleep and interrupt
	onPurpose                         // a lock may be handed out
	afterCopy                         // a client would have to break the contract as well
	setUpOnce                         // it would have to be set up here for the first time
	leftBefore                        // an earlier call would have to have left a flag
	manyConditions                    // much would have to be so at once
	seldomSo                          // a state that few objects have
	saidOtherwise                     // two objects of a kind would have to differ
	pendingAgain                      // a timer would have to be pending while its function runs
	singleCPU                         // an interrupt would have to be under way on another CPU
	notOnRT                           // no kernel of that architecture is PREEMPT_RT
)

var doubtTexts = []struct {
	doubt doubts
	text  string
}{
	{unread, "part of a function on the way was not understood"},
	{onceOnly, "a flag guards the call that its function sets itself: an earlier call, from where sleeping is allowed, may have set it"},
	{asPassed, "it depends on what the caller of the callback passes"},
	{asCaller, "it depends on a mode that the caller chooses"},
	{notEnded, "where the helper's section ends was not seen"},
	{asBound, "what is called depends on what a closure is bound to"},
	{deferrable, "the function may be run in another context instead"},
	{elsewhere, "the driver that the way begins in binds another function to this member"},
	{twice, "the way passes twice through one function"},
	{active, "the device is active already if its core holds a runtime PM reference then"},
	{manyPaths, "the way has more paths than were walked"},
	{otherTable, "what makes the context atomic is called through a pointer that may lead to another function"},
	{lastPut, "it happens only if the reference that is dropped on the way is the last one: whoever else holds one is not known"},
	{largeBlock, "it happens only if the memory is a large block, as from vmalloc()"},
	{handDefined, "part of the way is compiled only where somebody defines a macro by hand, as DEBUG: no option does"},
	{offByMake, "part of the way is built only with an option that the module's Makefile sets to n"},
	{eitherLock, "an object decides whether a lock that spins or one that sleeps is taken: which it is here is not known"},
	{interrupting, "the device is active already if it is the one that interrupts"},
	{afterCopy, "after a copy in memory a callback may not submit (async-tx-api.rst): it happens to a client that does"},
	{pendingAgain, "it happens only if the timer was started again while its function runs"},
	{singleCPU, "it happens only if the interrupt is under way on another CPU, and the machines that the driver is for have one"},
	{onPurpose, "nobody was seen to release it later, but it may be meant so"},
	{unpassed, "it depends on what the function is passed, and no caller that was seen passes that"},
	{setUpOnce, "it happens only where something is not set up yet, and the function that sets it up has other callers: an earlier call, from where sleeping is allowed, may have done so"},
	{leftBefore, "it happens only if a flag is set that what was called before does not set with what it is passed: an earlier call would have to have left it"},
	{manyConditions, "it happens only if four things or more are so at once about the state of objects, and nothing on the way settles them"},
	{notOnRT, "it is built for an architecture that does not support PREEMPT_RT"},
	{seldomSo, "it depends on a state that few objects of the kind are in"},
	{byPointer, "what makes the context atomic is called through a pointer, so its paths were not walked"},
}

// doubtTexts are the doubts of a finding, in words.
func (f *Finding) doubtTexts() []string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if f.Origin.doubt != "" {
		add(f.Origin.doubt)
	}
	for i := range f.Chain {
		if fr := &f.Chain[i]; fr.guessed() && i+1 < len(f.Chain) {
			add(memberDoubt(fr, f.Chain[i+1].Fn))
		}
	}
	for _, d := range doubtTexts {
		if d.doubt == byPointer && f.doubt&otherTable != 0 {
			continue // one guess
		}
		if f.doubt&d.doubt != 0 {
			add(d.text)
		}
	}
	if f.doubt&elseState != 0 {
		add("it depends on the state of an object that " + f.tests.By + "() tests: " + f.tests.Elsewhere)
	}
	if f.doubt&saidOtherwise != 0 {
		add("it happens only if " + f.differs + " differs in two objects of a kind that are reached in two ways: they may be one")
	}
	if f.doubt&lacksOp != 0 {
		add("it happens only to an object whose " + f.lacks.Struct + " has no " + f.lacks.Field + ": whether this one does is not known")
	}
	if f.doubt&condition != 0 {
		add(f.conditionDoubt())
	}
	if fr, to := f.otherMember(); fr != nil {
		add(memberDoubt(fr, to))
	}
	if f.Kind == IRQUnsafe && f.ofMany {
		add("the two may be locks of two objects: they are told apart by struct and member only")
	}
	if len(out) == 0 && confidence(f.Confidence) < high {
		add("not every step of the way is certain")
	}
	return out
}

// guessed: the frame goes on through a member that may mean other functions as well.
func (fr *Frame) guessed() bool { return fr.Op.Field != "" && fr.conf != high }

// memberDoubt: a member that is called through may mean other functions as well.
func memberDoubt(fr *Frame, to *link.Func) string {
	where := fr.Fn.Name + "() may call another function than " + to.Name + "() through " + fr.Op.String()
	if fr.Many > 1 && fr.Many <= maxTargets {
		return where + ": " + strconv.Itoa(fr.Many) + " are bound to it"
	}
	return where
}

// conditionDoubt says which condition of the last call is not known.
func (f *Finding) conditionDoubt() string {
	call := f.Leaf().Callee + "()"
	if f.Row == nil {
		return "whether " + call + " sleeps here is not certain"
	}
	for _, c := range []*effect.Cond{&f.Row.Cond, &f.Row.And} {
		switch c.Kind {
		case effect.NotIRQSafe:
			return call + " does not sleep if the device is marked as safe in interrupts"
		case effect.SlowRegmap:
			return call + " does not sleep if the registers are memory that needs no waiting"
		case effect.IRQsOff:
			return "whether interrupts are off, where " + call + " must not be called, is not known"
		case effect.SlowGPIO:
			return call + " sleeps only if the GPIO is behind a bus"
		case effect.ArgLacks, effect.ArgHas, effect.ArgNonzero, effect.ArgGreater, effect.ArgZero:
			return "what is passed to " + call + " decides, and is not known"
		}
	}
	return "whether " + call + " sleeps here is not certain"
}

// undecidable are the doubts of which one is enough: what such ways took for granted
// was not so when they were read in the source.
const undecidable = manyPaths | lastPut | lacksOp | eitherLock | handDefined | offByMake | largeBlock | unpassed | interrupting | setUpOnce | leftBefore | seldomSo | pendingAgain | notOnRT | singleCPU | asPassed | saidOtherwise

// rest turns what a path takes for granted into doubts.
func (f *Finding) rest(r *refute.Rests) {
	if r.LastReference {
		f.doubt |= lastPut
	}
	if r.LargeBlock {
		f.doubt |= largeBlock
	}
	if r.Lacking.Field != "" {
		f.doubt |= lacksOp
		f.lacks = r.Lacking
	}
	if r.Elsewhere != "" && r.Lacking.Field == "" {
		f.doubt, f.tests = f.doubt|elseState, r
	}
	if r.EitherLock {
		f.doubt |= eitherLock
	}
	if r.Unpassed {
		f.doubt |= unpassed
	}
	if r.SetUp && sleepKind(f.Kind) {
		f.doubt |= setUpOnce
	}
	if r.States >= severalStates && sleepKind(f.Kind) {
		f.doubt |= manyConditions
	}
	if r.Seldom {
		f.doubt |= seldomSo
	}
	if r.Otherwise != "" && sleepKind(f.Kind) {
		f.doubt, f.differs = f.doubt|saidOtherwise, r.Otherwise
	}
	if r.LeftSet {
		f.doubt |= leftBefore
	}
}

// severalStates is how many conditions on the state of objects are too many to be so at
// once: of the 34 ways of 6.12 with as many that were read in the source 18 could not happen.
const severalStates = 4

// sleepKind: the finding is about one call that should not be made, whenever it is; not
// about two sides that meet.
func sleepKind(k Kind) bool { return k == Sleep || k == Alloc || k == Sync || k == Contradicted }

// eitherByOp: the way ends with a lock that sleeps, in a function that an op leads
// to, and the op leads to one that takes a spinning lock as well.
func (res *Result) eitherByOp(f *Finding) bool {
	n := len(f.Chain) - 1
	if n == 0 || f.Chain[n-1].Op.Field == "" {
		return false
	}
	leaf := &f.Chain[n]
	if !slices.ContainsFunc(res.Prog.Effects(leaf.Fn.Unit, leaf.Callee), func(e effect.Effect) bool {
		return e.Kind == effect.Acquire && e.Lock.Sleeping()
	}) {
		return false
	}
	return slices.ContainsFunc(res.Prog.Bindings(f.Chain[n-1].Op), func(b link.Binding) bool {
		return b.Fn != leaf.Fn && b.Fn.Unit.Same(leaf.Fn.Unit) && res.sums.of(b.Fn).spins
	})
}

// resumesInterrupting: the way begins in the handler of an interrupt and resumes a
// device: as a rule the one that interrupts, which is active then. Errs to silence where
// the interrupt comes from another device, or is one that wakes.
func (res *Result) resumesInterrupting(f *Finding) bool {
	return f.Row != nil && f.Row.And.Kind == effect.NotActive && res.handlesInterrupt(f.Chain[0].Fn, maxBelowHandler)
}

// waitsOnOneCPU: the wait is for the handler of a hard interrupt, on a machine with one CPU:
// where anything else goes on, the handler has ended.
func (res *Result) waitsOnOneCPU(f *Finding) bool {
	return f.Kind == SelfWait && f.Second != nil && res.Prog.OneCPU(f.Leaf().Fn.Unit) && res.handlesInterrupt(f.Second.Chain[0].Fn, maxBelowHandler)
}

// maxBelowHandler bounds the calls between the handler of an interrupt and where a way begins.
const maxBelowHandler = 3

// handlesInterrupt: a function is the handler of an interrupt, or all that call it by name
// run there; nobody else does.
func (res *Result) handlesInterrupt(f *link.Func, depth int) bool {
	if slices.ContainsFunc(res.Roots, func(r Root) bool { return r.Fn == f && r.Context == effect.Hardirq }) {
		return true
	}
	if depth == 0 || f.Kind != ir.FuncStatic {
		return false
	}
	calls := res.passers.of(res.Prog, f)
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(s refute.Step) bool { return s.Fn != f && !res.handlesInterrupt(s.Fn, depth-1) })
}

// byHand: the way leads through what is compiled only with a macro that people define
// by hand for a while: nothing that was read does. Errs to silence where a header of an
// architecture that was not read defines it.
func (res *Result) byHand(f *Finding) bool {
	return slices.ContainsFunc(f.Chain, func(fr Frame) bool {
		u := fr.Fn.Unit
		is := func(text string) bool {
			return res.Prog.Model.Is("defined-by-hand", text) || !u.Header && text != "" && res.ownMark(text) && !res.Prog.Defined(u, text)
		}
		return slices.ContainsFunc(f.Requires, is) ||
			fr.Fn.Config != "" && slices.ContainsFunc(presence.Needs([]presence.Cond{{Text: fr.Fn.Config, Holds: true}}), is)
	})
}

// switchedOff: the way leads, on either side, through a function or a file that exists
// only with an option that the module's own Makefile switches off.
func (res *Result) switchedOff(f *Finding) bool {
	chain := f.Chain
	if f.Second != nil {
		chain = slices.Concat(chain, f.Second.Chain)
	}
	return slices.ContainsFunc(chain, func(fr Frame) bool { return SwitchedOff(fr.Fn.Unit, fr.Fn.Config) })
}

// ownMark: the condition is a macro such as drivers ask for, and no option, nor one of
// the compiler or of the build.
func (res *Result) ownMark(text string) bool {
	return strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == "" &&
		!slices.ContainsFunc(res.Prog.Model.Names("macro-of-build"), func(n model.Name) bool { return strings.HasPrefix(text, n.Name) })
}

// believe derives the confidence from the doubts: one costs the high one. Where two
// things were guessed (a state that another module tests is not: exported functions do so
// as a rule), or whether the way can be taken was not decided, more were wrong than right
// when they were read in the source.
func (f *Finding) believe() {
	f.Doubts = f.doubtTexts()
	switch {
	case len(f.Doubts) > 2 || len(f.Doubts) == 2 && f.doubt&elseState == 0 || f.doubt&undecidable != 0 || len(f.Doubts) > 0 && f.throughMembers() || f.guessedOtherSide() || f.guessedObject():
		f.Confidence = int(low)
	case len(f.Doubts) > 0:
		f.Confidence = min(f.Confidence, int(medium))
	}
}

// throughMembers: the way leads through members of two objects. Where something is guessed
// beside, they would have to fit one another: none of the eleven such ways of 6.12 that were
// read in the source did.
func (f *Finding) throughMembers() bool {
	members := 0
	for i := range f.Chain[:len(f.Chain)-1] {
		members += b2int(f.Chain[i].Op.Field != "")
	}
	return members > 1
}

// otherMember is the call through a member on the other side's way, and the function that
// it is taken to lead to; nil without one.
func (f *Finding) otherMember() (*Frame, *link.Func) {
	if f.Second == nil || f.Kind != IRQUnsafe && f.Kind != SelfWait {
		return nil, nil
	}
	way := f.Second.Chain
	for i := range len(way) - 1 {
		if way[i].Op.Field != "" {
			return &way[i], way[i+1].Fn
		}
	}
	return nil, nil
}

// guessedOtherSide: two sides have to meet in one object, and one of them comes there
// through a member, of whatever object. Of 14 such findings of 6.12 one was real.
func (f *Finding) guessedOtherSide() bool {
	fr, _ := f.otherMember()
	return fr != nil
}

// guessedObject: two sides have to meet in one of many objects, in a state that another module
// tests. None of the two such findings of 6.12 was real.
func (f *Finding) guessedObject() bool {
	return f.Kind == IRQUnsafe && f.ofMany && f.doubt&elseState != 0
}

// rootDoubt is what is guessed about the context of a root.
func (r *Root) rootDoubt() string {
	if confidence(r.Confidence) == high {
		return ""
	}
	if r.guess != "" {
		return r.guess
	}
	if r.contract != nil {
		return "no document states the context of " + r.Op.String() + ": each call of it that is seen, as the one in " + r.contract.Leaf().Fn.Name + "(), is made there"
	}
	return "whether " + r.Fn.Name + "() is called in that context is not certain"
}

// AfterCopy says that only a client deadlocks that submits after a copy in memory. That
// costs the high confidence only: the rule is about what a callback may meet.
func (f *Finding) AfterCopy() {
	f.doubt |= afterCopy
	f.Confidence, f.sure = min(f.Confidence, int(medium)), min(f.sure, medium)
}
