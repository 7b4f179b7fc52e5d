package pairs

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// otherRT are the bugs of which PREEMPT_RT makes another one, or none.
var otherRT = map[string]sim.Kind{
	// The handler is a thread, and waits for the lock like another task.
	"irq-unsafe-lock": "",
	// So is this one, which may call back. But it is not what the provider waits for.
	"provider-callback-hardirq": sim.UseAfterFree,
}

// TestRT runs the register under PREEMPT_RT: no fix breaks a rule there, and a bug
// shows as what it is without it, unless otherRT says otherwise.
func TestRT(t *testing.T) {
	seen := map[string]bool{}
	for i := range All {
		p := &All[i]
		if !seen[p.Fixed.Name] { // mistakes of one driver share their fix
			seen[p.Fixed.Name] = true
			if r := sim.Explore(underRT(p.Fixed), bounded(2)); r.Status != sim.Complete {
				t.Errorf("%s, the fix: %v\n%s", p.Name, r, splat(r))
			}
		}
		want, other := otherRT[p.Name]
		if !other {
			want = p.Kind
		}
		r := sim.Explore(underRT(p.Buggy), p.Opts)
		got := sim.Kind("")
		if r.Violation != nil {
			got = r.Violation.Kind
		}
		if got != want || want == "" && r.Status != sim.Complete {
			t.Errorf("%s: want %q, got %v\n%s", p.Name, want, r, splat(r))
		}
	}
}

func underRT(m sim.Model) sim.Model {
	m.Config.RT = true
	return m
}

func splat(r sim.Result) string {
	if r.Violation == nil {
		return ""
	}
	return r.Violation.Splat
}
