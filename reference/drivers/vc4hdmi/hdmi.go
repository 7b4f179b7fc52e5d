// Package vc4hdmi is an audio driver like vc4 HDMI: a DMA channel feeds the
// sound, and the receiver is told about the format with an infoframe packet
// that the hardware takes some time to send.
//
// Waiting for the packet engine sleeps, so it has no place in the trigger of an
// atomic stream. Making the stream nonatomic does not help: its period
// interrupt comes from the DMA provider's tasklet, which cannot take a mutex.
// The way out is that nothing about the infoframe depends on the moment of the
// start: it is sent in prepare, and the trigger only flips a register.
package vc4hdmi

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// The packets, by their numbers in the packet engine.
const (
	aviPacket   = 2
	audioPacket = 3
)

// HDMI is the device.
type HDMI struct {
	PCM  pcm.PCM
	Card pcm.Card
	k    *sim.Kernel
	dma  *dma.Chan

	hwLock  sim.Spinlock // protects the registers below
	enabled uint32       // RAM_PACKET_CONFIG
	audio   bool         // MAI_CTL: the sound runs

	status sim.Int // RAM_PACKET_STATUS, changed by the hardware
	engine *sim.Source
}

// New probes the device.
func New(k *sim.Kernel, c *dma.Chan) *HDMI {
	h := &HDMI{}
	h.init(k, c)
	h.PCM.Init(&h.Card, &pcm.Ops{
		Open:     h.open,
		Close:    dmaengine.Close,
		Prepare:  h.audioPrepare,
		Trigger:  h.audioTrigger,
		SyncStop: dmaengine.SyncStop,
		Pointer:  dmaengine.Pointer,
	})
	return h
}

// Spinning is the driver whose trigger waits for the packet engine by spinning: it
// may, and interrupts are off meanwhile, for as long as the hardware takes.
type Spinning struct{ HDMI }

// NewSpinning probes it.
func NewSpinning(k *sim.Kernel, c *dma.Chan) *HDMI {
	h := &Spinning{}
	h.init(k, c)
	h.PCM.Init(&h.Card, &pcm.Ops{
		Open:     h.open,
		Close:    dmaengine.Close,
		Prepare:  func(*pcm.Substream) error { return nil },
		Trigger:  h.audioTriggerSpin,
		SyncStop: dmaengine.SyncStop,
		Pointer:  dmaengine.Pointer,
	})
	return &h.HDMI
}

func (h *Spinning) audioTriggerSpin(s *pcm.Substream, cmd pcm.Cmd) error {
	switch cmd {
	case pcm.TriggerStart:
		h.spinPacket(audioPacket)
		h.setAudio(true)
	case pcm.TriggerStop:
		h.setAudio(false)
	}
	return dmaengine.Trigger(s, cmd)
}

func (h *Spinning) spinPacket(id int) {
	h.writeConfig(id, false)
	for range 4 {
		if h.status.Load()>>id&1 == 0 {
			h.writeConfig(id, true)
			return
		}
		h.k.Udelay(100)
	}
}

func (h *HDMI) init(k *sim.Kernel, c *dma.Chan) {
	h.k, h.dma = k, c
	h.Card.Init(k)
	h.hwLock.Init(k, "vc4_hdmi.hw_lock")
	h.status.Init(k, "RAM_PACKET_STATUS", 1<<audioPacket)
	h.engine = k.NewSource("packet engine", 8, 1000, h.engineBusy, h.engineStep)
	h.enabled = 1 << audioPacket
	h.PCM.Playback.Managed = true
	h.PCM.Info = pcm.InfoPause | pcm.InfoResume
}

// engineBusy and engineStep are the hardware: the status follows the
// configuration, later.
func (h *HDMI) engineBusy() bool { return uint32(h.status.Value()) != h.enabled }

func (h *HDMI) engineStep() { h.status.Set(int(h.enabled)) }

func (h *HDMI) open(s *pcm.Substream) error { return dmaengine.Open(s, h.dma) }

func (h *HDMI) writeConfig(id int, on bool) {
	f := h.hwLock.LockIrqsave()
	h.setConfig(id, on)
	h.hwLock.UnlockIrqrestore(f)
}

func (h *HDMI) setConfig(id int, on bool) {
	h.hwLock.AssertHeld()
	h.engine.Touch()
	if on {
		h.enabled |= 1 << id
	} else {
		h.enabled &^= 1 << id
	}
}

// stopPacket disables a packet and waits until the hardware has let go of it.
func (h *HDMI) stopPacket(id int) error {
	h.writeConfig(id, false)
	for range 4 {
		if h.status.Load()>>id&1 == 0 {
			return nil
		}
		h.k.UsleepRange(1000, 2000)
	}
	return errno.ETIMEDOUT
}

func (h *HDMI) writeInfoframe(id int) {
	if err := h.stopPacket(id); err != nil {
		return // the old packet stays; the sound plays anyway
	}
	h.writeConfig(id, true)
}

func (h *HDMI) setAudioInfoframe() { h.writeInfoframe(audioPacket) }

// SetAVIInfoframe is what setting a mode does to the packet engine, while sound plays
// as well as before.
func (h *HDMI) SetAVIInfoframe() { h.writeInfoframe(aviPacket) }

func (h *HDMI) audioPrepare(*pcm.Substream) error {
	h.setAudioInfoframe()
	return nil
}

func (h *HDMI) audioTrigger(s *pcm.Substream, cmd pcm.Cmd) error {
	switch cmd {
	case pcm.TriggerStart:
		h.setAudio(true)
	case pcm.TriggerStop:
		h.setAudio(false)
	}
	return dmaengine.Trigger(s, cmd)
}

func (h *HDMI) setAudio(on bool) {
	f := h.hwLock.LockIrqsave()
	h.writeControl(on)
	h.hwLock.UnlockIrqrestore(f)
}

func (h *HDMI) writeControl(on bool) {
	h.hwLock.AssertHeld()
	h.audio = on
}
