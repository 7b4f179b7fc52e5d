package ask

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/source"
)

// world unpacks testdata/tree.txtar, a kernel tree of a few files.
func world(t *testing.T) *World {
	t.Helper()
	a, err := txtar.ParseFile("testdata/tree.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return NewWorld(cdriver.Options{Tree: tree, Jobs: 2})
}

// summary is the contexts of an answer in a line each: kind, locks, root.
func summary(a *Answer) []string {
	var out []string
	for _, c := range a.Contexts {
		s := c.Kind
		for _, h := range c.Held {
			s += " " + h.What
			if h.Lock != "" {
				s += ":" + h.Lock
			}
		}
		out = append(out, s+" from "+c.Way[0].Function)
	}
	slices.Sort(out)
	return out
}

func TestContexts(t *testing.T) {
	for _, c := range []struct {
		spec string
		want []string
	}{
		// an interrupt handler, and a helper that it and others call
		{"foo_irq", []string{"hardirq from foo_irq"}},
		{"foo_ack", []string{"atomic lock:c->lock from foo_start", "hardirq from foo_irq", "process from foo_work"}},
		// across files, by an exported helper
		{"lib_kick", []string{"hardirq lock:c->lock from foo_irq", "process from foo_work"}},
		// the lock is taken, and dropped, by helpers
		{"foo_locked", []string{"atomic lock:c->lock from foo_start"}},
		{"foo_unlocked", []string{"process from foo_start"}},
		// a callback that is passed as an argument is called under the lock of who
		// it is passed to
		{"foo_each_one", []string{"atomic lock:l->lock from foo_work"}},
		// through a member without a contract
		{"foo_op_run", []string{"atomic rcu from foo_start"}},
		// a core calls the handlers of others, which it was given by a call, and one
		// of its own
		{"foo_handler", []string{"process lock:conn->mutex from core_work"}},
		// one caller is passed to what is not known to call it
		{"foo_restart", []string{"process from foo_bring_up", "process from foo_resume"}},
		// the chain that an object is registered with calls it, and no other does
		{"foo_told", []string{"process from foo_told"}},
		// a macro gets the name of the member
		{"foo_refill", []string{"atomic lock:c->lock from foo_virq"}},
		// a function that calls itself under a lock that it took
		{"foo_leaf", []string{"process lock:c->mutexes[n] from foo_go_round"}},
		// the core asks a flag of the table before it calls what the table has
		{"slow_mute", []string{"process from mute_prepare"}},
		{"quick_mute", []string{"atomic lock:dev->lock from mute_trigger"}},
		{"late_mute", []string{"atomic lock:dev->lock from mute_trigger", "process from mute_prepare"}},
		// runtime PM is process context, whatever its core does with timers, unless the
		// driver says that its device is irq-safe
		{"plain_wake", []string{"process from plain_resume"}},
		{"safe_wake", []string{"atomic from safe_resume"}},
		// functions that call each other through a member, and nothing else calls
		{"ring_end", []string{"atomic rcu from ring_one"}},
		// a macro of a header calls the member, by another one that is given its name
		{"impl_page", []string{"hardirq from wrap_irq"}},
		{"impl_level", []string{"atomic lock:w->lock from wrap_start"}},
		// the stub of a header says that it is never called
		{"wrap_only_there", []string{"process from wrap_start"}},
		// another file of the module calls it, and has such a function of its own
		{"special_handler", []string{"hardirq from mouse_irq"}},
		// a core calls it beside its own, and another driver means its own
		{"two_set", []string{"process lock:p->lock from pub_work"}},
		{"one_set", []string{"hardirq from one_irq", "process lock:p->lock from pub_work"}},
		// a driver whose table lacks the member, in another file of it, calls nobody
		// through it; one without a table may use another one's object
		{"topotwo_poll", []string{"process from topotwo_work", "softirq from topouser_timer"}},
		// a helper takes the lock where there is one: who drops it in any case has it, who
		// asks first may not, nor who dropped it before
		{"half_setup", []string{"process lock:h->state->lock from half_ioctl"}},
		{"half_look", []string{"process from half_open", "process lock:h->state->lock from half_open"}},
		{"half_early", []string{"process from half_release", "process lock:h->state->lock from half_release"}},
		// a header has a stub of what keeps the function
		{"provuser_get", []string{"process lock:prov_mutex from prov_read"}},
		// a table is copied, function by function, into an array that a local reads
		{"chan_retry", []string{"hardirq from chan_irq"}},
		// a helper of another directory, by a macro, and nothing tells that it is of the module
		{"calc_split", []string{"atomic preempt from resource_open"}},
		// the table lies in another, and is asked whether it has what is called
		{"wide_rate", []string{"process from nest_open"}},
		{"wide_load", []string{"process from nest_open"}},
		// a macro without parameters sets the member; the table is begun by a macro that is
		// a call of another
		{"frag_late", []string{"process lock:f->mutex from frag_work"}},
		{"frag_two_late", []string{"process lock:f->mutex from frag_work"}},
		{"frag_unused", []string{"process from frag_unused"}},
		// what points to the table says of what kind it is, and the core asks for another, or
		// for this one among others
		{"display_start", []string{"process lock:b->mutex from blocks_work"}},
		{"firmware_start", []string{"process lock:b->fw_mutex from blocks_work", "process lock:b->mutex from blocks_work"}},
		{"display_again", []string{"process lock:b->fw_mutex from blocks_work"}},
		// another module's private struct has the same name
		{"name6_rx", []string{"process lock:n->mutex from name6_work"}},
		{"name9_rx", []string{"softirq from name9_timer"}},
		// two ways meet before it, and one has a lock by a helper of another file
		{"merge_step", []string{"process from merge_one", "process lock:m->mutex from merge_two"}},
		// a macro of the file makes the function
		{"own_first_op", []string{"process lock:o->mutex from own_work"}},
		{"own_second_op", []string{"process from own_work"}},
		// nobody calls it
		{"foo_orphan", []string{"process from foo_orphan"}},
		// a line within
		{"drivers/foo/foo.c:LOCKED", []string{"atomic lock:c->lock from foo_start"}},
	} {
		w := world(t)
		spec := strings.Replace(c.spec, "LOCKED", lineOf(t, w, "drivers/foo/foo.c", "the line in question"), 1)
		a, op, err := w.Context(context.Background(), spec)
		if err != nil || op != nil {
			t.Errorf("%s: %v %v", c.spec, op, err)
			continue
		}
		if got := summary(a); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.spec, got, c.want)
		}
	}
}

