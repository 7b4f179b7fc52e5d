package protocol

import (
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/engine"
)

// A lock that a parameter points to may be that of another member than the one that
// the work takes.
func TestLockOfAnotherMember(t *testing.T) {
	unit := func(other string) string {
		return `struct "struct cmd" { struct mutex m; }
struct "struct box" { struct cmd tm; struct cmd init; struct work_struct work; }
func static void work(struct work_struct* w) "drivers/t/t0.c":1 {
  var struct box* b
b0:
  call mutex_lock(&b->init.m) @2:1
  call mutex_unlock(&b->init.m) @3:1
  return
}
func static void begin(struct box* b) "drivers/t/t0.c":5 {
b0:
  call INIT_WORK(&b->work, work) @6:1
  call schedule_work(&b->work) @7:1
` + other + `
  return
}
func static void reset(struct box* b, struct cmd* c) "drivers/t/t0.c":20 {
b0:
  call mutex_lock(&c->m) @21:1
  call cancel_work_sync(&b->work) @22:1
  call mutex_unlock(&c->m) @23:1
  return
}
`
	}
	for other, want := range map[string]int{"": 1, "  call mutex_lock(&b->tm.m) @8:1\n  call mutex_unlock(&b->tm.m) @9:1": 0} {
		got := 0
		for _, f := range analyse(t, unit(other)).Findings {
			if f.Kind == engine.SelfWait {
				got++
			}
		}
		if got != want {
			t.Errorf("%d findings, want %d, where something does %q", got, want, strings.TrimSpace(other))
		}
	}
}
