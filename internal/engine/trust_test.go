package engine

import (
	"fmt"
	"testing"
)

// What must not be reported at default confidence, each beside what must.

const busCore = `unit "drivers/core/core.c"
struct "struct bus" { fn(void) stop; }
func void core_stop(struct bus* b) "drivers/core/core.c":1 {
b0:
  call b->stop(b) @2:1
  return
}
func void core_reset(struct bus* b, struct lock* l) "drivers/core/core.c":10 {
b0:
  call spin_lock(&b->lock) @11:1
  call b->reset(b) @12:1
  call spin_unlock(&b->lock) @13:1
  return
}
`

const busDriver = `unit "drivers/other/drv.c"
global static struct bus drv_bus @1:1
init drv_bus.stop "struct bus".stop = drv_stop @2:1
init drv_bus.reset "struct bus".reset = drv_reset @3:1
func static void drv_stop(struct bus* b) "drivers/other/drv.c":10 {
b0:
  call msleep(1) @11:1
  return
}
func static void drv_reset(struct bus* b) "drivers/other/drv.c":20 {
b0:
  call msleep(1) @21:1
  return
}
`

// A core that holds a lock around a driver's op states a contract. A caller of
// the core that holds one is wrong itself; it says nothing about drivers.
func TestWrongCallerMakesNoContract(t *testing.T) {
	check(t, findingsFrom(t, medium, busCore, busDriver, `unit "drivers/t/t0.c"
struct "struct dev" { spinlock_t lock; struct bus* bus; }
func static void f(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_lock(&d->lock) @2:1
  call core_stop(d->bus) @3:1
  call spin_unlock(&d->lock) @4:1
  return
}
`), "drv_reset:21 msleep under lock core_reset via core_reset>drv_reset")
}

// A library that calls back the one function of the driver that called it.
func TestCallbackThroughLibrary(t *testing.T) {
	check(t, findingsFrom(t, medium, busCore, busDriver, `unit "drivers/t/t0.c"
struct "struct dev" { spinlock_t lock; struct bus* bus; }
func static void my_stop(struct bus* b) "drivers/t/t0.c":10 {
b0:
  call msleep(1) @11:1
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  store d->bus->stop = my_stop @21:1
  call spin_lock(&d->lock) @22:1
  call core_stop(d->bus) @23:1
  call spin_unlock(&d->lock) @24:1
  return
}
`), "drv_reset:21 msleep under lock core_reset via core_reset>drv_reset",
		"my_stop:11 msleep under lock f via f>core_stop>my_stop")
}

// Whether the state of an object is so that another module tests is not known, which costs
// the high confidence. A state that the driver tests itself is its own business.
func TestStateTestedElsewhere(t *testing.T) {
	const driver = `
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call release(d) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`
	core := func(path string) string {
		return `unit "` + path + `"
struct "struct dev" { spinlock_t lock; int state; }
func void release(struct dev* d) "` + path + `":1 {
b0:
  branch d->state == 3, b1, b2
b1:
  call msleep(1) @2:1
  return
b2:
  return
}
`
	}
	other, own := core("drivers/core/core.c"), core("drivers/t/t1.c")
	check(t, findingsFrom(t, medium, other, `unit "drivers/t/t0.c"`+driver), "f:22 release under lock f via f>release")
	check(t, findingsFrom(t, high, other, `unit "drivers/t/t0.c"`+driver))
	check(t, findingsFrom(t, high, own, `unit "drivers/t/t0.c"`+driver), "release:2 msleep under lock f via f>release")
}

// Four conditions on the state of an object at once, below the lock, are a guess; three are told.
func TestManyConditions(t *testing.T) {
	way := func(states int) string {
		text := head + "func static void f(struct dev* d) \"drivers/t/t0.c\":10 {\nb0:\n  call spin_lock(&d->lock) @11:1\n  call g(d) @12:1\n  call spin_unlock(&d->lock) @13:1\n  return\n}\n" +
			"func static void g(struct dev* d) \"drivers/t/t0.c\":20 {\nb0:\n  jump b1\n"
		for i := range states {
			text += fmt.Sprintf("b%d:\n  branch d->state%d == 3, b%d, b%d\n", i+1, i, i+2, states+2)
		}
		return text + fmt.Sprintf("b%d:\n  call msleep(1) @22:1\n  return\nb%d:\n  return\n}\n", states+1, states+2)
	}
	check(t, findingsFrom(t, high, way(3)), "g:22 msleep under lock f via f>g")
	check(t, findingsFrom(t, high, way(4)))
	check(t, findingsFrom(t, medium, way(4)), "g:22 msleep under lock f via f>g")
}

