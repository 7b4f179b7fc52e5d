package actor

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// parts are the rows of the model that this room reads, by name.
type parts struct {
	manages    map[string]bool         // devres undoes it after the teardown
	calls      map[string]*model.Part  // functions of protocols
	bound      []model.Part            // members that hold a deferred function
	pending    map[string]int          // tests whether an actor waits to run
	silences   map[string]bool         // turns the device off
	notifies   map[string]int          // registers a notifier: the notifier
	discards   map[string]int          // gives a handle back: the handle
	frees      map[string]int          // frees a core's object, and the driver's memory behind it: the object
	queued     map[string]int          // puts work on a queue: the queue
	queueWaits map[string]int          // waits for a queue
	up, down   map[string]int          // counts a counter up, or down and asks whether that was the last: the counter
	good       map[string]bool         // waits, and nothing starts the actor again
	wakes      map[string]bool         // ends a pause
	backs      map[string][]link.OpKey // the ops that a core's function calls, and no others
	undoes     map[string][]link.OpKey // those that it calls where a setup fails
	apart      map[link.OpKey]bool     // ops that no function of a teardown calls
	ends       map[link.OpKey]bool     // the beginning and the end of a device
	notifier   link.OpKey              // the member of a notifier that holds the function
	quits      map[string][]string     // the structs of the ops that are called until a function has returned
}

func readParts(m *model.Model) parts {
	p := parts{
		manages: map[string]bool{}, calls: map[string]*model.Part{}, pending: map[string]int{}, silences: map[string]bool{},
		queued: map[string]int{}, discards: map[string]int{}, frees: map[string]int{}, up: map[string]int{}, down: map[string]int{}, notifies: map[string]int{}, queueWaits: map[string]int{}, wakes: map[string]bool{}, good: map[string]bool{}, backs: map[string][]link.OpKey{}, undoes: map[string][]link.OpKey{}, apart: map[link.OpKey]bool{}, quits: map[string][]string{}, ends: map[link.OpKey]bool{},
	}
	for _, protocol := range []string{"deferred", "driver", "core", "part"} {
		list := m.Parts(protocol)
		for i := range list {
			pt := &list[i]
			key := link.OpKey{Struct: pt.Struct, Field: pt.Field}
			switch pt.Role {
			case "manages":
				p.manages[pt.Field] = true
			case "silences":
				p.silences[pt.Field] = true
			case "wakes":
				p.wakes[pt.Field] = true
			case "actor":
				p.bound = append(p.bound, *pt)
			case "setup", "teardown":
				p.ends[key] = true
			case "apart":
				p.apart[key] = true
			case "calls":
				p.backs[pt.Field] = append(p.backs[pt.Field], link.ParseOpKey(pt.Object))
			case "quits":
				p.quits[pt.Field] = append(p.quits[pt.Field], pt.Object)
			case "undoes":
				p.undoes[pt.Field] = append(p.undoes[pt.Field], link.ParseOpKey(pt.Object))
			default:
				if pt.Struct == "" {
					p.calls[pt.Field] = pt
				}
			}
		}
	}
	first := func(role string, out map[string]int) {
		for _, n := range m.Names(role) {
			out[n.Name] = n.Args[0]
		}
	}
	for _, n := range m.Names("ends-for-good") {
		p.good[n.Name] = true
	}
	for _, n := range m.Names("register-write") {
		p.silences[n.Name] = true
	}
	first("gives-back", p.discards)
	first("private-free", p.frees)
	first("counts-up", p.up)
	first("counts-down", p.down)
	first("registers-notifier", p.notifies)
	for _, n := range m.Names("notifier-call") {
		k := link.ParseOpKey(n.Name)
		p.bound = append(p.bound, model.Part{Struct: k.Struct, Field: k.Field, Actor: effect.Notifier})
		p.notifier = k
	}
	first("pending-test", p.pending)
	first("work-queued", p.queued)
	first("queue-wait", p.queueWaits)
	return p
}
