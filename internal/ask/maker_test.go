package ask

import (
	"context"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/link"
)

const reportHead = `BUG: sleeping function called from invalid context at drivers/report/report.c:1
in_atomic(): %s
RCU nest depth: %r, expected: 0
%lCall Trace:
 __might_sleep+0x70/0xb0
 msleep+0x10/0x20
 report_leaf+0x1/0x2
`

// reported is a report with counters and frames.
func reported(counters, rcu, locks string, frames ...string) string {
	text := strings.NewReplacer("%s", counters, "%r", rcu, "%l", locks).Replace(reportHead)
	for _, f := range frames {
		text += " " + f + "+0x1/0x2\n"
	}
	return text
}

// TestMaker: which frame is blamed, and why, by what the report says beside its
// frames.
func TestMaker(t *testing.T) {
	const (
		off  = "0, irqs_disabled(): 0, non_block: 0, pid: 1, name: x"
		bh   = "1, irqs_disabled(): 0, non_block: 0, pid: 1, name: x"
		irqs = "1, irqs_disabled(): 1, non_block: 0, pid: 1, name: x"
	)
	for _, c := range []struct {
		what, text, maker, how string
		also                   []string
	}{
		{"the call goes through a pointer that leads to others in this tree",
			reported(off, "1", "", "report_visit", "report_begin"), "report_visit", "RCU", nil},
		{"no read-side section is counted, and a lock is held under which one may sleep",
			reported(bh, "0", "", "report_guarded"), "report_guarded", "may have been a spinlock", nil},
		{"the innermost lock, and the one around it",
			reported(bh, "0", "", "report_spins", "report_both"), "report_spins", "v->lock with spin_lock()", []string{"report_both"}},
		{"a lock of the report's list, by a helper that has returned",
			reported(bh, "0", "1 lock held by x/1:\n #0: ffff0000 (&v->lock){+.+.}-{2:2}, at: report_take+0x1/0x2\n", "report_taken"), "report_taken", "report_take()", nil},
		{"a read-side section of the report's list",
			reported(off, "1", "1 lock held by x/1:\n #0: ffff0000 (rcu_read_lock){....}-{1:2}, at: report_begin+0x1/0x2\n", "report_visit", "report_begin"), "report_begin", "holds rcu_read_lock", nil},
		{"a tracepoint, which no file defines",
			reported(bh, "0", "", "trace_report", "report_begin"), "trace_report", "preemption disabled", nil},
		{"a lock that disables interrupts, which were enabled again below it",
			reported(bh, "0", "", "report_irqsave"), "report_irqsave", "spin_lock_irqsave", nil},
		{"what is held on some ways only",
			reported(bh, "0", "", "report_maybe"), "report_maybe", "on some ways", nil},
		{"what another file of the driver registers",
			reported(bh, "0", "", "report_told"), "report_told", "registered with request_irq()", nil},
		{"the same, and the trace leaves out how it came there",
			reported(bh, "0", "", "report_told") + " ...\n start_kernel+0x1/0x2\n", "report_told", "registered with request_irq()", nil},
		{"the contract of an op, and how its core was entered",
			reported(irqs, "0", "", "report_trigger", "core_do_start", "core_action", "core_start", "gone_read"), "core_start", "snd_pcm_ops.trigger", nil},
		{"the contract of an op, and a lock of its core that decides",
			reported(irqs, "0", "", "report_trigger", "core_do_start", "core_action", "core_other", "core_outside"), "core_other", "snd_pcm_ops.trigger", nil},
		{"the frames that sleep are cut off",
			"BUG: scheduling while atomic: x/1/0x00000002\nCall Trace:\n gone_sleep+0x1/0x2\n report_cut+0x1/0x2\n report_open+0x1/0x2\n", "report_cut", "is the first that is no helper", nil},
		{"who disabled interrupts last, as lockdep tells",
			reported(irqs, "0", "hardirqs last disabled at (4): [<ffff000008081234>] report_begin+0x1/0x2\n", "report_visit", "report_begin"), "report_begin", "interrupts were disabled", nil},
	} {
		r := explainOne(t, c.text)
		if r.Maker == nil || r.Maker.Function != c.maker || !strings.Contains(r.Maker.How, c.how) {
			t.Errorf("%s: %+v", c.what, r.Maker)
		}
		var also []string
		for i := range r.Also {
			also = append(also, r.Also[i].Function)
		}
		if strings.Join(also, " ") != strings.Join(c.also, " ") {
			t.Errorf("%s: also %q", c.what, also)
		}
	}
}

