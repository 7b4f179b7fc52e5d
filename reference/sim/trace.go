package sim

import "strings"

// Event is one step of a recorded run.
type Event struct {
	CPU  int // -1: a device
	Ctx  Context
	Name string // of the actor
	PID  int
	What string // the operation
	On   string // the object
	Func string // the innermost function outside the simulator

	Stack   []Frame  // the functions outside the simulator, innermost first
	Held    []string // locks, in the order in which they were taken
	Atomic  bool     // the context must not sleep
	IRQsOff bool
}

// Trace is a recorded run, for timelines.
type Trace struct {
	Model  string
	CPUs   int
	Events []Event
}

func (k *Kernel) note(op string, o *object) {
	if k.trace == nil || !k.running {
		return
	}
	k.event(k.cur, op, o.name)
}

func (k *Kernel) event(a *actor, what, on string) {
	e := Event{CPU: a.cpu, Ctx: a.ctx, Name: a.name, PID: a.pid, What: what, On: on}
	if a.pid == 0 && a != &k.root {
		e.CPU = -1
	}
	for _, l := range a.held {
		e.Held = append(e.Held, l.name)
	}
	e.Atomic, e.IRQsOff = a.atomic(), a.irqsOff
	if on != "" {
		for _, f := range callers(3) {
			if !strings.HasPrefix(f.Func, simPackage) {
				e.Stack = append(e.Stack, f)
			}
		}
		if len(e.Stack) > 0 {
			e.Func = named(e.Stack[0].Func)
		}
	}
	k.trace.Events = append(k.trace.Events, e)
}

// named is the name of a function without its package; of a literal, that of the
// function that it is in.
func named(f string) string {
	parts := strings.Split(f[strings.LastIndex(f, "/")+1:], ".")
	for len(parts) > 2 {
		last := parts[len(parts)-1]
		if strings.Trim(strings.TrimPrefix(last, "func"), "0123456789") != "" {
			break
		}
		parts = parts[:len(parts)-1]
	}
	return parts[len(parts)-1]
}