func lineOf(t *testing.T, w *World, file, text string) string {
	t.Helper()
	data, err := w.Tree().Read(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, ok := strings.Cut(string(data), text)
	if !ok {
		t.Fatalf("%s has no %q", file, text)
	}
	n := 1 + strings.Count(before, "\n")
	return string(rune('0'+n/10)) + string(rune('0'+n%10))
}

func TestSleep(t *testing.T) {
	for spec, want := range map[string]string{
		"foo_sleeper": "yes", "foo_alloc": "depends", "foo_ack": "no",
	} {
		a, _, err := world(t).Context(context.Background(), spec)
		if err != nil || a.Sleep.Answer != want {
			t.Errorf("%s: %+v %v, want %s", spec, a, err, want)
		}
	}
}

func TestOp(t *testing.T) {
	_, op, err := world(t).Context(context.Background(), "dma_device.device_issue_pending")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, im := range op.Implementers {
		s := im.Function
		if im.Breaks != nil {
			s += " breaks: " + im.Breaks.Callee
		}
		got = append(got, s)
	}
	if want := []string{"foo_issue breaks: msleep", "foo_issue_well"}; op.Context != "atomic" || !slices.Equal(got, want) {
		t.Errorf("%s %q", op.Context, got)
	}
}

// TestBadQuestions: each says what is wrong with it.
func TestBadQuestions(t *testing.T) {
	for spec, want := range map[string]string{
		"no_such_function":            "no file of the tree defines no_such_function()",
		"twice":                       "twice() is defined in drivers/foo/foo.c, drivers/foo/lib.c: say which, as twice@drivers/foo/foo.c",
		"foo_strat@drivers/foo/foo.c": "did you mean",
		"drivers/foo/foo.c:1":         "is in no function",
		"drivers/foo/none.c:1":        "drivers/foo/none.c",
		"dma_device.device_isue":      "did you mean",
		"a b":                         "is no function",
		"":                            "is no function",
		"../../etc/passwd:1":          "../../etc/passwd: no such file",
		"foo_irq@/etc/passwd":         "outside",
	} {
		_, _, err := world(t).Context(context.Background(), spec)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", spec, err, want)
		}
	}
}

