package ask

import (
	"context"
	"strings"
	"testing"
)

// TestDoubt: a mutex that is taken under a spinlock makes a context doubtful where a
// pointer leads from the one to the other, and only there.
func TestDoubt(t *testing.T) {
	ask := func(spec string) *Answer {
		a, _, err := world(t).Context(context.Background(), spec)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := ask("pipe_power")
	if len(a.Contexts) != 2 {
		t.Fatalf("%+v", a.Contexts)
	}
	if c := a.Contexts[0]; c.Kind != "process" || c.Doubt != "" {
		t.Errorf("%+v", c)
	}
	if c := a.Contexts[1]; c.Kind != "atomic" || c.Doubt != "mutex_lock() in pipe_wake() would sleep under r->lock: a bug, or the call through pipe_ops.begin leads elsewhere" {
		t.Errorf("%+v", c)
	}
	if !a.May[0].Allowed {
		t.Errorf("%+v", a.May[0])
	}
	var text strings.Builder
	if err := a.Text(&text); err != nil || !strings.Contains(text.String(), "  2. atomic, must not sleep, in doubt: ") || !strings.Contains(text.String(), "     in doubt: mutex_lock()") {
		t.Error(err, text.String())
	}
	// Without a pointer on the way it is a bug, and a context.
	if a := ask("pipe_slow"); len(a.Contexts) != 1 || a.Contexts[0].Kind != "atomic" || a.Contexts[0].Doubt != "" || a.May[0].Allowed {
		t.Errorf("%+v %+v", a.Contexts, a.May)
	}
}

// TestDoubtTimer: a timer that is set up with another function before it is started does
// not run the first one.
func TestDoubtTimer(t *testing.T) {
	for fn, want := range map[string]string{
		"slot_power": "process , softirq whoever starts the timer has set it up with slot_wake() before",
		"slot_led":   "softirq ",
	} {
		a, _, err := world(t).Context(context.Background(), fn)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range a.Contexts {
			got = append(got, c.Kind+" "+c.Doubt)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s: %s", fn, s)
		}
	}
}