// TestKeeper: where the report is not about a sleep, it is said which function of the
// core states the contract that the code runs under, and who took the lock beside it.
func TestKeeper(t *testing.T) {
	const (
		kasan = "BUG: KASAN: slab-use-after-free in report_poke+0x1/0x2\nCall Trace:\n"
		check = "WARNING: CPU: 1 PID: 1 at drivers/report/report.c:1 report_poke+0x1/0x2\nRIP: 0010:report_poke+0x1/0x2\nCall Trace:\n"
		sleep = "BUG: sleeping function called from invalid context at x.c:1\nin_atomic(): 1, irqs_disabled(): 1, non_block: 0, pid: 1, name: x\nCall Trace:\n __might_sleep+0x1/0x2\n msleep+0x1/0x2\n"
		order = "WARNING: possible irq lock inversion dependency detected\nCall Trace:\n lock_acquire+0x1/0x2\n _raw_spin_lock+0x1/0x2\n"
		core  = " snd_pcm_do_start+0x1/0x2\n snd_pcm_action+0x1/0x2\n snd_pcm_begin+0x1/0x2\n"
		plain = " report_leaf+0x1/0x2\n report_trigger+0x1/0x2\n"
		own   = " report_poke+0x1/0x2\n report_own_trigger+0x1/0x2\n"
	)
	for _, c := range []struct{ what, text, maker, also string }{
		{"memory is used after it was freed", kasan + plain + core, "snd_pcm_action", "snd_pcm_begin"},
		{"the same under a lock of the driver's", kasan + own + core, "snd_pcm_action", "report_own_trigger snd_pcm_begin"},
		{"a check that complains of its caller", strings.ReplaceAll(check, "poke", "leaf") + plain + core, "snd_pcm_action", "snd_pcm_begin"},
		{"a check under a lock of the driver's", check + own + core, "report_own_trigger", "snd_pcm_begin"},
		{"the order of locks", order + own + core, "snd_pcm_action", "report_own_trigger snd_pcm_begin"},
		{"a sleep is about who took the lock", sleep + plain + core, "snd_pcm_begin", ""},
	} {
		r := explainOne(t, c.text)
		var also []string
		for i := range r.Also {
			also = append(also, r.Also[i].Function)
		}
		if r.Maker == nil || r.Maker.Function != c.maker || strings.Join(also, " ") != c.also {
			t.Errorf("%s: %+v, also %q", c.what, r.Maker, also)
		}
	}
}

// TestSplatNoFrames: a report whose frames were not taken down is said to tell nothing.
func TestSplatNoFrames(t *testing.T) {
	r := explainOne(t, "BUG: scheduling while atomic: x/1/0x00000002\nModules linked in: foo\n")
	if r.Maker != nil || r.Sleeper != nil || r.Meaning != "the frames do not tell what was forbidden" {
		t.Errorf("%+v", r)
	}
}

// TestSplatHung: a task that hangs waits, which is not forbidden.
func TestSplatHung(t *testing.T) {
	a, err := world(t).Splat(context.Background(), `INFO: task foo:64 blocked for more than 120 seconds.
Call Trace:
 __schedule+0x2b8/0x7fc
 schedule+0x1/0x2
 schedule_timeout+0x1/0x2
 wait_for_completion+0x1/0x2
 report_both+0x1/0x2
`)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := a.Text(&text); err != nil || !strings.Contains(text.String(), "  waits in:         wait_for_completion()") || strings.Contains(text.String(), "not allowed") {
		t.Error(err, text.String())
	}
}