const fooReport = `[ 1.0] BUG: sleeping function called from invalid context at drivers/foo/foo.c:1
[ 1.1] in_atomic(): 1, irqs_disabled(): 128, non_block: 0, pid: 140, name: aplay
[ 1.2] Call trace:
[ 1.3]  __might_sleep+0x70/0xb0
[ 1.4]  msleep+0x10/0x20
`

func explainOne(t *testing.T, text string) *SplatReport {
	t.Helper()
	a, err := world(t).Splat(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Reports) != 1 {
		t.Fatalf("%+v", a.Reports)
	}
	return &a.Reports[0]
}

// TestSplatByLock: the frame that holds the lock is found in the source, through
// the helper that took it.
func TestSplatByLock(t *testing.T) {
	r := explainOne(t, fooReport+` foo_sleeper+0x1/0x2
 foo_locked+0x1/0x2
 foo_start+0x1/0x2
 do_syscall_64+0x1/0x2
`)
	if r.Sleeper == nil || r.Sleeper.Function != "msleep" || r.Maker == nil || r.Maker.Function != "foo_start" || r.Maker.File != "drivers/foo/foo.c" || !strings.Contains(r.Maker.How, "c->lock") {
		t.Errorf("%+v %+v", r.Sleeper, r.Maker)
	}
	// foo_locked does not call foo_sleeper: the chain breaks there, and nowhere else.
	if r.Static.Found || len(r.Static.Breaks) != 1 || r.Static.Breaks[0].Outer != "foo_locked" {
		t.Errorf("%+v", r.Static)
	}
	if r.Rule != "sleep-in-atomic" {
		t.Errorf("rule %s", r.Rule)
	}
}

// TestSplatByContract: the trace ends in an op that is atomic by contract.
func TestSplatByContract(t *testing.T) {
	r := explainOne(t, fooReport+" foo_issue+0x1/0x2\n")
	if r.Maker == nil || !strings.Contains(r.Maker.How, "dma_device.device_issue_pending") || !r.Static.Found {
		t.Errorf("%+v %+v", r.Maker, r.Static)
	}
}

// TestSplatInInterrupt: the core's caller is the maker, the handler is named.
func TestSplatInInterrupt(t *testing.T) {
	r := explainOne(t, fooReport+` foo_ack+0x1/0x2
 foo_irq+0x1/0x2
 __handle_irq_event_percpu+0x1/0x2
 el1_irq+0x1/0x2
 default_idle_call+0x1/0x2
`)
	if r.Base != "hardirq" || r.Maker.Function != "__handle_irq_event_percpu" || r.Maker.Handler != "foo_irq" {
		t.Errorf("%+v", r.Maker)
	}
	if len(r.Static.Breaks) != 1 || r.Static.Breaks[0].Outer != "foo_ack" {
		t.Errorf("%+v", r.Static) // foo_ack does not sleep
	}
}

// TestSplatThroughParameter: a function that is passed as an argument is called by
// who it is passed to, which the source shows; the lock is that of the latter.
func TestSplatThroughParameter(t *testing.T) {
	r := explainOne(t, fooReport+` foo_each_one+0x1/0x2
 foo_each+0x1/0x2
 foo_work+0x1/0x2
 process_one_work+0x1/0x2
`)
	if r.Maker == nil || r.Maker.Function != "foo_each" || !strings.Contains(r.Maker.How, "l->lock") {
		t.Errorf("%+v", r.Maker)
	}
	if len(r.Static.Breaks) != 1 || r.Static.Breaks[0].Outer != "foo_each_one" {
		t.Errorf("%+v", r.Static) // foo_each_one does not sleep
	}
}

// TestSplatLockDropped: what a frame holds at its call and a frame below drops again
// made nothing atomic.
func TestSplatLockDropped(t *testing.T) {
	r := explainOne(t, fooReport+` foo_drops+0x1/0x2
 foo_holds+0x1/0x2
 foo_opens+0x1/0x2
`)
	if r.Maker == nil || r.Maker.Function != "foo_opens" || !strings.Contains(r.Maker.How, "disabled interrupts") || !r.Static.Found {
		t.Errorf("%+v %+v", r.Maker, r.Static)
	}
}

