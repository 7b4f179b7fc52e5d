package sim

import (
	"fmt"
	"strings"
)

// opcode is one random operation; n chooses among the objects.
type opcode struct {
	name   string
	sleeps bool
	run    func(m *machine, log *strings.Builder, n int)
}

var opcodes = []opcode{
	{"load", false, func(m *machine, l *strings.Builder, n int) { fmt.Fprint(l, m.x[n].Load(), " ") }},
	{"store", false, func(m *machine, _ *strings.Builder, n int) { m.x[n].Store(n + 3) }},
	{"add", false, func(m *machine, l *strings.Builder, n int) { fmt.Fprint(l, m.x[n].Add(1), " ") }},
	{"section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.spin[n].LockIrqsave()
		fmt.Fprint(l, m.x[1-n].Add(1), " ")
		m.spin[n].UnlockIrqrestore(f)
	}},
	{"raw section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.raw[n].LockIrqsave()
		fmt.Fprint(l, m.x[1-n].Load(), " ")
		m.raw[n].UnlockIrqrestore(f)
	}},
	{"stored section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.spin[n].LockIrqsave()
		m.x[n].Store(n + 5)
		m.spin[n].UnlockIrqrestore(f)
		fmt.Fprint(l, m.x[1-n].Load(), " ")
	}},
	{"empty section", false, func(m *machine, _ *strings.Builder, n int) {
		f := m.spin[n].LockIrqsave()
		m.spin[n].UnlockIrqrestore(f)
	}},
	{"trylock", false, func(m *machine, l *strings.Builder, n int) {
		ok := m.spin[n].TryLock()
		fmt.Fprint(l, ok, " ")
		if ok {
			m.spin[n].Unlock()
		}
	}},
	{"bh section", false, func(m *machine, l *strings.Builder, n int) {
		m.k.LocalBhDisable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.k.LocalBhEnable()
	}},
	{"window", false, func(m *machine, l *strings.Builder, n int) {
		if m.k.InHardirq() {
			return
		}
		m.k.LocalIrqDisable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.k.LocalIrqEnable()
		m.k.LocalIrqDisable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.k.LocalIrqEnable()
	}},
	{"preempt", false, func(m *machine, l *strings.Builder, n int) {
		m.k.PreemptDisable()
		fmt.Fprint(l, m.x[n].Load(), m.x[1-n].Load(), " ")
		m.k.PreemptEnable()
	}},
	{"mutex", true, func(m *machine, l *strings.Builder, n int) {
		m.mutex.Lock()
		fmt.Fprint(l, m.x[n].Add(1), " ")
		m.mutex.Unlock()
	}},
	{"mutex trylock", true, func(m *machine, l *strings.Builder, _ int) {
		ok := m.mutex.TryLock()
		fmt.Fprint(l, ok, " ")
		if ok {
			m.mutex.Unlock()
		}
	}},
	{"complete", false, func(m *machine, _ *strings.Builder, n int) { m.done[n].Complete() }},
	{"reinit", false, func(m *machine, _ *strings.Builder, n int) { m.done[n].Reinit() }},
	{"wait", true, func(m *machine, l *strings.Builder, n int) { fmt.Fprint(l, m.done[n].WaitTimeout(1), " ") }},
	{"wake", false, func(m *machine, _ *strings.Builder, _ int) { m.queue.WakeUp() }},
	{"sleep", true, func(m *machine, l *strings.Builder, _ int) {
		m.queue.Prepare()
		fmt.Fprint(l, m.queue.ScheduleTimeout(1), " ")
		m.queue.Finish()
	}},
	{"sleep on two", true, func(m *machine, l *strings.Builder, n int) {
		m.queues[n].Prepare()
		m.queues[1-n].Prepare()
		fmt.Fprint(l, m.queues[1].ScheduleTimeout(1), " ")
		m.queues[1-n].Finish()
		m.queues[n].Finish()
	}},
	{"wake one", false, func(m *machine, _ *strings.Builder, n int) { m.queues[n].WakeUp() }},
	{"suspend irqs", true, func(m *machine, _ *strings.Builder, _ int) { m.k.SuspendIRQs(); m.k.ResumeIRQs() }},
	{"share irq", true, func(m *machine, l *strings.Builder, n int) {
		m.lines[n].Share(func() IRQReturn { m.log[irqSlot].WriteString("shared "); return IRQHandled })
	}},
	{"tasklet", false, func(m *machine, _ *strings.Builder, n int) { m.task[n].Schedule() }},
	{"kill", true, func(m *machine, _ *strings.Builder, n int) { m.task[n].Kill() }},
	{"queue", false, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.work.Queue(), " ") }},
	{"flush", true, func(m *machine, _ *strings.Builder, _ int) { m.work.Flush() }},
	{"cancel work", true, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.work.CancelSync(), " ") }},
	{"arm", false, func(m *machine, _ *strings.Builder, _ int) { m.timer.Start(1) }},
	{"disarm", false, func(m *machine, _ *strings.Builder, _ int) { m.timer.Cancel() }},
	{"disarm and wait", true, func(m *machine, l *strings.Builder, n int) {
		m.timer.CancelSync()
		fmt.Fprint(l, m.x[n].Load(), " ")
	}},
	{"arm hr", false, func(m *machine, _ *strings.Builder, _ int) { m.hr.Start(1) }},
	{"disarm hr", false, func(m *machine, _ *strings.Builder, _ int) { m.hr.Cancel() }},
	{"cancel hr", true, func(m *machine, _ *strings.Builder, _ int) { m.hr.CancelSync() }},
	{"raise", false, func(m *machine, _ *strings.Builder, n int) { m.lines[n].Raise() }},
	{"clear", false, func(m *machine, _ *strings.Builder, n int) { m.lines[n].Clear() }},
	{"disable irq", true, func(m *machine, l *strings.Builder, n int) {
		m.lines[n].Disable()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.lines[n].Enable()
	}},
	{"mask irq", false, func(m *machine, l *strings.Builder, n int) {
		m.lines[n].DisableNosync()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.lines[n].Enable()
	}},
	{"synchronize", true, func(m *machine, l *strings.Builder, n int) {
		m.lines[n].Synchronize()
		fmt.Fprint(l, m.x[n].Load(), " ")
	}},
	{"start device", false, func(m *machine, _ *strings.Builder, _ int) { m.src.Touch(); m.start = true }},
	{"stop device", false, func(m *machine, _ *strings.Builder, _ int) {
		m.src.Touch()
		m.start = false
		m.line.Clear()
	}},
	{"pm", true, func(m *machine, l *strings.Builder, _ int) {
		m.pm.GetSync()
		m.pm.Put()
		fmt.Fprint(l, m.pm.Active(), " ")
	}},
	{"touch", false, func(m *machine, _ *strings.Builder, _ int) { m.mem.Touch() }},
	{"free", false, func(m *machine, _ *strings.Builder, _ int) { m.k.Kfree(&m.mem) }},
	{"boxed section", false, func(m *machine, l *strings.Builder, n int) {
		f := m.mem.lock.LockIrqsave()
		fmt.Fprint(l, m.x[n].Add(1), " ")
		m.mem.lock.UnlockIrqrestore(f)
	}},
	{"boxed tasklet", false, func(m *machine, _ *strings.Builder, _ int) { m.mem.task.Schedule() }},
	{"boxed work", false, func(m *machine, _ *strings.Builder, _ int) { m.mem.work.Queue() }},
	{"get", false, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.shared.Get(), " ") }},
	{"put", false, func(m *machine, _ *strings.Builder, n int) { m.shared.Put(n) }},
	{"cpu", false, func(m *machine, l *strings.Builder, n int) {
		fmt.Fprint(l, m.k.CPU(), " ")
		m.x[n].Add(m.k.CPU() + 1)
	}},
	{"poll", false, func(m *machine, l *strings.Builder, n int) {
		i := 0
		for ; i < 7 && m.x[n].Load() == 0; i++ {
			m.k.Udelay(1)
		}
		fmt.Fprint(l, i > 6, " ")
	}},
	{"choose", false, func(m *machine, l *strings.Builder, _ int) { fmt.Fprint(l, m.k.Choose(2, "c"), " ") }},
	{"await", true, func(m *machine, l *strings.Builder, n int) {
		m.done[n].Wait()
		fmt.Fprint(l, m.x[n].Load(), " ")
	}},
	{"third tasklet", false, func(m *machine, _ *strings.Builder, _ int) { m.task[2].Schedule() }},
	{"tasklets", false, func(m *machine, _ *strings.Builder, n int) {
		m.k.LocalBhDisable()
		m.task[n].Schedule()
		m.task[1-n].Schedule()
		m.task[2].Schedule()
		m.k.LocalBhEnable()
	}},
	{"await and schedule", true, func(m *machine, _ *strings.Builder, n int) {
		m.done[0].Wait()
		m.k.LocalBhDisable()
		m.task[0].Schedule()
		m.task[1+n].Schedule()
		m.k.LocalBhEnable()
	}},
	{"await and raise", true, func(m *machine, _ *strings.Builder, n int) { m.done[0].Wait(); m.lines[n].Raise() }},
	{"raise twice", false, func(m *machine, l *strings.Builder, n int) {
		m.lines[n].Raise()
		fmt.Fprint(l, m.x[n].Load(), " ")
		m.lines[n].Raise()
	}},
	{"bh off", false, func(m *machine, _ *strings.Builder, _ int) { m.k.LocalBhDisable() }},
	{"bh on", false, func(m *machine, _ *strings.Builder, _ int) { m.k.LocalBhEnable() }},
	{"preempt off", false, func(m *machine, _ *strings.Builder, _ int) { m.k.PreemptDisable() }},
	{"preempt on", false, func(m *machine, _ *strings.Builder, _ int) { m.k.PreemptEnable() }},
	{"irqs off", false, func(m *machine, _ *strings.Builder, _ int) { m.k.LocalIrqDisable() }},
	{"irqs on", false, func(m *machine, _ *strings.Builder, _ int) { m.k.LocalIrqEnable() }},
	{"delay work", false, func(m *machine, _ *strings.Builder, _ int) { m.delayed.Start(1) }},
	{"cancel delayed", true, func(m *machine, l *strings.Builder, _ int) {
		m.delayed.CancelSync()
		fmt.Fprint(l, m.work.CancelSync(), " ")
	}},
	{"flush delayed", true, func(m *machine, l *strings.Builder, n int) {
		m.delayed.Cancel()
		m.work.Queue()
		m.work.Flush()
		fmt.Fprint(l, m.x[n].Load(), " ")
	}},
	{"arm here", false, func(m *machine, _ *strings.Builder, _ int) { m.here.Start(1) }},
	{"disarm here", false, func(m *machine, _ *strings.Builder, _ int) { m.here.Cancel() }},
	{"free irq", true, func(m *machine, l *strings.Builder, n int) {
		m.lines[n].Free()
		fmt.Fprint(l, m.x[n].Load(), " ")
	}},
}
