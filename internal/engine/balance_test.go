package engine

import "testing"

// What a helper leaves behind, and what another helper undoes.

func TestHelpersThatEnterAndLeaveARegion(t *testing.T) {
	for _, api := range []struct{ enter, leave string }{
		{"local_irq_disable", "local_irq_enable"}, {"rcu_read_lock", "rcu_read_unlock"},
		{"preempt_disable", "preempt_enable"}, {"local_bh_disable", "local_bh_enable"},
	} {
		check(t, findingsOf(t, head+`
func static void my_begin(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call `+api.enter+`() @2:1
  return
}
func static void my_end(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call `+api.leave+`() @11:1
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call my_begin(d) @21:1
  call barrier() @22:1
  call my_end(d) @23:1
  call msleep(1) @24:1
  return
}
`))
	}
}

func TestInterruptsAreEnabledOnce(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void f(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call local_irq_disable() @2:1
  call local_irq_disable() @3:1
  call msleep(1) @4:1
  call local_irq_enable() @5:1
  call msleep(1) @6:1
  return
}
`), "f:4 msleep under irqs-off f via f")
}

func TestLockDroppedTwoCallsBelow(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void relax(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_unlock(&d->lock) @2:1
  call msleep(10) @3:1
  call spin_lock(&d->lock) @4:1
  return
}
func static void outer(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call relax(d) @11:1
  return
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call outer(d) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`))
}

// Both ways to a null pointer are the same to the test that follows the join.
func TestJoinKeepsWhatBothSidesKnow(t *testing.T) {
	check(t, findingsOf(t, head+`
func static struct dev* lock_it(struct dev* d) "drivers/t/t0.c":1 {
  var struct dev* x
b0:
  call local_irq_disable() @2:1
  store x = d->ops
  branch x, b1, b3
b1:
  branch d->on, b3, b2
b2:
  store x = 0
  jump b3
b3:
  branch x, b5, b4
b4:
  call local_irq_enable() @5:1
  jump b5
b5:
  return x
}
func static void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  %1 = call lock_it(d) @21:1
  branch %1, b1, b2
b1:
  call msleep(1) @22:1
  call local_irq_enable() @23:1
  return
b2:
  call msleep(1) @24:1
  return
}
`), "f:22 msleep under irqs-off lock_it via f")
}

func TestUserMemoryWithoutPageFaults(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void f(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call preempt_disable() @2:1
  call __copy_to_user(1, d) @3:1
  call pagefault_disable() @4:1
  call __copy_to_user(1, d) @5:1
  call pagefault_enable() @6:1
  call preempt_enable() @7:1
  call msleep(1) @8:1
  return
}
`), "f:3 __copy_to_user under preempt f via f")
}

func TestBottomHalvesStayOff(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void f(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_lock_bh(&d->lock) @2:1
  call spin_unlock(&d->lock) @3:1
  call msleep(1) @4:1
  call spin_lock(&d->lock) @5:1
  call spin_unlock_bh(&d->lock) @6:1
  call msleep(1) @7:1
  return
}
`), "f:4 msleep under bh f via f")
}

// The wait drops the lock inside the wait queue head that it is given.
func TestLockInsideTheWaitQueue(t *testing.T) {
	check(t, findingsOf(t, `
struct "struct dev" { struct wait_queue_head wq; spinlock_t other; int on; }
struct "struct wait_queue_head" { spinlock_t lock; }
func static void f(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_lock_irq(&d->wq.lock) @2:1
  call wait_event_interruptible_locked_irq(d->wq, d->on) @3:1
  call spin_unlock_irq(&d->wq.lock) @4:1
  call spin_lock_irq(&d->other) @5:1
  call wait_event_interruptible_locked_irq(d->wq, d->on) @6:1
  call spin_unlock_irq(&d->other) @7:1
  return
}
`), "f:6 wait_event_interruptible_locked_irq under lock f via f")
}