// TestSplatAlwaysHeld: what is held on each way to the call is told before what is
// held on one.
func TestSplatAlwaysHeld(t *testing.T) {
	r := explainOne(t, fooReport+` foo_leaf_two+0x1/0x2
 foo_tries+0x1/0x2
 foo_tried+0x1/0x2
`)
	if r.Maker == nil || r.Maker.Function != "foo_tried" {
		t.Errorf("%+v", r.Maker)
	}
}

// TestSplatWithoutMaker: the tree holds nothing. The first frame that is no helper
// for others is where to look, and the answer says that the source does not show it.
func TestSplatWithoutMaker(t *testing.T) {
	r := explainOne(t, fooReport+` foo_helps+0x1/0x2
 foo_guess+0x1/0x2
 foo_outer+0x1/0x2
`)
	if r.Maker == nil || r.Maker.Function != "foo_guess" || r.Static.Found || !strings.Contains(r.Static.Breaks[0].Why, "nothing that makes the context atomic is seen") {
		t.Errorf("%+v %+v", r.Maker, r.Static)
	}
}

// TestSplatTaskState: who has said that it waits is told.
func TestSplatTaskState(t *testing.T) {
	r := explainOne(t, `WARNING: CPU: 2 PID: 1983 at kernel/sched/core.c:9813 __might_sleep+0x116/0x160
do not call blocking ops when !TASK_RUNNING
RIP: 0010:__might_sleep+0x116/0x160
Call Trace:
 <TASK>
 mutex_lock+0x1/0x2
 foo_sleeper+0x1/0x2
 foo_waits+0x1/0x2
`)
	if r.Maker == nil || r.Maker.Function != "foo_waits" || !strings.Contains(r.Maker.How, "set_current_state()") {
		t.Errorf("%+v", r.Maker)
	}
}

// TestSplatInlined: a helper that a decoder shows inlined and the tree does not have
// breaks no chain.
func TestSplatInlined(t *testing.T) {
	r := explainOne(t, fooReport+` foo_header_helper drivers/foo/foo.h:3 [inline]
 foo_issue+0x1/0x2
`)
	if !r.Static.Found {
		t.Errorf("%+v", r.Static)
	}
}

func TestTexts(t *testing.T) {
	w := world(t)
	var b strings.Builder
	a, _, err := w.Context(context.Background(), "foo_locked")
	if err != nil || a.Text(&b) != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"runs in one context:",
		"atomic, must not sleep: foo_lock() took c->lock with spin_lock_irq()",
		"holds c->lock: spin_lock_irq() in foo_lock() at drivers/foo/foo.c:",
		"foo_start(): calls foo_locked()",
		"sleeps itself: no",
		"no:  sleep",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in:\n%s", want, b.String())
		}
	}
}

// TestGuard: a lock is taken as it is written.
func TestGuard(t *testing.T) {
	a, _, err := world(t).Context(context.Background(), "foo_leaf_two")
	if err != nil {
		t.Fatal(err)
	}
	if c := &a.Contexts[0]; c.Kind != "atomic" || c.Why != "foo_guarded() took c->lock with guard(spinlock_irqsave)()" || c.Held[0].By != "guard(spinlock_irqsave)" {
		t.Errorf("%+v", c)
	}
}

func TestCallers(t *testing.T) {
	a, err := world(t).Callers(context.Background(), "foo_ack")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range a.Callers {
		s := c.Function + " " + c.Kind
		for _, h := range c.Held {
			s += " " + h.Lock
		}
		got = append(got, s)
	}
	if want := []string{"foo_irq hardirq", "foo_work process", "foo_locked atomic c->lock"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestLost: where the bounds were reached first, nobody says that there is no caller.
func TestLost(t *testing.T) {
	w := world(t)
	if _, _, err := w.Context(context.Background(), "foo_ack"); err != nil {
		t.Fatal(err)
	}
	fn := w.Funcs("foo_ack", "")[0]
	for cut, want := range map[bool]string{true: "what calls foo_ack() was not followed", false: "no caller of foo_ack() is known"} {
		got := w.contexts(&flow{w: w, cut: cut}, target{fn: fn})
		if len(got) != 1 || !got[0].Assumed || !strings.HasPrefix(got[0].Why, want) {
			t.Errorf("cut %v: %+v", cut, got)
		}
	}
}
