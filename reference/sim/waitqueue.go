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

// Prepare queues the current task and marks it as about to sleep. It is a
// scheduling point unless a spinlock makes it part of a critical section.
func (q *WaitQueue) Prepare() {
	k := q.k
	if k.skipped() {
		return
	}
	k.visible("prepare_to_wait", &q.object)
	a := k.cur
	for _, w := range q.queue {
		if w == a {
			a.waiting = true
			k.touch(&q.object)
			return
		}
	}
	q.queue = append(q.queue, a)
	a.queued++
	a.waiting = true
	k.touch(&q.object)
}

// Finish takes the current task off the queue.
func (q *WaitQueue) Finish() {
	if q.k.skipped() {
		return
	}
	a := q.k.cur
	a.waiting = false
	for i, w := range q.queue {
		if w == a {
			q.queue = append(q.queue[:i], q.queue[i+1:]...)
			a.queued--
			break
		}
	}
	q.k.touch(&q.object)
}

// WakeUp wakes everyone on the queue. It may be called from any context.
func (q *WaitQueue) WakeUp() {
	k := q.k
	if k.skipped() {
		return
	}
	k.visible("wake_up", &q.object)
	k.touch(&q.object)
	for _, w := range q.queue {
		w.waiting = false
	}
}

// visible makes a scheduling point of an operation on shared state unless a
// spinlock is held: then the acquisition was the point (see the package
// comment).
func (k *Kernel) visible(op string, o *object) {
	if k.cur.spins == 0 {
		k.point(nil, op, o)
	} else if k.trace != nil {
		k.note(op, o)
	}
}

type awake struct{}

func (awake) ready(a *actor) bool { return !a.waiting || a.timedOut }

// ScheduleTimeout sleeps until a wake-up or the timeout and reports whether it
// was woken. As in the kernel it returns at once when the wake-up came since
// Prepare.
func (q *WaitQueue) ScheduleTimeout(ms int) bool {
	k := q.k
	k.mightSleep("schedule_timeout")
	a := k.cur
	a.timedOut = false
	k.setDeadline(a, int64(ms)*1e6)
	k.point(awake{}, "schedule_timeout", &q.object)
	a.deadline = false
	k.touch(&q.object)
	return !a.waiting
}

// Schedule sleeps until a wake-up.
func (q *WaitQueue) Schedule() {
	k := q.k
	k.mightSleep("schedule")
	k.cur.timedOut = false
	k.point(awake{}, "schedule", &q.object)
	k.touch(&q.object)
}

// Wait is wait_event: it returns when cond holds.
func (q *WaitQueue) Wait(cond func() bool) {
	q.k.mightSleep("wait_event")
	if q.k.skipped() {
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
