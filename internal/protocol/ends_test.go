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
