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
	k.touch("prepare_to_wait", &q.object)
	a := k.cur
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
	q.k.touch("finish_wait", &q.object)
	a := q.k.cur
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
	k.touch("wake_up", &q.object)
	for _, w := range q.queue {
		w.waiting = false
	}
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
	k.point(awake{}, "schedule_timeout", &q.object)
	a.deadline = false
	k.wrote(&q.object)
	k.interrupted(a)
	return !a.waiting
}

// Schedule sleeps until a wake-up.
func (q *WaitQueue) Schedule() {
	k := q.k
	k.mightSleep("schedule")
	k.cur.timedOut = false
	k.point(awake{}, "schedule", &q.object)
	k.wrote(&q.object)
	k.interrupted(k.cur)
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
