package ask

import (
	"context"
	"strings"
	"testing"
)

// TestCopyFromUser: a work or a thread of the kernel's has no user's memory, and what an
// operation of a file calls may have one.
func TestCopyFromUser(t *testing.T) {
	for spec, want := range map[string]string{"foo_work": "a work has no user's memory", "foo_ioctl_helper": "where the task is the user's"} {
		a, _, err := world(t).Context(context.Background(), spec)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range a.May {
			if m.Do == "copy from user" && (!strings.Contains(m.How, want) || m.Allowed != (m.Because == "")) {
				t.Errorf("%s: %+v", spec, m)
			}
		}
	}
}
