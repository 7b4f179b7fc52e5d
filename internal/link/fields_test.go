package link

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

func linked(t *testing.T, texts map[string]string) *Program {
	t.Helper()
	p := New(model.Kernel())
	for _, name := range []string{"drivers/t/a.c", "drivers/t/b.c", "drivers/t/main.c"} {
		text, ok := texts[name]
		if !ok {
			continue
		}
		u, err := ir.Parse(name, []byte("unit \""+name+"\"\n"+text))
		if err != nil {
			t.Fatal(err)
		}
		p.Add(u)
	}
	p.Bind()
	p.BuildCallGraph()
	return p
}

func registered(p *Program) map[string]string {
	out := map[string]string{}
	for _, r := range p.Registrations() {
		out[r.Fn.Name] = r.API
	}
	return out
}

// A notifier block is a variable or a member; it is registered directly or by a
// wrapper. Another block of the same type is not.
func TestNotifierBlocks(t *testing.T) {
	p := linked(t, map[string]string{"drivers/t/a.c": `
struct "struct notifier_block" { fn(struct notifier_block*) notifier_call; }
struct "struct dev" { struct notifier_block nb; struct notifier_block other; }
global static struct notifier_block block @1:1
init block.notifier_call "struct notifier_block".notifier_call = in_variable @1:1
func static int in_variable(struct notifier_block* nb, int event, void* p) "drivers/t/a.c":1 {
b0:
  return 0
}
func static int in_member(struct notifier_block* nb, int event, void* p) "drivers/t/a.c":2 {
b0:
  return 0
}
func static int in_other(struct notifier_block* nb, int event, void* p) "drivers/t/a.c":3 {
b0:
  return 0
}
func static int listen(struct notifier_block* nb) "drivers/t/a.c":4 {
b0:
  call atomic_notifier_chain_register(&chain, nb) @5:1
  return 0
}
func static int probe(struct dev* d) "drivers/t/a.c":6 {
b0:
  store d->nb.notifier_call = in_member @7:1
  store d->other.notifier_call = in_other @8:1
  call register_netevent_notifier(&block) @9:1
  call listen(&d->nb) @10:1
  return 0
}
`})
	got := registered(p)
	if got["in_variable"] != "register_netevent_notifier" || got["in_member"] != "atomic_notifier_chain_register" || got["in_other"] != "" {
		t.Errorf("registered: %v", got)
	}
}

// The mode decides whether a system-off handler runs in atomic context.
func TestRegistrationByFlag(t *testing.T) {
	p := linked(t, map[string]string{"drivers/t/a.c": `
const SYS_OFF_MODE_POWER_OFF_PREPARE = 0
const SYS_OFF_MODE_POWER_OFF = 1
const SYS_OFF_MODE_RESTART = 3
func static int early(void* d) "drivers/t/a.c":1 {
b0:
  return 0
}
func static int late(void* d) "drivers/t/a.c":2 {
b0:
  return 0
}
func static int probe(void* d) "drivers/t/a.c":3 {
b0:
  call register_sys_off_handler(SYS_OFF_MODE_POWER_OFF_PREPARE, 0, early, d) @4:1
  call register_sys_off_handler(SYS_OFF_MODE_RESTART, 0, late, d) @5:1
  return 0
}
`})
	got := registered(p)
	if got["early"] != "" || got["late"] != "register_sys_off_handler" {
		t.Errorf("registered: %v", got)
	}
}

// Literals within literals, and those handed to calls, bind like any table.
func TestCompoundLiteralsBind(t *testing.T) {
	p := linked(t, map[string]string{"drivers/t/a.c": `
struct "struct pmu" { fn() stop; }
struct "struct dev" { struct pmu pmu; }
func static void stop() "drivers/t/a.c":1 {
b0:
  return
}
func static void probe(struct dev* d) "drivers/t/a.c":2 {
b0:
  store *d = init(struct dev){.pmu = init(struct pmu){.stop = stop}} @3:1
  return
}
`})
	if bs := p.Bindings(OpKey{"struct pmu", "stop"}); len(bs) != 1 || bs[0].Fn.Name != "stop" {
		t.Errorf("bindings: %v", bs)
	}
}

// C files included by one C file are one unit: static functions of one are
// visible in the next.
func TestSourcesOfOneParent(t *testing.T) {
	p := linked(t, map[string]string{
		"drivers/t/a.c":    "func static void alloc() \"drivers/t/a.c\":1 {\nb0:\n  return\n}\n",
		"drivers/t/b.c":    "func static void get() \"drivers/t/b.c\":1 {\nb0:\n  call alloc() @2:1\n  return\n}\n",
		"drivers/t/main.c": "include \"a.c\"\ninclude \"b.c\"\n",
	})
	if f := p.Resolve(p.Unit("drivers/t/b.c"), "alloc"); f == nil {
		t.Error("alloc is not found")
	}
}
