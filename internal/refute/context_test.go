package refute

import (
	"fmt"
	"strings"
	"testing"
)

// under builds f(), which goes through steps and ends with one that sleeps, as
// along() does, without a lock of its own.
func under(steps, last string) (text, way string) {
	var b strings.Builder
	b.WriteString("b0:\n")
	line, block := 0, 0
	for step := range strings.SplitSeq(steps, ";") {
		switch step = strings.TrimSpace(step); {
		case step == "":
		case strings.HasPrefix(step, "if "):
			block++
			fmt.Fprintf(&b, "branch %s, b%d, out\nb%d:\n", step[3:], block, block)
		case strings.HasPrefix(step, "%") || strings.HasPrefix(step, "store "):
			b.WriteString(strings.Replace(step, "= ", "= call ", int(b2i(step[0] == '%'))) + "\n")
			line++
		default:
			b.WriteString("call " + step + "\n")
			line++
		}
	}
	b.WriteString("call " + last + "\nreturn\nout:\nreturn\n")
	return fn("void f(struct dev* d, struct dev* e, struct locks* l, int x, gfp_t flags)", 0, `
		var unsigned long fl
		var unsigned long fm
		`+b.String()), fmt.Sprintf("f@%d", line+1)
}

const locks = `struct "struct locks" { spinlock_t a; spinlock_t b; spinlock_t[] all; rwlock_t rw; struct wq wq; struct inner in; }
struct "struct inner" { spinlock_t a; }
global static spinlock_t first @1:1
global static spinlock_t second @1:1
`