// The twin that unlocks is not understood: what follows is in doubt.
func TestHelperWhoseTwinIsNotSeen(t *testing.T) {
	const lock = head + `
func static void grab_lock(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_lock(&d->lock) @2:1
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call grab_lock(d) @21:1
  `
	check(t, findingsFrom(t, medium, lock+`
  call d->ops->release(d) @22:1
  call msleep(1) @23:1
  return
}
`))
	check(t, findingsFrom(t, medium, lock+`
  call msleep(1) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`), "f:22 msleep under lock grab_lock via f")
}

// The callee's test of a member agrees with the caller's.
func TestCalleeKnowsWhatItsCallerTested(t *testing.T) {
	check(t, findingsFrom(t, medium, head+`
func static void resume(struct dev* d) "drivers/t/t0.c":1 {
b0:
  branch d->on, b2, b1
b1:
  call msleep(1) @2:1
  jump b2
b2:
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  branch d->on, b1, b2
b1:
  call resume(d) @22:1
  jump b2
b2:
  call spin_unlock(&d->lock) @23:1
  return
}
func static void g(struct dev* d) "drivers/t/t0.c":30 {
b0:
  call spin_lock(&d->lock) @31:1
  store d->on = 0 @32:1
  call resume(d) @33:1
  call spin_unlock(&d->lock) @34:1
  return
}
`), "resume:2 msleep under lock g via g>resume")
}

// A function that only looks gives one answer, until what it looks at changes.
func TestSameQuestionTwice(t *testing.T) {
	const isOn = head + `
func static bool is_on(struct dev* d) "drivers/t/t0.c":1 {
  var int x
b0:
  store x = d->on & 4 @2:1
  branch x, b1, b2
b1:
  return 1
b2:
  return 0
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  %1 = call is_on(d) @21:1
  branch %1, b1, b2
b1:
  call spin_lock(&d->lock) @22:1
  jump b2
b2:
  STORE
  %2 = call is_on(d) @24:1
  branch %2, b3, b4
b3:
  call spin_unlock(&d->lock) @25:1
  jump b4
b4:
  call msleep(1) @26:1
  return
}
`
	check(t, findingsOf(t, replace(isOn, "STORE", "")))
	check(t, findingsOf(t, replace(isOn, "STORE", "store d->on = 1 @23:1")), "f:26 msleep under lock f via f")
}

// `if (atomic here) queue it; else fn()`: which is decided by the context.
func TestFunctionThatIsCalledOrDeferred(t *testing.T) {
	check(t, findingsFrom(t, medium, head+`
func static void later(struct dev* d, fn(void) fn) "drivers/t/t0.c":1 {
b0:
  branch d->on, b1, b2
b1:
  call fn(d) @2:1
  return
b2:
  call INIT_WORK(&d->work, fn) @3:1
  return
}
func static void work(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call msleep(1) @11:1
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call later(d, work) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`))
}

// Waiting for an element's own work is not waiting for the one that runs.
func TestWaitForAnotherObject(t *testing.T) {
	const work = `
struct "struct dev" { struct work_struct work; struct dev* next; }
func static void handler(struct work_struct* w) "drivers/t/t0.c":1 {
  var struct dev* d
  var struct dev* o
b0:
  %1 = call container_of(w, type(struct dev), work) @2:1
  store d = %1
  %2 = call first_of(d) @3:1
  store o = %2
  call cancel_work_sync(&WHO->work) @4:1
  return
}
func static void probe(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call INIT_WORK(&d->work, handler) @11:1
  return
}
`
	check(t, findingsFrom(t, medium, replace(work, "WHO", "d")), "handler:4 cancel_work_sync under process handler via handler")
	check(t, findingsFrom(t, medium, replace(work, "WHO", "o")))
}

// A timer of the soft kind, and work on a queue for softirqs.
func TestSoftirqByModeAndQueue(t *testing.T) {
	text := `
struct "struct dev" { struct work_struct work; struct hrtimer timer; spinlock_t lock; }
const HRTIMER_MODE_SOFT = 4
func static void tick(struct hrtimer* t) "drivers/t/t0.c":1 {
b0:
  call mutex_lock(t) @2:1
  return
}
func static void handler(struct work_struct* w) "drivers/t/t0.c":10 {
b0:
  call mutex_lock(w) @11:1
  return
}
func static void probe(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call hrtimer_init(&d->timer, 1, MODE) @21:1
  store d->timer.function = tick @22:1
  call INIT_WORK(&d->work, handler) @23:1
  call queue_work(QUEUE, &d->work) @24:1
  return
}
`
	soft := replace(replace(text, "MODE)", "5)"), "QUEUE", "system_bh_wq")
	hard := replace(replace(text, "MODE)", "1)"), "QUEUE", "system_wq")
	check(t, findingsOf(t, soft), "tick:2 mutex_lock under softirq tick via tick", "handler:11 mutex_lock under softirq handler via handler")
	check(t, findingsOf(t, hard), "tick:2 mutex_lock under hardirq tick via tick")
}

