package ask

import (
	"context"
	"slices"
	"testing"
)

// TestHelpers: what a helper in another file leaves behind is in force, until another
// takes it back.
func TestHelpers(t *testing.T) {
	for spec, want := range map[string][]string{
		"fpu_calc": {"atomic preempt from fpu_ioctl"},
		"fpu_show": {"process from fpu_ioctl"},
		// One that keeps the lock at one of its ends, and drops it at the other.
		"slot_fill": {"atomic lock:r->lock from slot_ioctl"},
		"slot_full": {"process from slot_ioctl"},
		// A loop that waits for a member, which a call stores to, ends.
		"machine_reset": {"process from machine_ioctl"},
	} {
		a, _, err := world(t).Context(context.Background(), spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := summary(a); !slices.Equal(got, want) || a.Contexts[0].Assumed {
			t.Errorf("%s: %q, want %q", spec, got, want)
		}
	}
	c, err := world(t).Callers(context.Background(), "fpu_calc")
	if err != nil || len(c.Callers) != 1 || c.Callers[0].Kind != "atomic" {
		t.Errorf("%v %+v", err, c)
	}
}
