package ask

import (
	"strings"
	"testing"
)

// TestMended: a tree that has all the calls of a report and does otherwise what matters
// does not show the bug.
func TestMended(t *testing.T) {
	const (
		pinned = "BUG: sleeping function called from invalid context at x.c:1\nin_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: x\nPreemption disabled at:\n[<ffffffff81000000>] %p+0x1/0x2\nCall Trace:\n __might_sleep+0x1/0x2\n msleep+0x1/0x2\n mended_leaf+0x1/0x2\n %p+0x1/0x2\n"
		rcu    = "BUG: sleeping function called from invalid context at x.c:1\nin_atomic(): 0, irqs_disabled(): 0, non_block: 0, pid: 1, name: x\nRCU nest depth: 1, expected: 0\nCall Trace:\n __might_sleep+0x1/0x2\n msleep+0x1/0x2\n mended_leaf+0x1/0x2\n mended_each_atomic+0x1/0x2\n %p+0x1/0x2\n"
		usage  = "WARNING: inconsistent lock state\ninconsistent {%u-ON-W} -> {IN-%u-W} usage.\nCall Trace:\n mark_lock+0x1/0x2\n __lock_acquire+0x1/0x2\n lock_acquire+0x1/0x2\n _raw_spin_lock+0x1/0x2\n mended_spins+0x1/0x2\n %p+0x1/0x2\n process_one_work+0x1/0x2\n worker_thread+0x1/0x2\n"
		wait   = "[ BUG: Invalid wait context ]\nCall Trace:\n __lock_acquire+0x1/0x2\n lock_acquire+0x1/0x2\n _raw_spin_lock+0x1/0x2\n %p+0x1/0x2\n mended_desc+0x1/0x2\n"
		state  = "WARNING: CPU: 2 PID: 1 at kernel/sched/core.c:1 __might_sleep+0x1/0x2\nRIP: 0010:__might_sleep+0x1/0x2\nCall Trace:\n __might_sleep+0x1/0x2\n mutex_lock+0x1/0x2\n %p+0x1/0x2\n mended_waits+0x1/0x2\n"
		kasan  = "BUG: KASAN: slab-use-after-free in mended_quick+0x1/0x2\nCall Trace:\n print_report+0x1/0x2\n mended_quick+0x1/0x2\n %p+0x1/0x2\n"
		// two locks of one class
		circular = "WARNING: possible recursive locking detected\nCall Trace:\n __lock_acquire+0x1/0x2\n lock_acquire+0x1/0x2\n __mutex_lock+0x1/0x2\n %p+0x1/0x2\n mended_waits+0x1/0x2\n kthread+0x1/0x2\n"
		// the same of spinlocks on PREEMPT_RT, where all variants are one function
		rt = "WARNING: possible circular locking dependency detected\nCall Trace:\n lock_acquire+0x1/0x2\n rt_spin_lock+0x1/0x2\n %p+0x1/0x2\n mended_desc+0x1/0x2\n"
		// a timer's function on PREEMPT_RT
		timer = "BUG: sleeping function called from invalid context at kernel/locking/spinlock_rt.c:48\nin_atomic(): 1, irqs_disabled(): 1, non_block: 0, pid: 1, name: x\nCall Trace:\n __might_resched+0x1/0x2\n rt_spin_lock+0x1/0x2\n %p+0x1/0x2\n __hrtimer_run_queues+0x1/0x2\n hrtimer_interrupt+0x1/0x2\n"
		none  = ""
	)
	for _, c := range []struct{ what, text, fn, usage, breaks string }{
		{"preemption is disabled where the report says so", pinned, "mended_pinned", "", none},
		{"it is no longer", pinned, "mended_free", "", "the report says that mended_free() made the context atomic"},
		{"a callback is handed to a function that calls it under RCU", rcu, "mended_bad", "", none},
		{"it is handed to another, and the iterator gets others", rcu, "mended_user", "", "mended_user>mended_each_atomic: no call is seen"},
		{"a lock that a softirq takes, too", usage, "mended_work", "SOFTIRQ", none},
		{"softirqs are disabled now", usage, "mended_work_bh", "SOFTIRQ", "has disabled bottom halves"},
		{"which is nothing for a lock of a hard interrupt", usage, "mended_work_bh", "HARDIRQ", none},
		{"a spinlock under a raw one", wait, "mended_spins", "", none},
		{"a raw one now", wait, "mended_raw", "", "no lock that sleeps on PREEMPT_RT"},
		{"a task that is about to wait takes a mutex", state, "mended_asleep", "", none},
		{"and says before that it runs", state, "mended_awake", "", "has set the task's state back"},
		{"the way to where memory is used after it was freed", kasan, "mended_spins", "", none},
		{"a lock within another of its class", circular, "mended_asleep", "", none},
		{"of which it says the depth now", circular, "mended_pair", "", "mended_pair>__mutex_lock: "},
		{"a spinlock on PREEMPT_RT within another", rt, "mended_spins_off", "", none},
		{"which is a raw one now", rt, "mended_raw", "", "no lock that sleeps on PREEMPT_RT"},
		{"a timer that stays in the hard interrupt", timer, "mended_ticks_hard", "", none},
		{"one that does not", timer, "mended_ticks", "", "which by the timer's mode is softirq context on PREEMPT_RT"},
		{"no way at all", "BUG: kernel NULL pointer dereference, address: 0\nCall Trace:\n mended_quick+0x1/0x2\n", "", "", "no step of the way"},
		{"a way that is not there", kasan, "mended_free", "", "mended_free>mended_quick: no call is seen"},
	} {
		r := explainOne(t, strings.NewReplacer("%p", c.fn, "%u", c.usage).Replace(c.text))
		var got []string
		for _, b := range r.Static.Breaks {
			got = append(got, b.Outer+">"+b.Inner+": "+b.Why)
		}
		all := strings.Join(got, "; ")
		if r.Static.Found != (c.breaks == none) || !strings.Contains(all, c.breaks) {
			t.Errorf("%s: found %v, breaks %q; maker %+v", c.what, r.Static.Found, all, r.Maker)
		}
	}
}
