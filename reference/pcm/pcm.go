package pcm

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// State of a stream; the order and names are SNDRV_PCM_STATE_*.
type State uint8

const (
	Open State = iota
	Setup
	Prepared
	Running
	XRun
	Draining
	Paused
	Suspended
	Disconnected
)

func (s State) String() string {
	return [...]string{"OPEN", "SETUP", "PREPARED", "RUNNING", "XRUN", "DRAINING",
		"PAUSED", "SUSPENDED", "DISCONNECTED"}[s]
}

// Cmd is a trigger command.
type Cmd uint8

const (
	TriggerStop Cmd = iota
	TriggerStart
	TriggerPausePush
	TriggerPauseRelease
	TriggerSuspend
	TriggerResume
	TriggerDrain
)

// Info flags of the hardware.
type Info uint8

const (
	InfoPause Info = 1 << iota
	InfoResume
	InfoDrainTrigger
	InfoNoRewinds
	InfoNoPeriodWakeup
)

// HwParams is what hw_params configures, all in frames.
type HwParams struct {
	Rate       int
	FrameBytes int
	PeriodSize int64
	Periods    int64

	// NoPeriodWakeup asks for a stream without period interrupts, which it gets
	// if the hardware has InfoNoPeriodWakeup.
	NoPeriodWakeup bool
}

// BufferSize is the size of the ring buffer in frames.
func (p *HwParams) BufferSize() int64 { return p.PeriodSize * p.Periods }

// PosXRun as a result of Pointer reports an XRUN seen by the hardware.
const PosXRun = int64(-1)

// Ops are a driver's callbacks, as in struct snd_pcm_ops. Trigger, Pointer and
// Ack are called under the stream lock; the others may sleep.
type Ops struct {
	Open     func(s *Substream) error
	Close    func(s *Substream)
	HwParams func(s *Substream, p *HwParams) error
	HwFree   func(s *Substream) error
	Prepare  func(s *Substream) error
	Trigger  func(s *Substream, cmd Cmd) error
	SyncStop func(s *Substream)
	Pointer  func(s *Substream) int64
	Ack      func(s *Substream) error
}

// Card is what the streams of a device share.
type Card struct {
	K        *sim.Kernel
	SyncIRQ  *sim.IRQ // for drivers whose period handling is just this interrupt
	Shutdown bool
	linkSem  sim.Mutex
	controls []*Control
}

// Init prepares the card.
func (c *Card) Init(k *sim.Kernel) {
	c.K = k
	c.linkSem.Init(k, "pcm_link_sem")
}

// PCM is a device with one playback and one capture substream.
type PCM struct {
	Card      *Card
	Nonatomic bool
	Info      Info
	Playback  Substream
	Capture   Substream
	openMutex sim.Mutex
}

// Init prepares the device; ops are those of both directions.
func (p *PCM) Init(card *Card, ops *Ops) {
	p.Card = card
	p.openMutex.Init(card.K, "pcm.open_mutex")
	p.Playback.init(p, ops, true)
	p.Capture.init(p, ops, false)
}

// Substream is one direction of a device. It lives as long as the device; its
// Runtime lives from open to release.
type Substream struct {
	PCM        *PCM
	K          *sim.Kernel
	Ops        *Ops
	IsPlayback bool
	Runtime    *Runtime // see attached
	Nonblock   bool     // O_NONBLOCK
	Private    any      // the driver's
	Managed    bool     // the core allocates the buffer

	attached sim.Int  // whether there is a Runtime, for who looks without open_mutex
	found    *Runtime // what they find: the Runtime, or the one before
	self     group    // the stream lock
	group    *group
	hwOpened bool
}

func (s *Substream) init(p *PCM, ops *Ops, playback bool) {
	s.PCM, s.K, s.Ops, s.IsPlayback = p, p.Card.K, ops, playback
	name := "capture"
	if playback {
		name = "playback"
	}
	s.attached.Init(s.K, name+".runtime", 0)
	s.self.init(s.K, name, false)
	s.group = &s.self
	s.self.members = append(s.self.members[:0], s)
}

// Runtime is the state of an open substream.
type Runtime struct {
	sim.Mem
	State     State // changed under the stream lock
	suspended State // the state before suspend
	Info      Info
	Private   any // the driver's

	Rate       int
	FrameBytes int
	PeriodSize int64
	Periods    int64
	BufferSize int64
	Boundary   int64

	NoPeriodWakeup bool // nobody calls PeriodElapsed: positions are asked for

	AvailMin       int64
	StartThreshold int64
	StopThreshold  int64

	Buffer *dma.Buffer

	hwPtr          int64 // where the hardware is, modulo Boundary
	hwPtrBase      int64 // hwPtr at the start of the buffer
	hwPtrInterrupt int64 // hwPtr at the last period interrupt
	applPtr        int64 // where the application is
	twake          int64 // wake a blocked transfer at so much space

	sleep  sim.WaitQueue // poll and drain
	tsleep sim.WaitQueue // read and write

	triggerMaster *Substream
	stopOperating bool // stopped, the driver not yet synchronized
	bufferMutex   sim.Mutex
	accessing     sim.Int // >0: transfers copy; <0: the buffer is being changed

	owned dma.Buffer // a managed buffer
}

// runtime is what a context without open_mutex finds. Nothing but the driver's
// synchronization keeps it alive there: release frees it without the stream lock.
func (s *Substream) runtime() *Runtime {
	if s.attached.Load() == 0 {
		return nil
	}
	return s.found
}

// running reports whether the hardware moves data for the stream.
func (s *Substream) running() bool { return s.moves(s.Runtime.State) }

func (s *Substream) moves(st State) bool {
	return st == Running || st == Draining && s.IsPlayback
}

// State is the stream's state, Open if it is closed.
func (s *Substream) State() State {
	if s.Runtime == nil {
		return Open
	}
	return s.Runtime.State
}

// HwPtr and ApplPtr are the ring buffer's positions, for tests.
func (r *Runtime) HwPtr() int64   { return r.hwPtr }
func (r *Runtime) ApplPtr() int64 { return r.applPtr }

// FramesToBytes converts sizes.
func (r *Runtime) FramesToBytes(n int64) int { return int(n) * r.FrameBytes }

// BytesToFrames converts sizes.
func (r *Runtime) BytesToFrames(n int) int64 { return int64(n / r.FrameBytes) }

// PeriodBytes is the size of a period.
func (r *Runtime) PeriodBytes() int { return r.FramesToBytes(r.PeriodSize) }

// BufferBytes is the size of the ring buffer.
func (r *Runtime) BufferBytes() int { return r.FramesToBytes(r.BufferSize) }