// A constant that nobody can compute still tells the cases of a switch apart,
// and the old value of a member stays what it was.
func TestCallerKnowsTheCaseAndTheOldValue(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void control(struct dev* d, int req) "drivers/t/t0.c":1 {
b0:
  switch req { case REQ_SET: b1; case REQ_GET: b2; default: b1 } @2:1
b1:
  call msleep(1) @3:1
  return
b2:
  return
}
func static void resume(struct dev* d) "drivers/t/t0.c":10 {
  var int was
b0:
  store was = d->on @11:1
  store d->on = 0 @12:1
  branch was, b2, b1
b1:
  call msleep(1) @13:1
  return
b2:
  return
}
func static void f(struct dev* d, int req) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  branch req == REQ_GET, b1, b2
b1:
  call control(d, req) @22:1
  jump b2
b2:
  branch d->on, b3, b4
b3:
  call resume(d) @23:1
  jump b4
b4:
  call spin_unlock(&d->lock) @24:1
  return
}
`))
}

// A backend that takes its lock and calls through the core reaches itself.
func TestOtherBackendOfTheCore(t *testing.T) {
	backend := func(name, does string) string {
		return `unit "drivers/t/` + name + `.c"
global static struct hci_ops ` + name + `_ops @1:1
init ` + name + `_ops.write "struct hci_ops".write = ` + name + `_write @2:1
func static void ` + name + `_write(struct dev* d) "drivers/t/` + name + `.c":10 {
b0:
  call ` + does + ` @11:1
  return
}
func static void ` + name + `_irq(struct dev* d) "drivers/t/` + name + `.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call core_write(d) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`
	}
	core := `unit "drivers/t/core.c"
struct "struct hci_ops" { fn(void) write; }
struct "struct dev" { spinlock_t lock; struct hci_ops* ops; }
func void core_write(struct dev* d) "drivers/t/core.c":1 {
b0:
  call d->ops->write(d) @2:1
  return
}
`
	check(t, findingsFrom(t, medium, core, backend("pci", "writel(1, d)"), backend("sdio", "msleep(1)")),
		"sdio_write:11 msleep under lock sdio_irq via sdio_irq>core_write>sdio_write")
}

// A flag that is passed is set, whatever its number.
func TestFlagThatWasPassed(t *testing.T) {
	check(t, findingsFrom(t, medium, head+`
func static void send(struct dev* d, int flags) "drivers/t/t0.c":1 {
b0:
  branch flags & CMD_ASYNC, b2, b1
b1:
  call msleep(1) @2:1
  return
b2:
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call send(d, CMD_ASYNC) @22:1
  call send(d, 0) @23:1
  call spin_unlock(&d->lock) @24:1
  return
}
`), "send:2 msleep under lock f via f>send")
}

// The core takes the lock and calls through an op of which one implementer
// sleeps: a contract is broken. A caller from elsewhere may be the other's.
func TestOneOfTheImplementersSleeps(t *testing.T) {
	check(t, findingsFrom(t, medium, `unit "drivers/t/core.c"
struct "struct bus_ops" { fn(void) read; fn(void) write; }
struct "struct dev" { spinlock_t lock; struct bus_ops* ops; }
global static struct bus_ops a_ops @1:1
init a_ops.read "struct bus_ops".read = a_read @2:1
init a_ops.write "struct bus_ops".write = a_read @2:2
global static struct bus_ops b_ops @3:1
init b_ops.read "struct bus_ops".read = b_read @4:1
init b_ops.write "struct bus_ops".write = b_read @4:2
func static void a_read(struct dev* d) "drivers/t/core.c":10 {
b0:
  call writel(1, d) @11:1
  return
}
func static void b_read(struct dev* d) "drivers/t/core.c":20 {
b0:
  call msleep(1) @21:1
  return
}
func void core_read(struct dev* d) "drivers/t/core.c":30 {
b0:
  call d->ops->read(d) @31:1
  return
}
`, `unit "drivers/t/user.c"
func static void f(struct dev* d) "drivers/t/user.c":40 {
b0:
  call spin_lock(&d->lock) @41:1
  call core_read(d) @42:1
  call spin_unlock(&d->lock) @43:1
  return
}
`))
}

