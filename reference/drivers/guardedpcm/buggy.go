package guardedpcm

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// data is the stream's private data.
type data struct {
	sim.Mem
	dmaChan *dma.Chan
	mutex   sim.Mutex
	lock    sim.Spinlock
	closed  bool // protected by one of them
}

func dataOf(s *pcm.Substream) *data { return s.Runtime.Private.(*data) }

func open(s *pcm.Substream, c *dma.Chan) error {
	d := &data{dmaChan: c}
	s.K.Kzalloc(d, "prtd", sim.GFPKernel)
	d.mutex.Init(s.K, "prtd.mutex")
	d.lock.Init(s.K, "prtd.lock")
	s.Runtime.Private = d
	return nil
}

// completeMutex is the completion callback as proposed.
func completeMutex(arg any) {
	s := arg.(*pcm.Substream)
	d := dataOf(s)
	d.mutex.Lock()
	pcm.PeriodElapsed(s)
	d.mutex.Unlock()
}

func closeMutex(s *pcm.Substream) {
	d := dataOf(s)
	dma.TerminateAsync(d.dmaChan)
	d.mutex.Lock()
	d.closed = true
	d.mutex.Unlock()
	s.K.Kfree(&d.Mem)
}

// completeSpin is the same with a lock that a tasklet may take.
func (st *stream) completeSpin(any) {
	d := st.data
	f := d.lock.LockIrqsave()
	closed := d.closed
	d.lock.UnlockIrqrestore(f)
	if !closed {
		pcm.PeriodElapsed(st.s)
	}
}

func closeSpin(s *pcm.Substream) {
	d := dataOf(s)
	dma.TerminateAsync(d.dmaChan)
	f := d.lock.LockIrqsave()
	d.closed = true
	d.lock.UnlockIrqrestore(f)
	s.K.Kfree(&d.Mem)
}

// stream is what the callback with the spinlock gets.
type stream struct {
	s    *pcm.Substream
	data *data
}

func triggerMutex(s *pcm.Substream, cmd pcm.Cmd) error {
	d := dataOf(s)
	if cmd != pcm.TriggerStart {
		return dma.TerminateAsync(d.dmaChan)
	}
	desc := prepare(s)
	if desc == nil {
		return errno.ENOMEM
	}
	desc.Callback = completeMutex
	desc.CallbackParam = s
	dma.Submit(desc)
	dma.IssuePending(d.dmaChan)
	return nil
}

func triggerSpin(s *pcm.Substream, cmd pcm.Cmd) error {
	d := dataOf(s)
	if cmd != pcm.TriggerStart {
		return dma.TerminateAsync(d.dmaChan)
	}
	desc := prepare(s)
	if desc == nil {
		return errno.ENOMEM
	}
	st := &stream{s, d}
	desc.Callback = st.completeSpin
	dma.Submit(desc)
	dma.IssuePending(d.dmaChan)
	return nil
}

func prepare(s *pcm.Substream) *dma.Desc {
	rt := s.Runtime
	return dma.PrepDMACyclic(dataOf(s).dmaChan, rt.Buffer, rt.BufferBytes(), rt.PeriodBytes(), dma.MemToDev)
}

func pointer(*pcm.Substream) int64 { return 0 }

// MutexOps is the driver whose callback takes a mutex.
func MutexOps(c *dma.Chan) *pcm.Ops {
	return &pcm.Ops{
		Open:    func(s *pcm.Substream) error { return open(s, c) },
		Close:   closeMutex,
		Prepare: func(*pcm.Substream) error { return nil },
		Trigger: triggerMutex,
		Pointer: pointer,
	}
}

// SpinOps is the driver whose callback takes a spinlock.
func SpinOps(c *dma.Chan) *pcm.Ops {
	return &pcm.Ops{
		Open:    func(s *pcm.Substream) error { return open(s, c) },
		Close:   closeSpin,
		Prepare: func(*pcm.Substream) error { return nil },
		Trigger: triggerSpin,
		Pointer: pointer,
	}
}
