package model

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
)

// The effects column is a list of clauses separated by ";". A clause is a
// verb, its operands, and modifiers in any order:
//
//	acquire mutex 0; sleep
//	acquire spin 0 preempt+1 irq=save when nonzero
//	sleep if lacks(1,RPM_ASYNC) and not-irq-safe(0)
//	runs 1 softirq tasklet of 0
//	quiesce timer 0
//
// An argument is its index from 0, "-" for none, "ret" for the result; a lock
// that is no argument is "=" and the name of its variable.

var verbs = map[string]effect.Kind{
	"acquire": effect.Acquire, "release": effect.Release,
	"enter": effect.Enter, "leave": effect.Leave,
	"sleep": effect.MaySleep, "predicate": effect.Predicate, "never": effect.Never,
	"runs": effect.RunsIn, "calls": effect.Calls,
	"terminate": effect.Terminate, "synchronize": effect.Synchronize,
	"issue": effect.Issue, "prep": effect.Prep, "submit": effect.Submit,
	"free": effect.Free, "unmap": effect.Unmap,
	"schedule": effect.Schedule, "quiesce": effect.Quiesce,
	"invoke": effect.Invoke, "period-elapsed": effect.PeriodElapsed,
}

var lockNames = map[string]effect.Lock{
	"spin": effect.Spin, "raw-spin": effect.RawSpin, "rw": effect.RW,
	"seq": effect.Seq, "bit": effect.Bit, "local": effect.LocalLock,
	"mutex": effect.Mutex, "rwsem": effect.RWSem, "semaphore": effect.Semaphore,
	"rcu": effect.RCU, "srcu": effect.SRCU, "stream": effect.Stream,
}

var contextNames = map[string]effect.Context{
	"process": effect.Process, "atomic-unless-nonatomic": effect.AtomicUnlessNonatomic,
	"atomic": effect.Atomic, "softirq": effect.Softirq, "hardirq": effect.Hardirq,
	"nmi": effect.NMI, "varies": effect.Varies,
}

var actorNames = map[string]effect.Actor{
	"irq": effect.IRQ, "irq-thread": effect.IRQThread, "tasklet": effect.Tasklet,
	"timer": effect.Timer, "hrtimer": effect.HRTimer, "work": effect.Work,
	"irq-work": effect.IRQWork, "urb": effect.URB, "napi": effect.NAPI,
	"dma-callback": effect.DMACallback, "rcu-callback": effect.RCUCallback,
	"pcm-period": effect.PCMPeriod, "kthread": effect.KThread,
}

var condNames = map[string]effect.CondKind{
	"gfp": effect.GFPBlocks, "nonzero": effect.ArgNonzero, "zero": effect.ArgZero,
	"greater": effect.ArgGreater, "lacks": effect.ArgLacks, "has": effect.ArgHas, "named": effect.ArgNamed, "member": effect.ArgMember,
	"not-irq-safe": effect.NotIRQSafe, "not-active": effect.NotActive, "slow-regmap": effect.SlowRegmap,
	"slow-gpio": effect.SlowGPIO, "not-in-interrupt": effect.NotInInterrupt,
	"nonatomic": effect.Nonatomic, "faults": effect.Faults, "irqs-off": effect.IRQsOff, "doubtful": effect.Doubtful,
}

// Predicates: what a nonzero result of a Predicate effect tells. The name is
// in Cond.Text of the effect.
const (
	InHardirq    = "hardirq"     // in a hard interrupt handler
	InSoftirq    = "softirq"     // serving a softirq, or bottom halves disabled
	InInterrupt  = "interrupt"   // hard or soft interrupt, NMI, or bottom halves disabled
	InNMI        = "nmi"         //
	InTask       = "task"        // none of the interrupt contexts
	InAtomic     = "atomic"      // preemption is off; says nothing on kernels without preemption count
	IRQsDisabled = "irqs-off"    //
	Preemptible  = "preemptible" // neither preemption nor interrupts are off
	CanSleep     = "can-sleep"   // the author's own test that sleeping is allowed
	StreamOpen   = "stream-open" // a stream of the object is open, as it is in the ops of a stream
	MaskBlocks   = "gfp-blocks"  // the GFP mask at Arg allows blocking
)