// TestHolds holds when a context that was made atomic ends.
func TestHolds(t *testing.T) {
	for _, c := range []struct {
		name, steps, taken string
		want               Outcome
	}{
		{"a lock is held", "spin_lock(&l->a)", "f@1", Feasible},
		{"a lock is released", "spin_lock(&l->a); spin_unlock(&l->a)", "f@1", Refuted},
		{"another lock is released", "spin_lock(&l->a); spin_unlock(&l->b)", "f@1", Feasible},
		{"the lock of what may be the same object is released", "spin_lock(&d->lock); spin_unlock(&e->lock)", "f@1", Refuted},
		{"of two objects' locks that is released whose it is", "spin_lock(&d->lock); spin_lock(&e->lock); spin_unlock(&d->lock)", "f@1", Refuted},
		{"of two objects' locks the other stays", "spin_lock(&d->lock); spin_lock(&e->lock); spin_unlock(&d->lock)", "f@2", Feasible},
		{"of two locks the inner is released", "spin_lock(&l->a); spin_lock(&l->b); spin_unlock(&l->b)", "f@1", Feasible},
		{"of two locks the outer is released", "spin_lock(&l->a); spin_lock(&l->b); spin_unlock(&l->a)", "f@2", Feasible},
		{"of two locks taken twice the later is released", "spin_lock(&l->all[x]); spin_lock(&l->all[x]); spin_unlock(&l->all[x])", "f@1", Feasible},
		{"of two locks taken twice the later is gone", "spin_lock(&l->all[x]); spin_lock(&l->all[x]); spin_unlock(&l->all[x])", "f@2", Refuted},
		{"an element of an array of locks", "spin_lock(&l->all[1]); spin_unlock(&l->all[2])", "f@1", Feasible},
		{"an element that may be the same", "spin_lock(&l->all[1]); spin_unlock(&l->all[x])", "f@1", Refuted},
		{"a member of the same name of another struct counts as the same", "spin_lock(&l->in.a); spin_unlock(&l->a)", "f@1", Refuted},
		{"a global lock", "spin_lock(&first); spin_unlock(&first)", "f@1", Refuted},
		{"another global lock", "spin_lock(&first); spin_unlock(&second)", "f@1", Feasible},
		{"a lock of unknown origin is released", "%1 = lock_of(d); spin_lock(%1); spin_unlock(%1)", "f@2", Refuted},
		{"one of unknown origin may be a known one", "%1 = lock_of(d); spin_lock(&l->a); spin_unlock(%1)", "f@2", Refuted},
		{"a known one may be one of unknown origin", "%1 = lock_of(d); spin_lock(%1); spin_unlock(&l->a)", "f@2", Refuted},
		{"a known one is preferred to one of unknown origin", "%1 = lock_of(d); spin_lock(&l->a); spin_lock(%1); spin_unlock(&l->a)", "f@3", Feasible},
		{"a reader's lock is another kind", "spin_lock(&l->a); read_unlock(&l->rw)", "f@1", Feasible},
		{"a raw spinlock is the same kind", "spin_lock(&l->a); raw_spin_unlock(&l->a)", "f@1", Refuted},
		{"a stream's lock is no mutex", "snd_pcm_stream_lock(d); mutex_unlock(&d->m)", "f@1", Feasible},
		{"a lock without an argument", "tasklist_lock_taken(); rtnl_lock(); rtnl_unlock()", "f@2", Refuted},
		{"a sleeping lock makes nothing atomic", "mutex_lock(&d->m)", "f@1", Refuted},
		{"a sleeping lock forbids what is forbidden anywhere", "mutex_lock(&d->m)", "f@1 everywhere", Feasible},
		{"a sleeping lock that was released forbids nothing", "mutex_lock(&d->m); mutex_unlock(&d->m)", "f@1 everywhere", Refuted},
		{"a named sleeping lock that was released forbids nothing", "rtnl_lock(); rtnl_unlock()", "f@1 everywhere", Refuted},
		{"another named sleeping lock is released", "rtnl_lock(); mutex_unlock(&d->m)", "f@1 everywhere", Feasible},

		{"interrupts stay off when their lock alone is released", "spin_lock_irq(&l->a); spin_unlock(&l->a)", "f@1", Feasible},
		{"they are turned on after it", "spin_lock_irq(&l->a); spin_unlock(&l->a); local_irq_enable()", "f@1", Refuted},
		{"softirqs stay off when their lock alone is released", "spin_lock_bh(&l->a); spin_unlock(&l->a)", "f@1", Feasible},
		{"they are turned on after it, too", "spin_lock_bh(&l->a); spin_unlock(&l->a); local_bh_enable()", "f@1", Refuted},
		{"a lock with softirqs off", "spin_lock_bh(&l->a); spin_unlock_bh(&l->a)", "f@1", Refuted},
		{"a lock with interrupts off", "spin_lock_irq(&l->a); spin_unlock_irq(&l->a)", "f@1", Refuted},
		{"a lock with interrupts saved", "spin_lock_irqsave(&l->a, fl); spin_unlock_irqrestore(&l->a, fl)", "f@1", Refuted},
		{"a lock's release turns interrupts on that were off", "local_irq_disable(); spin_lock(&l->a); spin_unlock_irq(&l->a)", "f@1", Refuted},
		{"a lock's release restores interrupts that were off", "local_irq_disable(); spin_lock_irqsave(&l->a, fl); spin_unlock_irqrestore(&l->a, fl)", "f@1", Feasible},
		{"a lock's release restores interrupts that were saved before", "local_irq_save(fl); spin_lock(&l->a); spin_unlock_irqrestore(&l->a, fl)", "f@1", Refuted},
		{"a lock's release turns softirqs on", "local_bh_disable(); spin_lock(&l->a); spin_unlock_bh(&l->a)", "f@1", Refuted},
		{"a lock's release leaves softirqs off", "local_bh_disable(); spin_lock(&l->a); spin_unlock(&l->a)", "f@1", Feasible},
		{"the release of a lock of the caller turns interrupts on", "local_irq_disable(); spin_unlock_irq(&l->a)", "f@1", Refuted},
		{"the release of a lock of the caller restores interrupts", "local_irq_save(fl); spin_unlock_irqrestore(&l->a, fl)", "f@1", Refuted},
		{"the release of a lock of the caller turns softirqs on", "local_bh_disable(); spin_unlock_bh(&l->a)", "f@1", Refuted},
		{"the release of a lock of the caller ends no section", "rcu_read_lock(); spin_unlock(&l->a)", "f@1", Feasible},
		{"the release of a lock of the caller leaves interrupts off", "local_irq_disable(); spin_unlock(&l->a)", "f@1", Feasible},

		{"a read section ends", "rcu_read_lock(); rcu_read_unlock()", "f@1", Refuted},
		{"a read section within another ends", "rcu_read_lock(); rcu_read_lock(); rcu_read_unlock()", "f@1", Feasible},
		{"a read section ends no region", "preempt_disable(); rcu_read_unlock()", "f@1", Feasible},
		{"a region ends", "preempt_disable(); preempt_enable()", "f@1", Refuted},
		{"a region ends no read section", "rcu_read_lock(); preempt_enable()", "f@1", Feasible},
		{"a region within another ends", "preempt_disable(); preempt_disable(); preempt_enable()", "f@1", Feasible},
		{"the inner of two regions ends", "preempt_disable(); preempt_disable(); preempt_enable()", "f@2", Refuted},
		{"softirqs are off and on", "local_bh_disable(); local_bh_enable()", "f@1", Refuted},
		{"softirqs stay off when preemption is on", "local_bh_disable(); preempt_enable()", "f@1", Feasible},
		{"a region does not end a lock", "spin_lock(&l->a); preempt_enable()", "f@1", Feasible},
		{"interrupts are on however often they were turned off", "local_irq_disable(); local_irq_disable(); local_irq_enable()", "f@1", Refuted},
		{"a lock stays when interrupts are turned on", "spin_lock_irq(&l->a); local_irq_enable()", "f@1", Feasible},
		{"a region stays when interrupts are turned on", "preempt_disable(); local_irq_disable(); local_irq_enable()", "f@1", Feasible},
		{"softirqs stay off when interrupts are turned on", "local_bh_disable(); local_irq_disable(); local_irq_enable()", "f@1", Feasible},
		{"a read section stays when interrupts are turned on", "rcu_read_lock(); local_irq_disable(); local_irq_enable()", "f@1", Feasible},
		{"interrupts that were off before the state was saved stay off", "local_irq_disable(); local_irq_save(fl); local_irq_restore(fl)", "f@1", Feasible},
		{"interrupts that were turned off since are restored", "local_irq_save(fl); local_irq_disable(); local_irq_restore(fl)", "f@2", Refuted},
		{"a lock that was taken since stays", "local_irq_save(fl); spin_lock(&l->a); local_irq_restore(fl)", "f@2", Feasible},
		{"the state of the inner of two is restored", "local_irq_save(fl); local_irq_save(fm); local_irq_restore(fm)", "f@1", Feasible},
		{"the state of both is restored", "local_irq_save(fl); local_irq_save(fm); local_irq_restore(fm); local_irq_restore(fl)", "f@1", Refuted},
		{"what was turned on and off since is restored", "local_irq_save(fl); local_irq_enable(); local_irq_disable(); local_irq_restore(fl)", "f@3", Refuted},
		{"the state that was saved before a region outlives that interrupts are turned on", "preempt_disable(); local_irq_save(fl); local_irq_enable(); local_irq_restore(fl)", "f@1", Feasible},
		{"a lock that saved the state is not what is restored", "local_irq_save(fl); spin_lock_irqsave(&l->a, fm); local_irq_restore(fl)", "f@1", Refuted},

		{"a lock that was dropped and taken again is the same", "spin_lock(&l->a); spin_unlock(&l->a); spin_lock(&l->a)", "f@1", Feasible},
		{"another lock that is taken is not", "spin_lock(&l->a); spin_unlock(&l->a); spin_lock(&l->b)", "f@1", Refuted},
		{"the lock of another object that is taken is not", "spin_lock(&d->lock); spin_unlock(&d->lock); spin_lock(&e->lock)", "f@1", Refuted},
		{"another kind of lock that is taken is not", "spin_lock(&l->a); spin_unlock(&l->a); raw_spin_lock(&l->a)", "f@1", Refuted},
		{"a lock that was dropped and taken in another way is the same", "spin_lock(&l->a); spin_unlock(&l->a); spin_lock_irq(&l->a)", "f@1", Feasible},

		{"a try that succeeded", "%1 = spin_trylock(&l->a); if %1", "f@1", Feasible},
		{"a try that failed", "%1 = spin_trylock(&l->a); if !%1", "f@1", Refuted},
		{"a try whose result nobody looks at", "spin_trylock(&l->a)", "f@1", Feasible},
		{"a try that answers nothing when it succeeds", "%1 = hwspin_trylock(d); if !%1", "f@1", Feasible},
		{"a try that answers something when it fails", "%1 = hwspin_trylock(d); if %1", "f@1", Refuted},
		{"a try within a lock that is released", "spin_lock(&l->a); %1 = spin_trylock(&l->b); if %1; spin_unlock(&l->a)", "f@1", Refuted},
		{"a try that failed within a lock", "spin_lock(&l->a); %1 = spin_trylock(&l->b); if !%1", "f@1", Feasible},

		{"an interrupt", "", "hardirq", Feasible},
		{"an interrupt that nothing masks", "", "nmi", Feasible},
		{"a softirq", "", "softirq", Feasible},
		{"a caller that holds a lock", "", "atomic", Feasible},
		{"a caller that holds the stream's lock", "", "pcm", Feasible},
		{"a task", "", "process", Refuted},
		{"a task, and a call that is forbidden anywhere", "", "process everywhere", Feasible},
		{"a callback of which there is no rule", "", "varies", Refuted},
		{"a task under a lock", "spin_lock(&l->a)", "process f@1", Feasible},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, way := under(c.steps, "msleep(1)")
			if v := ask(t, locks+text, c.taken, way); v.Outcome != c.want {
				t.Fatalf("outcome %d, want %d (%s %q)", v.Outcome, c.want, v.Why, v.Requires)
			}
		})
	}
}

