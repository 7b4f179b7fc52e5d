package dma

import "github.com/ctxlint/ctxlint/reference/sim"

// Hardware is the device behind one channel: it moves one period at a time, on
// its own, and asserts its interrupt line. Providers write its "registers" (the
// methods) under their lock; the device itself obeys no lock.
type Hardware struct {
	K      *sim.Kernel
	Line   *sim.IRQ
	Lock   *sim.Spinlock // the provider's lock over the registers
	Done   bool          // interrupt status: a period or a transfer has ended
	Sink   func(p []byte)
	Fill   func(p []byte)
	src    *sim.Source
	vd     *VDesc
	pos    int
	moved  int
	run    bool
	paused bool
	slow   bool // stopping takes a while: one more burst may come
	again  bool // and meanwhile the channel may be started
	errors int  // transfers that may still fail
	failed bool // the last one did
	acked  bool // as read with the interrupt status
	late   *Buffer
}

// Init adds the device; it will move at most n periods in one run of the model,
// which bounds the exploration. periodNs is its pace in discrete time.
func (h *Hardware) Init(k *sim.Kernel, name string, n int, periodNs int64) {
	h.K = k
	h.src = k.NewSource(name, n, periodNs, h.canMove, h.move)
}

// MayFail lets n transfers end in an error, at any time: a choice of the
// explorer. A cyclic transfer goes on after it.
func (h *Hardware) MayFail(n int) { h.errors = n }

// Failed tells whether what was acknowledged last had ended in an error.
func (h *Hardware) Failed() bool {
	h.Lock.AssertHeld()
	return h.acked
}

// SlowStop makes Stop leave one burst in flight, which Settle ends.
func (h *Hardware) SlowStop() { h.slow = true }

// Restartable says that the hardware can be started while the burst of a stopped
// transfer is in flight, which it then ends in the old memory. Otherwise a start
// before Settle is a violation.
func (h *Hardware) Restartable() { h.again = true }

// canMove says when the device may act. It does not run ahead of an interrupt
// that nobody has acknowledged: the models assume that interrupt latency is
// below one period, and that bounds them.
func (h *Hardware) canMove() bool {
	return h.run && !h.paused && !h.Done || h.late != nil
}

// Exhausted reports whether the device has used up the periods of its bound.
func (h *Hardware) Exhausted() bool { return h.src.Exhausted() }

// move is one device event: a period moved and the interrupt asserted. The
// period counts as moved when the interrupt is raised, never in between, as
// with a descriptor's interrupt flag.
func (h *Hardware) move() {
	if !h.run || h.again && h.late != nil {
		h.late.DMA() // the burst that was in flight when the channel was disabled
		h.late = nil
		return
	}
	h.K.Assert(h.late == nil, "channel runs while the engine is in the last burst of a terminated transfer")
	vd := h.vd
	n := vd.Period
	if n == 0 {
		n = vd.Len
	}
	if h.errors > 0 && h.K.Choose(2, "bus error") == 1 {
		h.errors--
		h.failed = true
	} else {
		h.transfer(vd, h.pos, n)
	}
	h.pos += n
	h.moved += n
	if h.pos >= vd.Len {
		h.pos = 0
		if vd.Period == 0 {
			h.run = false
		}
	}
	h.Done = true
	h.Line.Raise()
}

func (h *Hardware) transfer(vd *VDesc, pos, n int) {
	if vd.Buf == nil {
		for _, s := range vd.SG {
			s.Buf.DMA()
			h.data(s.Buf.Data[s.Off:s.Off+s.Len], vd.Dir)
		}
		return
	}
	vd.Buf.DMA()
	h.data(vd.Buf.Data[pos:pos+n], vd.Dir)
}

func (h *Hardware) data(p []byte, dir Direction) {
	switch {
	case dir == MemToDev && h.Sink != nil:
		h.Sink(p)
	case dir == DevToMem && h.Fill != nil:
		h.Fill(p)
	}
}

// access is what every register access begins with.
func (h *Hardware) access() {
	h.Lock.AssertHeld()
	h.src.Touch()
}

// Start programs and starts the device.
func (h *Hardware) Start(vd *VDesc) {
	h.access()
	h.vd, h.pos, h.run, h.paused = vd, 0, true, false
	h.src.Restart()
}

// Stop disables the device and its interrupt.
func (h *Hardware) Stop() {
	h.access()
	if h.run && h.slow {
		h.late = h.vd.Buf
	}
	h.run, h.vd, h.Done = false, nil, false
	h.Line.Clear()
}

// Settle is the moment from which a stopped device is known to be quiet.
func (h *Hardware) Settle() {
	h.access()
	h.late = nil
}

// SetPaused halts the device between periods, or lets it go on.
func (h *Hardware) SetPaused(p bool) {
	h.access()
	h.paused = p
	h.src.Restart()
}

// Paused reports whether the device is halted.
func (h *Hardware) Paused() bool {
	h.access()
	return h.run && h.paused
}

// Ack reads and clears the interrupt status, which asserts the line.
func (h *Hardware) Ack() bool {
	h.access()
	d := h.Done
	h.Done = false
	h.acked, h.failed = h.failed, false
	h.Line.Clear()
	return d
}

// Residue is the number of bytes of the running transfer not yet moved.
func (h *Hardware) Residue() int {
	h.access()
	if h.vd == nil {
		return 0
	}
	return h.vd.Len - h.pos
}

// Moved is the number of bytes moved in all transfers, for tests.
func (h *Hardware) Moved() int { return h.moved }
