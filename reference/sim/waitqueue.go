package sim

// WaitQueue is wait_queue_head_t. Its operations are as fine-grained as the
// kernel's, so that checking the condition before queueing, the classic lost
// wake-up, is a schedule the explorer finds.
type WaitQueue struct {
	object
	queue []*actor
}

// Init prepares the queue.
func (q *WaitQueue) Init(k *Kernel, name string) { q.init(k, name) }

// Prepare queues the current task and marks it as about to sleep.
func (q *WaitQueue) Prepare() {
	k := q.k
	if k.skipped() {
		return
	}
	a := k.cur
	if a.state.k == nil {
		a.state.init(k, "state of "+a.name)
	}
	q.k.pointStates(q, nil, "prepare_to_wait", a)
	k.wrote(&q.object)
	k.wrote(&a.state)
	a.waiting = true
	for _, w := range q.queue {
		if w == a {
			return
		}
	}
	q.queue = append(q.queue, a)
	a.queued++
}

// Finish takes the current task off the queue.
func (q *WaitQueue) Finish() {
	if q.k.skipped() {
		return
	}
	a := q.k.cur
	q.k.pointStates(q, nil, "finish_wait", a)
	q.k.wrote(&q.object)
	if a.state.k != nil {
		q.k.wrote(&a.state)
	}
	a.waiting = false
	for i, w := range q.queue {
		if w == a {
			q.queue = append(q.queue[:i], q.queue[i+1:]...)
			a.queued--
			break
		}
	}
}

// busy says why the queue must not be freed now.
func (q *WaitQueue) busy() string {
	if len(q.queue) > 0 {
		return q.queue[0].name + " waits on it"
	}
	return ""
}

// WakeUp wakes everyone on the queue. It may be called from any context.
func (q *WaitQueue) WakeUp() {
	k := q.k
	if k.skipped() {
		return
	}
	k.mayBlock("wake_up")
	q.k.pointStates(q, nil, "wake_up", q.queue...)
	k.wrote(&q.object)
	for _, w := range q.queue {
		k.wrote(&w.state)
		w.waiting = false
	}
}

// pointStates is a scheduling point before an operation on the queue and on the states of
// tasks, which are something else than the queue if they wait in another as well: there a
// wake-up comes that this queue knows nothing of.
func (k *Kernel) pointStates(q *WaitQueue, w waiter, op string, whose ...*actor) {
	a, o := k.cur, &q.object
	met, ghost := false, true
	for _, t := range whose {
		if t.state.k != nil && t.state.meets() {
			met, ghost = true, ghost && t.state.ghost()
		}
	}
	if !met || o.meets() && (ghost || !o.ghost()) || !k.running || k.unwinding || a.alone > 0 {
		k.point(w, op, o)
		return
	}
	if k.passes(w, op) {
		return
	}
	k.glance()
	k.ghost = ghost && (w == nil || w.ready(a)) && !k.storing(a)
	k.mustPoint(w, op, o)
}

// woken is the end of a sleep.
func (q *WaitQueue) woken() {
	k, a := q.k, q.k.cur
	k.wrote(&q.object)
	if a.state.k != nil {
		k.wrote(&a.state)
	}
	k.interrupted(a)
}

type awake struct{}

func (awake) ready(a *actor) bool { return !a.waiting || a.timedOut || a.signalled() }

// ScheduleTimeout sleeps until a wake-up or the timeout and reports whether it
// was woken. As in the kernel it returns at once when the wake-up came since
// Prepare.
func (q *WaitQueue) ScheduleTimeout(ms int) bool {
	k := q.k
	k.mightSleep("schedule_timeout")
	a := k.cur
	a.timedOut = false
	k.setDeadline(a, int64(ms)*1e6)
	q.k.pointStates(q, awake{}, "schedule_timeout", a)
	a.deadline = false
	q.woken()
	return !a.waiting
}

// Schedule sleeps until a wake-up.
func (q *WaitQueue) Schedule() {
	k := q.k
	k.mightSleep("schedule")
	k.cur.timedOut = false
	q.k.pointStates(q, awake{}, "schedule", k.cur)
	q.woken()
}

// Wait is wait_event: it returns when cond holds.
func (q *WaitQueue) Wait(cond func() bool) {
	q.k.mightSleep("wait_event")
	if q.k.skipped() {
		return
	}
	if cond() {
		return
	}
	for {
		q.Prepare()
		if cond() {
			break
		}
		q.Schedule()
	}
	q.Finish()
}
