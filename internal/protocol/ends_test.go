package protocol

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/engine"
)

// ends is a driver with two interrupts of one cookie. SETUP, FAIL, END stand for
// what its probe does, undoes where it fails, and for its remove.
const endsUnit = `struct "struct box" { int rx_irq; int tx_irq; struct work_struct work; struct pci_dev* pdev; }
func static int isr(int irq, void* d) "drivers/t/t0.c":1 {
b0:
  return 1
}
func static void work(struct work_struct* w) "drivers/t/t0.c":3 {
b0:
  return
}
func static int begin(struct box* b) "drivers/t/t0.c":5 {
b0:
SETUP
  return 0
FAIL
}
func static void end(struct box* b) "drivers/t/t0.c":20 {
b0:
END
  return
}
func static int register(struct OPS* o) "drivers/t/t0.c":30 {
b0:
  store o->BEGIN = begin @31:1
  store o->FINISH = end @32:1
  return 0
}
`

type ends struct{ ops, begin, finish, setup, fail, end string }

func (e ends) flaws(t *testing.T) []string {
	t.Helper()
	if e.ops == "" {
		e.ops, e.begin, e.finish = "platform_driver", "probe", "remove"
	}
	var out []string
	res := analyse(t, strings.NewReplacer("OPS", e.ops, "BEGIN", e.begin, "FINISH", e.finish, "SETUP", e.setup, "FAIL", e.fail, "END", e.end).Replace(endsUnit))
	for i := range res.Flaws {
		if f := &res.Flaws[i]; f.Kind == engine.FreeBeforeQuiesce {
			out = append(out, fmt.Sprintf("%s %s, by %s", f.Function, f.Actor, strings.Join(f.Waits, " ")))
		}
	}
	return out
}

const (
	bothMembers = "  call request_irq(b->rx_irq, isr, 0, 0, b) @6:1\n  call request_irq(b->tx_irq, isr, 0, 0, b) @7:1"
	bothVectors = `  %1 = call pci_irq_vector(b->pdev, 0) @6:1
  call request_irq(%1, isr, 0, 0, b) @6:9
  %2 = call pci_irq_vector(b->pdev, 1) @7:1
  call request_irq(%2, isr, 0, 0, b) @7:9`
	left = "interrupt handler isr(), by free_irq()"
)