var predicates = []string{InHardirq, InSoftirq, InInterrupt, InNMI, InTask, InAtomic, IRQsDisabled, Preemptible, CanSleep, StreamOpen, MaskBlocks}

// parseEffects reads an effects column.
func parseEffects(text string) ([]effect.Effect, error) {
	var list []effect.Effect
	for _, clause := range strings.Split(text, ";") {
		words := strings.Fields(clause)
		if len(words) == 0 {
			return nil, errors.New("empty clause")
		}
		e, err := parseClause(words)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", strings.TrimSpace(clause), err)
		}
		list = append(list, e)
	}
	return list, nil
}

// words is what is left of a clause.
type words []string

func (w *words) next() (string, error) {
	if len(*w) == 0 {
		return "", errors.New("operand missing")
	}
	s := (*w)[0]
	*w = (*w)[1:]
	return s, nil
}

func lookup[T any](w *words, table map[string]T, what string) (T, error) {
	s, err := w.next()
	v, ok := table[s]
	if err == nil && !ok {
		err = fmt.Errorf("unknown %s %q", what, s)
	}
	return v, err
}

func (w *words) arg() (int8, error) {
	s, err := w.next()
	if err != nil {
		return 0, err
	}
	return parseArg(s)
}

func parseClause(w words) (e effect.Effect, err error) {
	e.Arg, e.Object = -1, -1
	if e.Kind, err = lookup(&w, verbs, "effect"); err != nil {
		return e, err
	}
	if err := operands(&e, &w); err != nil {
		return e, err
	}
	for len(w) > 0 {
		if err := modifier(&e, &w); err != nil {
			return e, err
		}
	}
	return e, nil
}

// operands reads what the verb demands.
func operands(e *effect.Effect, w *words) (err error) {
	switch e.Kind {
	case effect.Enter, effect.Leave, effect.MaySleep, effect.Never:
		return nil
	case effect.Acquire, effect.Release:
		if e.Lock, err = lookup(w, lockNames, "lock"); err != nil {
			return err
		}
		if len(*w) > 0 && strings.HasPrefix((*w)[0], "=") {
			name, _ := w.next()
			e.Global = name[1:]
			return nil
		}
	case effect.Schedule, effect.Quiesce:
		if e.Actor, err = lookup(w, actorNames, "actor"); err != nil {
			return err
		}
	case effect.Predicate:
		return predicateOperands(e, w)
	case effect.RunsIn:
		if e.Arg, err = w.arg(); err != nil {
			return err
		}
		if e.Context, err = lookup(w, contextNames, "context"); err != nil {
			return err
		}
		return nil
	}
	e.Arg, err = w.arg()
	return err
}

func predicateOperands(e *effect.Effect, w *words) error {
	name, err := w.next()
	if err != nil {
		return err
	}
	for _, p := range predicates {
		if p == name {
			e.Cond.Text = name
			if name == MaskBlocks {
				e.Arg, err = w.arg()
			}
			return err
		}
	}
	return fmt.Errorf("unknown predicate %q", name)
}

// modifier reads one optional part of a clause.
func modifier(e *effect.Effect, w *words) (err error) {
	word, _ := w.next()
	if d, ok := deltas[word]; ok {
		if e.Kind > effect.Leave {
			return fmt.Errorf("%q does not apply", word)
		}
		d(e)
		return nil
	}
	switch {
	case word == "when":
		e.On, err = lookup(w, map[string]effect.Result{"nonzero": effect.IfNonzero, "zero": effect.IfZero}, "result")
	case word == "if":
		e.Cond, err = parseCond(w)
	case word == "and":
		if e.Cond.Kind == effect.Always {
			return errors.New(`"and" without "if"`)
		}
		e.And, err = parseCond(w)
	case word == "drops" && e.Kind == effect.MaySleep:
		e.DropsLock = true
		e.Arg, err = w.arg()
	case word == "of" && e.Kind == effect.RunsIn, word == "buffer" && e.Kind == effect.Prep:
		e.Object, err = w.arg()
	case word == "field" && e.Kind == effect.RunsIn:
		e.Field, err = w.next()
	case e.Kind == effect.RunsIn && actorNames[word] != effect.NoActor:
		e.Actor = actorNames[word]
	default:
		err = fmt.Errorf("unknown modifier %q", word)
	}
	return err
}