// TestSplatCount: what the counter of a "scheduling while atomic" has no bit for is
// no reason.
func TestSplatCount(t *testing.T) {
	for count, want := range map[string]string{"0x00000200": "report_both", "0x00000002": "report_spins"} {
		r := explainOne(t, "BUG: scheduling while atomic: x/1/"+count+`
Call Trace:
 __schedule_bug+0x1/0x2
 __schedule+0x1/0x2
 schedule+0x1/0x2
 msleep+0x1/0x2
 report_leaf+0x1/0x2
 report_spins+0x1/0x2
 report_both+0x1/0x2
`)
		if r.Maker == nil || r.Maker.Function != want {
			t.Errorf("%s: %+v", count, r.Maker)
		}
	}
}

// TestSplatWaitContext: a spinlock is said to sleep where it does.
func TestSplatWaitContext(t *testing.T) {
	r := explainOne(t, `[ BUG: Invalid wait context ]
Call Trace:
 __lock_acquire+0x1/0x2
 lock_acquire+0x1/0x2
 _raw_spin_lock+0x1/0x2
 report_leaf+0x1/0x2
 report_irqsave+0x1/0x2
`)
	if !strings.HasPrefix(r.Meaning, "_raw_spin_lock() sleeps on PREEMPT_RT, and must not here: report_irqsave()") {
		t.Error(r.Meaning)
	}
}

// TestSplatStateBefore: the state that counts is the one that was set before the call.
func TestSplatStateBefore(t *testing.T) {
	r := explainOne(t, `WARNING: CPU: 2 PID: 1983 at kernel/sched/core.c:9813 __might_sleep+0x116/0x160
RIP: 0010:__might_sleep+0x116/0x160
Call Trace:
 mutex_lock+0x1/0x2
 report_test+0x1/0x2
 report_polls+0x1/0x2
`)
	if r.Maker == nil || r.Maker.Function != "report_polls" {
		t.Errorf("%+v", r.Maker)
	}
}

// TestSplatsAlone: what is said of a report does not depend on others in the text.
func TestSplatsAlone(t *testing.T) {
	one := reported("1, irqs_disabled(): 0, non_block: 0, pid: 1, name: x", "0", "", "report_spins", "report_both")
	other := fooReport + " foo_sleeper+0x1/0x2\n foo_locked+0x1/0x2\n foo_start+0x1/0x2\n"
	a, err := world(t).Splat(context.Background(), other+one)
	if err != nil || len(a.Reports) != 2 {
		t.Fatal(err, a)
	}
	alone := explainOne(t, one)
	if got := a.Reports[1]; got.Maker.How != alone.Maker.How || len(got.Also) != len(alone.Also) || got.Static.Found != alone.Static.Found {
		t.Errorf("%+v, alone %+v", got, alone)
	}
}

// TestOpCallersHeader: the header of a member's struct is asked whatever else
// mentions the member.
func TestOpCallersHeader(t *testing.T) {
	w := world(t)
	if _, _, err := w.Context(context.Background(), "slow_mute"); err != nil {
		t.Fatal(err)
	}
	fn := w.Funcs("slow_mute", "")[0]
	k := link.OpKey{Struct: "struct mute_ops", Field: "mute"}
	files := make([]string, maxOpFiles)
	for i := range files {
		files[i] = "drivers/mute/more.c"
	}
	w.opFiles[k] = append(files, "drivers/mute/mute.h")
	if got := w.opCallers(k, fn); len(got) != maxOpFiles || got[0] != "drivers/mute/mute.h" {
		t.Errorf("%d files, the first %s", len(got), got[0])
	}
}