// Interrupts whose handlers are called with one object are told apart by where
// their numbers are kept, or by the call that gives them.
func TestInterruptsOfOneCookie(t *testing.T) {
	for _, c := range []struct{ name, setup, end, want string }{
		{"both members", bothMembers, "  call free_irq(b->rx_irq, b) @21:1\n  call free_irq(b->tx_irq, b) @22:1", ""},
		{"one member", bothMembers, "  call free_irq(b->rx_irq, b) @21:1", "end " + left},
		{"a number from elsewhere", bothMembers, "  %1 = call irq_find_mapping(0, 1) @21:1\n  call free_irq(%1, b) @21:9", ""},
		{"both vectors", bothVectors, "  %1 = call pci_irq_vector(b->pdev, 0) @21:1\n  call free_irq(%1, b) @21:9\n  %2 = call pci_irq_vector(b->pdev, 1) @22:1\n  call free_irq(%2, b) @22:9", ""},
		{"one vector", bothVectors, "  %1 = call pci_irq_vector(b->pdev, 1) @21:1\n  call free_irq(%1, b) @21:9", "end " + left},
		{"a test that gives it back", "  call request_irq(b->rx_irq, isr, 0, 0, b) @6:1\n  call free_irq(b->rx_irq, b) @7:1", "", ""},
		{"no handler any more", "  call irq_set_chained_handler_and_data(b->rx_irq, isr, b) @6:1", "  call irq_set_chained_handler_and_data(b->rx_irq, 0, 0) @21:1", ""},
		{"two cookies", "  call request_irq(b->rx_irq, isr, 0, 0, b) @6:1\n  call request_irq(b->rx_irq, isr, 0, 0, b->pdev) @7:1", "  call free_irq(b->rx_irq, b) @21:1", ""},
		{"none", bothVectors, "", "end interrupt handler isr() and the " + left},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(ends{setup: c.setup, end: c.end}.flaws(t), "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What an open requests, its close gives back, also where opening fails.
func TestPairs(t *testing.T) {
	net := ends{ops: "net_device_ops", begin: "ndo_open", finish: "ndo_stop"}
	set := func(setup, fail, end string) ends {
		e := net
		e.setup, e.fail, e.end = setup, fail, end
		return e
	}
	request := "  %1 = call request_irq(b->rx_irq, isr, 0, 0, b) @6:1\n  branch %1, b9, b1\nb9:\n  return %1\nb1:\n  %2 = call fetch(b) @7:1\n  branch %2, b2, b3\nb3:"
	failing := func(undo string) string { return "b2:\n" + undo + "  return -5" }
	for _, c := range []struct {
		name string
		e    ends
		want string
	}{
		{"both ends", set(request, failing("  call free_irq(b->rx_irq, b) @9:1\n"), "  call free_irq(b->rx_irq, b) @21:1"), ""},
		{"not closed", set(request, failing("  call free_irq(b->rx_irq, b) @9:1\n"), ""), "end " + left},
		{"not undone", set(request, failing(""), "  call free_irq(b->rx_irq, b) @21:1"), "begin " + left},
		{"by devres, each time", set("  call devm_request_irq(b->pdev, b->rx_irq, isr, 0, 0, b) @6:1", "", ""), "end " + left},
		{"a work is left to the end of the device", set("  call INIT_WORK(&b->work, work) @6:1\n  call schedule_work(&b->work) @7:1", "", ""), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(c.e.flaws(t), "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A work that waits for its time is not ended by the end of its queue, and one that
// a helper starts is started by whoever calls that.
func TestDelayedWork(t *testing.T) {
	unit := func(start, end string) string {
		return `struct "struct box" { struct delayed_work poll; struct workqueue_struct* wq; }
func static void poll(struct work_struct* w) "drivers/t/t0.c":1 {
b0:
  return
}
func static void later(struct delayed_work* w) "drivers/t/t0.c":3 {
b0:
  call schedule_delayed_work(w, 100) @4:1
  return
}
func static int begin(struct box* b) "drivers/t/t0.c":5 {
b0:
  call INIT_DELAYED_WORK(&b->poll, poll) @6:1
` + start + `
  return 0
}
func static void end(struct box* b) "drivers/t/t0.c":20 {
b0:
` + end + `
  return
}
func static int register(struct platform_driver* o) "drivers/t/t0.c":30 {
b0:
  store o->probe = begin @31:1
  store o->remove = end @32:1
  return 0
}
`
	}
	const queue, now, helper = "  call queue_delayed_work(b->wq, &b->poll, 100) @7:1", "  call queue_delayed_work(b->wq, &b->poll, 0) @7:1", "  call later(&b->poll) @7:1"
	const destroy = "  call destroy_workqueue(b->wq) @21:1"
	for _, c := range []struct {
		name, start, end string
		left             bool
	}{
		{"the queue ends", queue, destroy, true},
		{"without a time", now, destroy, false},
		{"taken off its timer before", queue, "  call cancel_delayed_work(&b->poll) @21:1\n" + destroy, false},
		{"waited for", queue, "  call cancel_delayed_work_sync(&b->poll) @21:1", false},
		{"started by a helper", helper, "  call stop(b) @21:1", true},
		{"started by a helper, waited for", helper, "  call cancel_delayed_work_sync(&b->poll) @21:1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := false
			res := analyse(t, unit(c.start, c.end))
			for i := range res.Flaws {
				found = found || res.Flaws[i].Kind == engine.FreeBeforeQuiesce && res.Flaws[i].Function == "end"
			}
			if found != c.left {
				t.Errorf("found: %v, want %v", found, c.left)
			}
		})
	}
}

// A driver that leaves its end to devres, which frees what a work lies in.
func TestLeftToDevres(t *testing.T) {
	unit := func(alloc string) string {
		return `struct "struct box" { struct work_struct work; }
func static void work(struct work_struct* w) "drivers/t/t0.c":1 {
b0:
  return
}
func static void kick(struct box* b) "drivers/t/t0.c":3 {
b0:
  call schedule_work(&b->work) @4:1
  return
}
func static int begin(struct platform_device* d) "drivers/t/t0.c":5 {
  var struct box* b
b0:
  %1 = call ` + alloc + `(d, 1, 0) @6:1
  store b = %1 @6:9
  call INIT_WORK(&b->work, work) @7:1
  return 0
}
func static int register(struct platform_driver* o) "drivers/t/t0.c":30 {
b0:
  store o->probe = begin @31:1
  return 0
}
`
	}
	for alloc, want := range map[string]string{"devm_kzalloc": "begin devres work work()", "kzalloc": ""} {
		got := ""
		res := analyse(t, unit(alloc))
		for i := range res.Flaws {
			if f := &res.Flaws[i]; f.Kind == engine.FreeBeforeQuiesce {
				got += f.Function + " " + f.Detail + " " + f.Actor
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", alloc, got, want)
		}
	}
}

// References do not keep what devres frees.
func TestCountedOfDevres(t *testing.T) {
	unit := func(alloc string) string {
		return `struct "struct box" { struct kobject kobj; struct work_struct work; }
func static void work(struct work_struct* w) "drivers/t/t0.c":1 {
b0:
  return
}
func static int begin(struct platform_device* d) "drivers/t/t0.c":5 {
  var struct box* b
b0:
  %1 = call ` + alloc + `(d, 1, 0) @6:1
  store b = %1 @6:9
  call INIT_WORK(&b->work, work) @7:1
  call schedule_work(&b->work) @8:1
  return 0
}
func static void end(struct platform_device* d) "drivers/t/t0.c":20 {
  var struct box* b
b0:
  return
}
func static int register(struct platform_driver* o) "drivers/t/t0.c":30 {
b0:
  store o->probe = begin @31:1
  store o->remove = end @32:1
  return 0
}
`
	}
	for alloc, want := range map[string]int{"devm_kzalloc": 1, "kzalloc": 0} {
		got := 0
		res := analyse(t, unit(alloc))
		for i := range res.Flaws {
			if f := &res.Flaws[i]; f.Kind == engine.FreeBeforeQuiesce && f.Function == "end" {
				got++
			}
		}
		if got != want {
			t.Errorf("%s: %d findings, want %d", alloc, got, want)
		}
	}
}