// TestContextIsAsked holds what tests of the context answer: for each, where it is
// surely true and where it is surely false. Where neither is said, both are possible.
func TestContextIsAsked(t *testing.T) {
	for _, c := range []struct {
		predicate, yes, no, either string
	}{
		{"in_hardirq()", "hardirq nmi", "softirq process atomic", "varies pcm"},
		{"in_nmi()", "nmi", "process softirq hardirq atomic", "varies pcm"},
		{"in_softirq()", "softirq process+bh", "hardirq nmi", "process atomic"},
		{"in_interrupt()", "hardirq nmi softirq process+bh", "process process+spin", "atomic varies"},
		{"in_task()", "process process+spin", "softirq hardirq nmi", "atomic varies"},
		{"in_atomic()", "hardirq nmi softirq process+spin process+bh varies+spin", "process", "atomic varies process+rcu process+irq"},
		{"irqs_disabled()", "hardirq nmi process+irq varies+irq", "process process+spin process+bh", "softirq atomic"},
		{"preemptible()", "process", "process+spin process+rcu process+bh process+irq softirq hardirq nmi atomic pcm varies+spin", "varies"},
		{"drm_can_sleep()", "process", "process+spin process+irq hardirq", "varies"},
		{"snd_soc_dai_active(d)", "", "", "process hardirq process+spin"},
	} {
		for in := range strings.FieldsSeq(c.yes + " " + c.no + " " + c.either) {
			base, hold, _ := strings.Cut(in, "+")
			enter := map[string]string{"spin": "spin_lock(&l->a)", "bh": "local_bh_disable()", "irq": "local_irq_disable()", "rcu": "rcu_read_lock()", "": "nothing()"}[hold]
			is := func(list string) bool { return strings.Contains(" "+list+" ", " "+in+" ") }
			for cond, want := range map[string]bool{"if %1": !is(c.no), "if !%1": !is(c.yes)} {
				text, way := under(enter+"; %1 = "+c.predicate+"; "+cond, "msleep(1)")
				v := ask(t, locks+text, base+" everywhere", way)
				if (v.Outcome == Feasible) != want || v.Outcome == Undecided {
					t.Errorf("%s, %s %s: outcome %d", in, c.predicate, cond, v.Outcome)
				}
			}
		}
	}
	// What the context does not tell is the same wherever it is asked.
	for steps, want := range map[string]Outcome{
		"%1 = in_task(); if %1; %2 = in_task(); if !%2": Refuted,
		"%1 = in_task(); if %1; %2 = in_nmi(); if !%2":  Feasible,
	} {
		text, way := under(steps, "msleep(1)")
		if v := ask(t, locks+text, "varies everywhere", way); v.Outcome != want {
			t.Errorf("%s: outcome %d", steps, v.Outcome)
		}
	}
}

