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
	if on != "" {
		for _, f := range callers(3) {
			if !strings.HasPrefix(f.Func, simPackage) {
				e.Func = f.Func[strings.LastIndex(f.Func, ".")+1:]
				break
			}
		}
	}
	k.trace.Events = append(k.trace.Events, e)
}
