package main

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

const (
	rate       = 48000
	channels   = 2
	frameBytes = 2 * channels
	period     = 480 // frames: 10 ms
	periods    = 4
	periodNs   = int64(period) * 1e9 / rate
	endless    = 1 << 40 // periods the device may move
)

// Tone is a sine wave, a whole number of periods long.
func Tone(hz, seconds float64) []byte {
	frames := int(math.Ceil(seconds*rate/period)) * period
	b := make([]byte, 0, frames*frameBytes)
	for i := range frames {
		v := int16(math.Round(12000 * math.Sin(2*math.Pi*hz*float64(i)/rate)))
		for range channels {
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		}
	}
	return b
}

// Session is what came of playing.
type Session struct {
	Played []byte
	XRuns  int
	Pauses int
}

// Play plays the tone once on the given kind of device.
func Play(tone []byte, device string) (*Session, error) {
	var s Session
	m, err := Model(tone, device, &s)
	if err != nil {
		return nil, err
	}
	if v := sim.RunQuiet(m); v != nil {
		return nil, fmt.Errorf("%s", v.Splat)
	}
	return &s, nil
}

// Model is the player and its device as a model, so that it can be run under
// any schedule.
func Model(tone []byte, device string, s *Session) (sim.Model, error) {
	var attach func(k *sim.Kernel, sink func([]byte)) (*pcm.Substream, func(), func())
	switch device {
	case "dma":
		attach = attachDMA
	case "chip":
		attach = attachChip
	default:
		return sim.Model{}, fmt.Errorf("no device %q", device)
	}
	build := func(k *sim.Kernel) {
		*s = Session{Played: make([]byte, 0, len(tone))}
		stream, open, remove := attach(k, func(p []byte) { s.Played = append(s.Played, p...) })
		k.Go("player", 0, func() {
			open()
			s.play(k, stream, tone)
			remove()
		})
	}
	return sim.Model{Name: "playtone", Config: sim.Config{CPUs: 2, Discrete: true}, Build: build}, nil
}

func attachDMA(k *sim.Kernel, sink func([]byte)) (*pcm.Substream, func(), func()) {
	c := pl.Probe(k, 1, endless, periodNs)
	c.HW.Sink = sink
	card := &pcm.Card{}
	card.Init(k)
	p := &pcm.PCM{Info: pcm.InfoPause}
	p.Init(card, dmaengine.Ops(&c.VC.Chan))
	p.Playback.Managed = true
	open := func() { k.Assert(dma.Request(&c.VC.Chan) == nil, "channel") }
	remove := func() {
		dma.ReleaseChannel(&c.VC.Chan)
		c.Remove()
	}
	return &p.Playback, open, remove
}

func attachChip(k *sim.Kernel, sink func([]byte)) (*pcm.Substream, func(), func()) {
	c := irqpcm.New(k, 1, endless, periodNs)
	c.Sink = sink
	return &c.PCM.Playback, func() {}, c.Remove
}

// play writes the tone in chunks of changing size, sleeping through every
// seventh so that the ring runs dry, and pausing at every fifth.
func (s *Session) play(k *sim.Kernel, st *pcm.Substream, tone []byte) {
	check := func(err error, what string) { k.Assert(err == nil, what) }
	check(pcm.OpenSubstream(st), "open")
	check(st.HwParams(&pcm.HwParams{Rate: rate, FrameBytes: frameBytes, PeriodSize: period, Periods: periods}), "hw_params")
	check(st.Prepare(), "prepare")
	for i := 0; len(tone) > 0; i++ {
		n := min((1+i%5)*period*frameBytes, len(tone))
		s.write(k, st, tone[:n])
		tone = tone[n:]
		switch {
		case i%7 == 6:
			k.Msleep(100) // longer than the ring is
		case i%5 == 4 && st.Pause(true) == nil:
			s.Pauses++
			k.Msleep(30)
			check(st.Pause(false), "resume")
		}
	}
	if err := st.Drain(); err != nil {
		k.Assert(err == errno.EPIPE, "drain")
	}
	pcm.Release(st)
}

// write is what applications do around snd_pcm_writei: go on after a short
// write, prepare after an XRUN.
func (s *Session) write(k *sim.Kernel, st *pcm.Substream, p []byte) {
	for len(p) > 0 {
		n, err := st.Write(p)
		p = p[int(n)*frameBytes:]
		if err == errno.EPIPE {
			s.XRuns++
			err = st.Prepare()
		}
		k.Assert(err == nil, "write")
	}
}
