package dmaengine_test

import (
	"bytes"
	"testing"

	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

const (
	frame    = 4
	period   = 8
	periods  = 4
	periodNs = 1_000_000
)

// TestCapture records what the device counts: every byte arrives once and in
// order, also when the reader oversleeps and has to recover, when what was
// overrun is missing as a whole and nothing else is.
func TestCapture(t *testing.T) {
	overruns := 0
	m := sim.Model{Config: sim.Config{CPUs: 2, Discrete: true}, Build: func(k *sim.Kernel) {
		c := pl.Probe(k, 1, 1<<30, periodNs)
		next := byte(0)
		c.HW.Fill = func(p []byte) {
			for i := range p {
				p[i] = next
				if i%frame == frame-1 {
					next++ // a frame is four equal bytes
				}
			}
		}
		card := &pcm.Card{}
		card.Init(k)
		p := &pcm.PCM{}
		p.Init(card, dmaengine.Ops(&c.VC.Chan))
		s := &p.Capture
		s.Managed = true
		k.Go("record", 0, func() {
			check := func(err error, what string) { k.Assert(err == nil, what) }
			check(dma.Request(&c.VC.Chan), "request")
			check(pcm.OpenSubstream(s), "open")
			check(s.HwParams(&pcm.HwParams{Rate: 8000, FrameBytes: frame, PeriodSize: period, Periods: periods}), "hw_params")
			check(s.Prepare(), "prepare")
			var got []byte
			for i := range 40 {
				buf := make([]byte, frame*(1+i%13))
				n, err := s.Read(buf)
				got = append(got, buf[:int(n)*frame]...)
				if err == errno.EPIPE {
					overruns++
					inOrder(k, got)
					got = got[:0]
					check(s.Prepare(), "prepare after overrun")
					continue
				}
				check(err, "read")
				if i%9 == 8 {
					k.Msleep(2 * periods)
				}
			}
			inOrder(k, got)
			pcm.Release(s)
			dma.ReleaseChannel(&c.VC.Chan)
			c.Remove()
		})
	}}
	if v := sim.RunQuiet(m); v != nil {
		t.Fatal(v.Splat)
	}
	if overruns < 3 {
		t.Errorf("%d overruns: too few to show anything", overruns)
	}
}

func inOrder(k *sim.Kernel, b []byte) {
	for i := 0; i+frame < len(b); i += frame {
		k.Assert(bytes.Equal(b[i:i+frame], bytes.Repeat(b[i:i+1], frame)), "frame torn")
		k.Assert(b[i+frame] == b[i]+1, "frame missing or twice")
	}
}

// TestNoPeriodWakeup: a stream that wants no period interrupts gets none, if the
// hardware can do without; its position is found by asking, and a drain has no
// time-out that could take silence for a dead device.
func TestNoPeriodWakeup(t *testing.T) {
	for _, can := range []bool{true, false} {
		m := sim.Model{Config: sim.Config{CPUs: 2, Discrete: true}, Build: func(k *sim.Kernel) {
			c := pl.Probe(k, 1, 1<<30, periodNs)
			card := &pcm.Card{}
			card.Init(k)
			p := &pcm.PCM{}
			if can {
				p.Info = pcm.InfoNoPeriodWakeup
			}
			p.Init(card, dmaengine.Ops(&c.VC.Chan))
			s := &p.Playback
			s.Managed = true
			k.Go("play", 0, func() {
				check := func(err error, what string) { k.Assert(err == nil, what) }
				check(dma.Request(&c.VC.Chan), "request")
				check(pcm.OpenSubstream(s), "open")
				check(s.HwParams(&pcm.HwParams{Rate: 8000, FrameBytes: frame, PeriodSize: period, Periods: periods, NoPeriodWakeup: true}), "hw_params")
				k.Assert(s.Runtime.NoPeriodWakeup == can, "granted")
				check(s.Prepare(), "prepare")
				_, err := s.Write(make([]byte, frame*period*periods))
				check(err, "write")
				k.UsleepRange(2500, 2500)
				moved := int64(2 * period)
				if can {
					moved = 0
				}
				k.Assert(s.Runtime.HwPtr() == moved, "position as the periods say")
				check(s.Hwsync(), "hwsync")
				k.Assert(s.Runtime.HwPtr() == 2*period, "position when asked")
				pcm.Release(s)
				dma.ReleaseChannel(&c.VC.Chan)
				c.Remove()
			})
		}}
		if v := sim.RunQuiet(m); v != nil {
			t.Fatal(v.Splat)
		}
	}
}

// TestResultsIgnored: as in the kernel, the stream does not hear that its channel
// could not pause: it calls itself paused, and the device goes on.
func TestResultsIgnored(t *testing.T) {
	m := sim.Model{Config: sim.Config{CPUs: 2, Discrete: true}, Build: func(k *sim.Kernel) {
		c := pl.Probe(k, 1, 1<<30, periodNs)
		c.Dev.Pause, c.Dev.Resume = nil, nil
		card := &pcm.Card{}
		card.Init(k)
		p := &pcm.PCM{Info: pcm.InfoPause}
		p.Init(card, dmaengine.Ops(&c.VC.Chan))
		s := &p.Playback
		s.Managed = true
		k.Go("play", 0, func() {
			check := func(err error, what string) { k.Assert(err == nil, what) }
			check(dma.Request(&c.VC.Chan), "request")
			check(pcm.OpenSubstream(s), "open")
			check(s.HwParams(&pcm.HwParams{Rate: 8000, FrameBytes: frame, PeriodSize: period, Periods: periods}), "hw_params")
			check(s.Prepare(), "prepare")
			_, err := s.Write(make([]byte, frame*period*periods))
			check(err, "write")
			check(s.Pause(true), "pause")
			k.Assert(s.State() == pcm.Paused, "paused")
			before := c.HW.Moved()
			k.UsleepRange(2500, 2500)
			k.Assert(c.HW.Moved() > before, "the device goes on")
			pcm.Release(s)
			dma.ReleaseChannel(&c.VC.Chan)
			c.Remove()
		})
	}}
	if v := sim.RunQuiet(m); v != nil {
		t.Fatal(v.Splat)
	}
}
