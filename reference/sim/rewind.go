package sim

import "slices"

// Depth-first search runs the model again for every choice that it comes back to,
// and all but the last steps of a run are those of the run before. What they have
// done to the model has to be done again, since nothing can take Go code back to
// where it was. What exploration knows of them has not: the hashes of histories,
// the clocks, what polls have seen, and what could have been chosen. At each choice
// that it will come back to, search saves that. Up to there the next run takes the
// choices from a tape and keeps no books; then it gets what was saved.
//
// Only numbers are saved. Objects, contexts and strands are made anew by every run,
// in the same order as long as it makes the same steps, and are known by their place
// in it. A clock that an object keeps is never changed, only replaced, and lives as
// long as a run may come back to it.
//
// What a context that polls may do once nothing else can happen hangs on what it has
// seen. It is not taped: choices behind it are come back to from the one before.

// taped is what has been decided at one place of a run.
type taped struct {
	kind choiceKind
	cpu  uint8
	n    int32 // the place of whom it is about among their like, or the decision
	pid  int32 // who was there, to notice that a run has gone astray
	run  int32 // points behind it at which whoever was there went on
}

// tape is what has been decided on the way to where a run is.
type tape struct {
	on     bool // what happens can be repeated from the tape
	repeat bool // it is being repeated
	steps  []taped
	at     int
	left   int32  // points to be passed before the next one on the tape
	to     *saved // where repeating ends
}

// begin prepares the tape for a run that repeats what led to s; from the start if
// that is nil.
func (t *tape) begin(s *saved) {
	t.on, t.to, t.at, t.left, t.repeat = true, s, 0, 0, s != nil
	n := 0
	if s != nil {
		n = s.steps
	}
	if t.steps = t.steps[:n]; n > 0 {
		t.steps[n-1].run = s.run
	}
}

// passes reports whether the run is repeated and goes on here, which is all that there
// is to a point then. Operations still have to tell whether something has happened
// since another one, see Clear and load.
func (k *Kernel) passes(w waiter, op string) bool {
	t := &k.tape
	if !t.repeat || t.left == 0 {
		return false
	}
	t.left--
	if op != "" {
		k.cur.h++
	}
	if w != nil && !w.ready(k.cur) {
		k.drain(k.cur) // and then it was
	}
	return true
}

// passed notes a point at which the current actor goes on.
func (k *Kernel) passed() {
	if t := &k.tape; t.on && !t.repeat && len(t.steps) > 0 {
		t.steps[len(t.steps)-1].run++
	}
}

// decided is a decision that hangs on what is not known while a run is repeated, if
// it is being repeated: else it is to be made, and noted.
func (k *Kernel) decided() (int, bool) {
	t := &k.tape
	if !t.repeat || k.asking {
		return 0, false
	}
	if t.at == len(t.steps) || t.steps[t.at].kind != decide {
		k.astray()
		return 0, true
	}
	x, _ := k.again()
	return int(x.n), true
}

func (k *Kernel) noteDecision(n int) { k.record(taped{kind: decide, n: int32(n)}) }

func (k *Kernel) record(x taped) {
	if t := &k.tape; t.on && !k.asking { // devices are asked only where nothing is repeated
		x.pid = int32(k.cur.pid)
		t.steps = append(t.steps, x)
	}
}

// again is what comes next on the tape. Where that ends the run gets back all that
// was known here, and is no repetition any more.
func (k *Kernel) again() (taped, bool) {
	t := &k.tape
	if t.at == len(t.steps) {
		t.repeat = false
		k.restore(t.to)
		return taped{}, false
	}
	x := t.steps[t.at]
	t.at++
	t.left = x.run
	if int(x.pid) != k.cur.pid {
		k.astray()
		return taped{}, false
	}
	return x, true
}

// astray ends a run that does not do what it did before.
func (k *Kernel) astray() {
	k.tape.repeat, k.tape.on = false, false
	k.report(Nondeterminism, "", string(Nondeterminism)+": a run does something else than before")
}

// recordChoice notes a choice by the place of whom it is about; nothing but that he
// goes on, if that is all.
func (k *Kernel) recordChoice(c *choice, first bool) {
	if !k.tape.on {
		return
	}
	if a := k.cur; first && c.kind == stepActor && c.a == a && !a.done && int(c.cpu) == a.cpu && k.cpus[a.cpu].top() == a {
		k.passed()
		return
	}
	n := 0
	switch c.kind {
	case stepActor, timeOut:
		n = c.a.pid - firstPID
	case enterIRQ:
		n = slices.Index(k.lines, c.line)
	case fireTimer:
		n = slices.Index(k.armed, c.tm)
	case fireSource:
		n = slices.Index(k.srcs, c.src)
	case persist:
		k.tape.on = false
		return
	}
	k.record(taped{kind: c.kind, cpu: c.cpu, n: int32(n)})
}

// repeated is the next choice on the tape, if there is one more.
func (k *Kernel) repeated() (choice, bool) {
	x, ok := k.again()
	if !ok {
		return choice{}, false
	}
	c := choice{kind: x.kind, cpu: x.cpu}
	n := int(x.n)
	switch {
	case (x.kind == stepActor || x.kind == timeOut) && n < len(k.live):
		c.a = k.live[n]
	case x.kind == enterIRQ && n < len(k.lines):
		c.line = k.lines[n]
	case x.kind == fireTimer && n < len(k.armed):
		c.tm = k.armed[n]
	case x.kind == fireSource && n < len(k.srcs):
		c.src = k.srcs[n]
	case x.kind == storeBuffer, x.kind == enterSoftirq:
	default:
		k.astray()
		return choice{}, false
	}
	return c, true
}