// TestLastCall holds when the last call of a way does what is forbidden.
func TestLastCall(t *testing.T) {
	for _, c := range []struct {
		name, steps, last, taken string
		want                     Outcome
	}{
		{"a mask that blocks", "", "kmalloc(8, GFP_KERNEL)", "atomic", Feasible},
		{"a mask that does not", "", "kmalloc(8, GFP_ATOMIC)", "atomic", Refuted},
		{"a mask that is passed in", "", "kmalloc(8, flags)", "atomic", Feasible},
		{"a mask that blocks by what is put in", "", "kmalloc(8, flags | GFP_KERNEL)", "atomic", Feasible},
		{"a mask that does not for all that is put in", "", "kmalloc(8, GFP_ATOMIC | __GFP_ZERO)", "atomic", Refuted},
		{"a mask of which the blocking was taken", "", "kmalloc(8, flags & ~__GFP_DIRECT_RECLAIM)", "atomic", Refuted},
		{"a mask of which something else was taken", "", "kmalloc(8, flags & ~__GFP_ZERO)", "atomic", Feasible},
		{"a mask of which nothing is left", "", "kmalloc(8, flags & GFP_ATOMIC)", "atomic", Refuted},
		{"a mask that was tested", "if flags & __GFP_DIRECT_RECLAIM", "kmalloc(8, flags)", "atomic", Feasible},
		{"a mask that was tested for not blocking", "if !(flags & __GFP_DIRECT_RECLAIM)", "kmalloc(8, flags)", "atomic", Refuted},
		{"a mask that was asked", "%1 = gfpflags_allow_blocking(flags); if %1", "kmalloc(8, flags)", "atomic", Feasible},
		{"a mask that was asked and does not block", "%1 = gfpflags_allow_blocking(flags); if !%1", "kmalloc(8, flags)", "atomic", Refuted},
		{"a mask that does not block, and something harmless", "if !(flags & __GFP_DIRECT_RECLAIM)", "kmalloc(8, flags | __GFP_ZERO)", "atomic", Refuted},
		{"a mask that blocks is said to", "%1 = gfpflags_allow_blocking(GFP_KERNEL); if !%1", "msleep(1)", "atomic", Refuted},
		{"a mask that does not block is said not to", "%1 = gfpflags_allow_blocking(GFP_ATOMIC); if %1", "msleep(1)", "atomic", Refuted},
		{"a mask that is not known may be either", "%1 = gfpflags_allow_blocking(flags); if !%1", "msleep(1)", "atomic", Feasible},
		{"a mask that is tested and blocks is said to", "if flags & __GFP_DIRECT_RECLAIM; %1 = gfpflags_allow_blocking(flags); if !%1", "msleep(1)", "atomic", Refuted},
		{"nothing asked", "%1 = gfpflags_allow_blocking(); if !%1", "msleep(1)", "atomic", Feasible},
		{"a mask that blocks within another that does is said to", "if flags & __GFP_DIRECT_RECLAIM; %1 = gfpflags_allow_blocking(flags & GFP_KERNEL); if !%1", "msleep(1)", "atomic", Refuted},
		{"a mask that is not known within one that blocks may be either", "%1 = gfpflags_allow_blocking(flags & GFP_KERNEL); if !%1", "msleep(1)", "atomic", Feasible},
		{"a mask within another that blocks", "if flags & __GFP_DIRECT_RECLAIM", "kmalloc(8, flags & GFP_KERNEL)", "atomic", Feasible},
		{"an unknown mask", "%1 = mask_of(d)", "kmalloc(8, %1 + __GFP_ZERO)", "atomic", Feasible},
		{"a long delay", "", "fsleep(11)", "atomic", Feasible},
		{"a short delay", "", "fsleep(10)", "atomic", Refuted},
		{"a delay that is passed in", "", "fsleep(x)", "atomic", Feasible},
		{"a delay that is bounded", "if x < 5", "fsleep(x)", "atomic", Refuted},
		{"a delay that is unknown", "", "fsleep(?)", "atomic", Feasible},
		{"a condition that holds", "", "might_sleep_if(1)", "atomic", Feasible},
		{"a condition that does not", "", "might_sleep_if(0)", "atomic", Refuted},
		{"a condition that was tested", "if !x", "might_sleep_if(x)", "atomic", Refuted},
		{"a condition that is not passed", "", "might_sleep_if()", "atomic", Feasible},
		{"a call that waits in a task only", "", "vfree(d)", "atomic", Feasible},
		{"a call that waits in a task only, in an interrupt", "", "vfree(d)", "hardirq", Refuted},
		{"a call that waits in a task only, in a softirq", "", "vfree(d)", "softirq", Refuted},
		{"a flag that lets it return at once", "", "__pm_runtime_resume(d, RPM_ASYNC)", "atomic", Refuted},
		{"no flag that lets it return at once", "", "__pm_runtime_resume(d, 0)", "atomic", Feasible},
		{"a flag that is passed in", "", "__pm_runtime_resume(d, x)", "atomic", Feasible},
		{"a flag that is passed in and tested", "if x & RPM_ASYNC", "__pm_runtime_resume(d, x)", "atomic", Refuted},
		{"a flag that is unknown", "", "__pm_runtime_resume(d, ?)", "atomic", Feasible},
		{"a device that nobody is known to have resumed", "", "pm_runtime_get_sync(d)", "atomic", Feasible},
		{"a device that was resumed before", "pm_runtime_resume_and_get(d)", "pm_runtime_get_sync(d)", "atomic", Refuted},
		{"another device than was resumed before", "pm_runtime_resume_and_get(l)", "pm_runtime_get_sync(d)", "atomic", Feasible},
		{"a device that was resumed and let go", "pm_runtime_get_sync(d); pm_runtime_put(d)", "pm_runtime_get_sync(d)", "atomic", Feasible},
		{"a list for what waits", "", "unregister_netdevice_queue(d, l)", "atomic", Feasible},
		{"a list that is there", "if l", "unregister_netdevice_queue(d, l)", "atomic", Refuted},
		{"the lock that the wait drops", "spin_lock_irq(&l->a)", "wait_event_lock_irq(l->wq, x, l->a)", "f@1", Refuted},
		{"the lock that the wait drops, and another", "spin_lock_irq(&l->a); spin_lock(&l->b)", "wait_event_lock_irq(l->wq, x, l->a)", "f@2", Feasible},
		{"another lock than the wait drops", "spin_lock_irq(&l->b)", "wait_event_lock_irq(l->wq, x, l->a)", "f@1", Feasible},
		{"the lock within what the wait drops", "spin_lock_irq(&l->in.a)", "wait_event_lock_irq(l->wq, x, l->in)", "f@1", Refuted},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, way := under(c.steps, c.last)
			if v := ask(t, locks+text, c.taken, way); v.Outcome != c.want {
				t.Fatalf("outcome %d, want %d (%s %q)", v.Outcome, c.want, v.Why, v.Requires)
			}
		})
	}
}
