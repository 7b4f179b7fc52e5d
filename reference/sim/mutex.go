package sim

import "math"

// Mutex is struct mutex: a sleeping lock.
type Mutex struct{ lock }

func (m *Mutex) ready(*actor) bool { return m.owner == nil }

// Init prepares the mutex.
func (m *Mutex) Init(k *Kernel, name string) { m.lock.init(k, name) }

func (m *Mutex) take(op string, nested bool) {
	k := m.k
	if k.unwinding || k.skipped() {
		return
	}
	k.mightSleep(op)
	if m.held(k.cur) {
		k.violate(Recursion, "", k.cur.name+" takes "+m.name+" twice")
	}
	k.point(m, op, &m.object)
	m.acquired(k.cur, nested, false)
}

func (m *Mutex) Lock()       { m.take("mutex_lock", false) }
func (m *Mutex) LockNested() { m.take("mutex_lock_nested", true) }

// Unlock releases the mutex.
func (m *Mutex) Unlock() {
	k := m.k
	if k.unwinding || k.lacks(&m.lock) || k.skipped() {
		return
	}
	k.ending("unlock", &m.object)
	m.released(k.cur, false)
}

// TryLock takes the mutex if it is free.
func (m *Mutex) TryLock() bool {
	k := m.k
	if k.cur.ctx != Task {
		k.violate(SleepInAtomic, "sleep-in-atomic", "mutex_trylock in interrupt")
	}
	if k.skipped() {
		return true
	}
	k.scope.try(m.cls)
	k.point(nil, "mutex_trylock", &m.object)
	if m.owner != nil {
		k.read(&m.object)
		return false
	}
	m.acquired(k.cur, false, true)
	return true
}

// Completion is struct completion.
type Completion struct {
	object
	done int
}

func (c *Completion) ready(a *actor) bool { return c.done > 0 || a.timedOut }

// Init prepares the completion.
func (c *Completion) Init(k *Kernel, name string) { c.init(k, name) }

// Reinit is reinit_completion.
func (c *Completion) Reinit() {
	if c.done > 0 {
		c.k.meet(&c.object) // who waits could have gone on
	}
	c.k.touch("reinit_completion", &c.object)
	c.done = 0
}

// Complete lets one waiter go on. It may be called from any context.
func (c *Completion) Complete() {
	if c.k.skipped() {
		return
	}
	c.k.touch("complete", &c.object)
	if c.done != completeAll {
		c.done++
	}
}

// completeAll is how often a completion is done after CompleteAll: no waiter uses it
// up, and only Reinit ends it.
const completeAll = math.MaxInt

// CompleteAll lets all waiters go on, those to come as well, until Reinit.
func (c *Completion) CompleteAll() {
	if c.k.skipped() {
		return
	}
	c.k.touch("complete_all", &c.object)
	c.done = completeAll
}

// use is one waiter going on.
func (c *Completion) use() {
	if c.done != completeAll {
		c.done--
	}
}

// Wait blocks until the completion is signalled.
func (c *Completion) Wait() {
	k := c.k
	k.mightSleep("wait_for_completion")
	if k.skipped() {
		return
	}
	k.cur.timedOut = false
	k.point(c, "wait_for_completion", &c.object)
	c.use()
	k.wrote(&c.object)
}

// WaitTimeout is Wait with a timeout; it reports whether the completion came.
func (c *Completion) WaitTimeout(ms int) bool {
	k := c.k
	k.mightSleep("wait_for_completion_timeout")
	if k.skipped() {
		return true
	}
	k.cur.timedOut = false
	k.setDeadline(k.cur, int64(ms)*1e6)
	k.point(c, "wait_for_completion_timeout", &c.object)
	k.cur.deadline = false
	k.wrote(&c.object)
	if c.done == 0 {
		return false
	}
	c.use()
	return true
}