var deltas = map[string]func(*effect.Effect){
	"preempt+1":   func(e *effect.Effect) { e.Preempt = 1 },
	"preempt-1":   func(e *effect.Effect) { e.Preempt = -1 },
	"bh+1":        func(e *effect.Effect) { e.BH = 1 },
	"bh-1":        func(e *effect.Effect) { e.BH = -1 },
	"irq+1":       func(e *effect.Effect) { e.IRQ = 1 },
	"irq-1":       func(e *effect.Effect) { e.IRQ = -1 },
	"irq=save":    func(e *effect.Effect) { e.IRQ = effect.SaveOff },
	"irq=restore": func(e *effect.Effect) { e.IRQ = effect.Restore },
	"rcu+1":       func(e *effect.Effect) { e.RCU = 1 },
	"rcu-1":       func(e *effect.Effect) { e.RCU = -1 },
	"fault+1":     func(e *effect.Effect) { e.Fault = 1 },
	"fault-1":     func(e *effect.Effect) { e.Fault = -1 },
}

func parseArg(s string) (int8, error) {
	switch s {
	case "-":
		return -1, nil
	case "ret":
		return -2, nil
	}
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil || n > 15 {
		return 0, fmt.Errorf("%q is not an argument", s)
	}
	return int8(n), nil
}

// call splits "name(operands)".
func call(s string) (name, operands string, err error) {
	name, rest, ok := strings.Cut(s, "(")
	if !ok {
		return s, "", nil
	}
	operands, ok = strings.CutSuffix(rest, ")")
	if !ok {
		return "", "", fmt.Errorf("%q: missing )", s)
	}
	return name, operands, nil
}

func parseCond(w *words) (c effect.Cond, err error) {
	word, err := w.next()
	if err != nil {
		return c, err
	}
	name, ops, err := call(word)
	if err != nil {
		return c, err
	}
	kind, ok := condNames[name]
	if !ok {
		return c, fmt.Errorf("unknown condition %q", name)
	}
	c.Kind, c.Arg = kind, -1
	var args []string
	if ops != "" {
		args = strings.Split(ops, ",")
	}
	want := map[effect.CondKind]int{effect.NotInInterrupt: 0, effect.Faults: 0, effect.IRQsOff: 0, effect.Doubtful: 0, effect.ArgGreater: 2, effect.ArgLacks: 2, effect.ArgHas: 2, effect.ArgNamed: 2, effect.ArgMember: 2}
	n, ok := want[kind]
	if !ok {
		n = 1
	}
	if kind == effect.GFPBlocks && len(args) == 2 {
		n = 2 // with the mask that holds where none is given
	}
	if len(args) != n {
		return c, fmt.Errorf("%s takes %d operands", name, n)
	}
	if n > 0 {
		if c.Arg, err = parseArg(args[0]); err != nil {
			return c, err
		}
	}
	switch {
	case kind == effect.ArgGreater:
		c.N, err = strconv.ParseInt(args[1], 0, 64)
	case n == 2:
		c.Text = args[1]
	}
	return c, err
}

// complete reports a set of effects that leaves open whether the call sleeps,
// or says both.
func complete(list []effect.Effect) error {
	var verdict, never, sleep bool
	for _, e := range list {
		switch e.Kind {
		case effect.Acquire, effect.Release, effect.Enter, effect.Leave, effect.Predicate, effect.Calls:
			verdict = true
		case effect.MaySleep:
			verdict, sleep = true, true
		case effect.Never:
			verdict, never = true, true
		}
	}
	switch {
	case never && sleep:
		return errors.New("both sleeps and never does")
	case !verdict:
		return errors.New("says nothing about sleeping: add sleep or never")
	}
	return nil
}