// Links that a card fills in by statements decide for the DAIs that they name,
// each for its own, wherever the table of the DAI's ops is.
func TestLinksByStatements(t *testing.T) {
	const ops = `unit "sound/soc/v/ops.c"
global struct snd_soc_dai_ops v_ops @1:1
init v_ops.trigger "struct snd_soc_dai_ops".trigger = v_trigger @2:1
func static int v_trigger(struct snd_pcm_substream* s, int cmd) "sound/soc/v/ops.c":10 {
b0:
  call msleep(1) @11:1
  return 0
}
`
	const dais = `unit "sound/soc/v/dais.c"
global static struct snd_soc_dai_driver v_dai @1:1
init v_dai.name "struct snd_soc_dai_driver".name = "v-dai" @2:1
init v_dai.ops "struct snd_soc_dai_driver".ops = &v_ops @3:1
`
	const card = `unit "sound/soc/v/card.c"
func static void defs() "sound/soc/v/card.c":1 {
b0:
  call COMP_CPU("v-dai") @2:1
  call SND_SOC_DAILINK_DEF(v_cpu) @2:2
  call COMP_CPU("other") @3:1
  call SND_SOC_DAILINK_DEF(o_cpu) @3:2
  return
}
func static void make(struct snd_soc_dai_link* links, int i) "sound/soc/v/card.c":10 {
b0:
  store links[i].name = "one" @11:1
  store links[i].cpus = o_cpu @12:1
  store links[i].nonatomic = NO_O @13:1
  store links[i].name = "two" @14:1
  store links[i].cpus = v_cpu @15:1
  store links[i].nonatomic = NO_V @16:1
  return
}
`
	atomic := replace(replace(card, "NO_O", "1"), "NO_V", "0")
	nonatomic := replace(replace(card, "NO_O", "0"), "NO_V", "1")
	check(t, findingsFrom(t, medium, ops, dais, atomic), "v_trigger:11 msleep under callback v_trigger via v_trigger")
	check(t, findingsFrom(t, medium, ops, dais, nonatomic))
}

// Which of several functions a member means is no guess where each of them sleeps in
// that context.
func TestEachOfSeveralSleeps(t *testing.T) {
	text := func(second string) string {
		return `unit "drivers/t/t0.c"
struct "struct dev" { spinlock_t lock; fn(void) fill; fn(void) clean; }
func static void fill_a(int mask) "drivers/t/t0.c":1 {
b0:
  call kmalloc(8, mask) @2:1
  return
}
func static void fill_b(int mask) "drivers/t/t0.c":5 {
b0:
  ` + second + ` @6:1
  return
}
func static void open(struct dev* d, int n) "drivers/t/t0.c":10 {
b0:
  branch n, b1, b2
b1:
  store d->fill = fill_a @11:1
  return
b2:
  store d->fill = fill_b @12:1
  return
}
func void poll(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call d->fill(GFP_KERNEL) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`
	}
	check(t, findingsFrom(t, high, text("call kmalloc(4, mask)")),
		"poll:22 dev.fill under lock poll via poll>fill_a")
	check(t, findingsFrom(t, high, text("call kmalloc(4, GFP_ATOMIC)")))
}

// What anybody may implement is called of objects that may be anybody's: that the module has
// one such function in another file says nothing.
func TestPublicTableOfTheModule(t *testing.T) {
	public := `unit "include/linux/pci.h"
struct "struct pci_error_handlers" { fn(void) slot_reset; }
`
	handlers := `global static struct pci_error_handlers own @1:1
init own.slot_reset "struct pci_error_handlers".slot_reset = own_reset @2:1
func static void own_reset(struct pci_dev* d) "drivers/t/%s.c":10 {
b0:
  call msleep(1) @11:1
  return
}
`
	caller := `unit "drivers/t/t0.c"
struct "struct adapter" { spinlock_t lock; struct pci_error_handlers* h; }
func static void f(struct adapter* a) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&a->lock) @21:1
  call a->h->slot_reset(a) @22:1
  call spin_unlock(&a->lock) @23:1
  return
}
`
	check(t, findingsFrom(t, medium, public, `unit "drivers/t/t1.c"
`+fmt.Sprintf(handlers, "t1"), caller))
	check(t, findingsFrom(t, medium, public, caller+fmt.Sprintf(handlers, "t0")), "own_reset:11 msleep under lock f via f>own_reset")
}
