package pcm

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// The tables say for every state and operation what comes out: the error (0 if
// none), the state afterwards, the trigger commands that the driver sees, and
// the function of sound/core/pcm_native.c (Linux 6.12) that decides it.
// The expectations were written from those functions, not from this package.

var allStates = []State{Open, Setup, Prepared, Running, XRun, Draining, Paused, Suspended, Disconnected}

type row struct {
	op    string
	run   func(s *Substream) error
	cells [9]string // in the order of allStates: "result state triggers source"
}

const (
	ioctlDisc = "EBADFD DISCONNECTED - snd_pcm_common_ioctl"
)

var playback = []row{
	{"hw_params", func(s *Substream) error { return s.HwParams(&testParams) }, [9]string{
		"0 SETUP - snd_pcm_hw_params",
		"0 SETUP - snd_pcm_hw_params",
		"0 SETUP - snd_pcm_hw_params",
		"EBADFD RUNNING - snd_pcm_hw_params",
		"EBADFD XRUN - snd_pcm_hw_params",
		"EBADFD DRAINING - snd_pcm_hw_params",
		"EBADFD PAUSED - snd_pcm_hw_params",
		"EBADFD SUSPENDED - snd_pcm_hw_params",
		ioctlDisc,
	}},
	{"hw_free", (*Substream).HwFree, [9]string{
		"EBADFD OPEN - snd_pcm_hw_free",
		"0 OPEN - snd_pcm_hw_free",
		"0 OPEN - snd_pcm_hw_free",
		"EBADFD RUNNING - snd_pcm_hw_free",
		"EBADFD XRUN - snd_pcm_hw_free",
		"EBADFD DRAINING - snd_pcm_hw_free",
		"EBADFD PAUSED - snd_pcm_hw_free",
		"EBADFD SUSPENDED - snd_pcm_hw_free",
		ioctlDisc,
	}},
	{"sw_params", func(s *Substream) error { return s.SwParams(1, 0, 0) }, [9]string{
		"EBADFD OPEN - snd_pcm_sw_params",
		"0 SETUP - snd_pcm_sw_params",
		"0 PREPARED - snd_pcm_sw_params",
		"0 RUNNING - snd_pcm_sw_params",
		"0 XRUN - snd_pcm_sw_params",
		"0 DRAINING - snd_pcm_sw_params",
		"0 PAUSED - snd_pcm_sw_params",
		"0 SUSPENDED - snd_pcm_sw_params",
		ioctlDisc,
	}},
	{"prepare", (*Substream).Prepare, [9]string{
		"EBADFD OPEN - snd_pcm_pre_prepare",
		"0 PREPARED - snd_pcm_do_prepare",
		"0 PREPARED - snd_pcm_do_prepare",
		"EBUSY RUNNING - snd_pcm_pre_prepare",
		"0 PREPARED - snd_pcm_do_prepare",
		"EBUSY DRAINING - snd_pcm_pre_prepare",
		"0 PREPARED release,stop snd_pcm_prepare",
		"0 PREPARED - snd_pcm_prepare",
		ioctlDisc,
	}},
	{"reset", (*Substream).Reset, [9]string{
		"EBADFD OPEN - snd_pcm_pre_reset",
		"EBADFD SETUP - snd_pcm_pre_reset",
		"0 PREPARED - snd_pcm_do_reset",
		"0 RUNNING - snd_pcm_do_reset",
		"EBADFD XRUN - snd_pcm_pre_reset",
		"EBADFD DRAINING - snd_pcm_pre_reset",
		"0 PAUSED - snd_pcm_do_reset",
		"0 SUSPENDED - snd_pcm_do_reset",
		ioctlDisc,
	}},
	{"start", (*Substream).Start, [9]string{
		"EBADFD OPEN - snd_pcm_pre_start",
		"EBADFD SETUP - snd_pcm_pre_start",
		"0 RUNNING start snd_pcm_do_start",
		"EBADFD RUNNING - snd_pcm_pre_start",
		"EBADFD XRUN - snd_pcm_pre_start",
		"EBADFD DRAINING - snd_pcm_pre_start",
		"EBADFD PAUSED - snd_pcm_pre_start",
		"EBADFD SUSPENDED - snd_pcm_pre_start",
		ioctlDisc,
	}},
	{"drop", (*Substream).Drop, [9]string{
		"EBADFD OPEN - snd_pcm_drop",
		"0 SETUP - snd_pcm_drop",
		"0 SETUP - snd_pcm_drop",
		"0 SETUP stop snd_pcm_do_stop",
		"0 SETUP - snd_pcm_drop",
		"0 SETUP stop snd_pcm_do_stop",
		"0 SETUP release,stop snd_pcm_drop",
		"0 SETUP - snd_pcm_drop",
		ioctlDisc,
	}},
	{"drain, nonblocking", nonblockDrain, [9]string{
		"EBADFD OPEN - snd_pcm_drain",
		"EAGAIN SETUP - snd_pcm_drain",
		"EAGAIN DRAINING start snd_pcm_do_drain_init",
		"EAGAIN DRAINING - snd_pcm_do_drain_init",
		"EAGAIN SETUP - snd_pcm_do_drain_init",
		"EAGAIN DRAINING - snd_pcm_do_drain_init",
		"EAGAIN DRAINING release snd_pcm_drain",
		"EBADFD SUSPENDED - snd_pcm_pre_drain_init",
		ioctlDisc,
	}},
	{"drain", playingDrain, [9]string{
		"EBADFD OPEN - snd_pcm_drain",
		"0 SETUP - snd_pcm_drain",
		"0 SETUP start,stop snd_pcm_drain",
		"0 SETUP stop snd_pcm_drain",
		"0 SETUP - snd_pcm_do_drain_init",
		"0 SETUP stop snd_pcm_drain",
		"0 SETUP release,stop snd_pcm_drain",
		"EBADFD SUSPENDED - snd_pcm_pre_drain_init",
		ioctlDisc,
	}},
	{"pause", func(s *Substream) error { return s.Pause(true) }, [9]string{
		"ENOSYS OPEN - snd_pcm_pre_pause",
		"EBADFD SETUP - snd_pcm_pre_pause",
		"EBADFD PREPARED - snd_pcm_pre_pause",
		"0 PAUSED push snd_pcm_do_pause",
		"EBADFD XRUN - snd_pcm_pre_pause",
		"EBADFD DRAINING - snd_pcm_pre_pause",
		"EBADFD PAUSED - snd_pcm_pre_pause",
		"EBADFD SUSPENDED - snd_pcm_pre_pause",
		ioctlDisc,
	}},
	{"pause release", func(s *Substream) error { return s.Pause(false) }, [9]string{
		"ENOSYS OPEN - snd_pcm_pre_pause",
		"EBADFD SETUP - snd_pcm_pre_pause",
		"EBADFD PREPARED - snd_pcm_pre_pause",
		"EBADFD RUNNING - snd_pcm_pre_pause",
		"EBADFD XRUN - snd_pcm_pre_pause",
		"EBADFD DRAINING - snd_pcm_pre_pause",
		"0 RUNNING release snd_pcm_do_pause",
		"EBADFD SUSPENDED - snd_pcm_pre_pause",
		ioctlDisc,
	}},
	{"suspend", Suspend, [9]string{
		"EBUSY OPEN - snd_pcm_pre_suspend",
		"EBUSY SETUP - snd_pcm_pre_suspend",
		"0 SUSPENDED - snd_pcm_do_suspend",
		"0 SUSPENDED suspend snd_pcm_do_suspend",
		"0 SUSPENDED - snd_pcm_do_suspend",
		"0 SUSPENDED suspend snd_pcm_do_suspend",
		"0 SUSPENDED - snd_pcm_do_suspend",
		"EBUSY SUSPENDED - snd_pcm_pre_suspend",
		"EBUSY DISCONNECTED - snd_pcm_pre_suspend",
	}},
	{"resume", (*Substream).Resume, [9]string{
		"EBADFD OPEN - snd_pcm_pre_resume",
		"EBADFD SETUP - snd_pcm_pre_resume",
		"EBADFD PREPARED - snd_pcm_pre_resume",
		"EBADFD RUNNING - snd_pcm_pre_resume",
		"EBADFD XRUN - snd_pcm_pre_resume",
		"EBADFD DRAINING - snd_pcm_pre_resume",
		"EBADFD PAUSED - snd_pcm_pre_resume",
		"0 RUNNING resume snd_pcm_do_resume",
		ioctlDisc,
	}},
	{"xrun", (*Substream).XRun, [9]string{
		"EBADFD OPEN - snd_pcm_xrun",
		"EBADFD SETUP - snd_pcm_xrun",
		"EBADFD PREPARED - snd_pcm_xrun",
		"0 XRUN stop snd_pcm_xrun",
		"0 XRUN - snd_pcm_xrun",
		"EBADFD DRAINING - snd_pcm_xrun",
		"EBADFD PAUSED - snd_pcm_xrun",
		"EBADFD SUSPENDED - snd_pcm_xrun",
		ioctlDisc,
	}},
	{"hwsync", (*Substream).Hwsync, hwsyncCells},
	{"forward", func(s *Substream) error { _, err := s.Forward(1); return err }, hwsyncCells},
	{"rewind", func(s *Substream) error { _, err := s.Rewind(1); return err }, hwsyncCells},
	{"write", func(s *Substream) error { _, err := s.Write(make([]byte, 4)); return err }, [9]string{
		"EBADFD OPEN - snd_pcm_xferi_frames_ioctl",
		"EBADFD SETUP - pcm_accessible_state",
		"0 PREPARED - pcm_accessible_state",
		"0 RUNNING - pcm_accessible_state",
		"EPIPE XRUN - pcm_accessible_state",
		"EBADFD DRAINING - pcm_accessible_state",
		"0 PAUSED - pcm_accessible_state",
		"ESTRPIPE SUSPENDED - pcm_accessible_state",
		ioctlDisc,
	}},
	{"period_elapsed", func(s *Substream) error { PeriodElapsed(s); return nil }, [9]string{
		"0 OPEN - snd_pcm_running",
		"0 SETUP - snd_pcm_running",
		"0 PREPARED - snd_pcm_running",
		"0 RUNNING - snd_pcm_update_hw_ptr0",
		"0 XRUN - snd_pcm_running",
		"0 DRAINING - snd_pcm_update_hw_ptr0",
		"0 PAUSED - snd_pcm_running",
		"0 SUSPENDED - snd_pcm_running",
		"0 DISCONNECTED - snd_pcm_running",
	}},
	{"disconnect", func(s *Substream) error { Disconnect(s.PCM); return nil }, [9]string{
		"0 DISCONNECTED - snd_pcm_dev_disconnect",
		"0 DISCONNECTED - snd_pcm_dev_disconnect",
		"0 DISCONNECTED - snd_pcm_dev_disconnect",
		"0 DISCONNECTED stop snd_pcm_dev_disconnect",
		"0 DISCONNECTED - snd_pcm_dev_disconnect",
		"0 DISCONNECTED stop snd_pcm_dev_disconnect",
		"0 DISCONNECTED - snd_pcm_dev_disconnect",
		"0 DISCONNECTED - snd_pcm_dev_disconnect",
		"0 DISCONNECTED - snd_pcm_dev_disconnect",
	}},
	{"release", func(s *Substream) error { Release(s); return nil }, [9]string{
		"0 OPEN - snd_pcm_release_substream",
		"0 OPEN - snd_pcm_release_substream",
		"0 OPEN - snd_pcm_release_substream",
		"0 OPEN stop snd_pcm_release_substream",
		"0 OPEN - snd_pcm_release_substream",
		"0 OPEN stop snd_pcm_release_substream",
		"0 OPEN release,stop snd_pcm_drop",
		"0 OPEN - snd_pcm_release_substream",
		"0 OPEN - snd_pcm_release_substream",
	}},
}

var hwsyncCells = [9]string{
	"EBADFD OPEN - do_pcm_hwsync",
	"EBADFD SETUP - do_pcm_hwsync",
	"0 PREPARED - do_pcm_hwsync",
	"0 RUNNING - do_pcm_hwsync",
	"EPIPE XRUN - do_pcm_hwsync",
	"0 DRAINING - do_pcm_hwsync",
	"0 PAUSED - do_pcm_hwsync",
	"ESTRPIPE SUSPENDED - do_pcm_hwsync",
	ioctlDisc,
}

// capture has the operations that depend on the direction.
var capture = []row{
	{"prepare", (*Substream).Prepare, [9]string{
		"EBADFD OPEN - snd_pcm_pre_prepare",
		"0 PREPARED - snd_pcm_do_prepare",
		"0 PREPARED - snd_pcm_do_prepare",
		"EBUSY RUNNING - snd_pcm_pre_prepare",
		"0 PREPARED - snd_pcm_do_prepare",
		"0 PREPARED - snd_pcm_running",
		"0 PREPARED release,stop snd_pcm_prepare",
		"0 PREPARED - snd_pcm_prepare",
		ioctlDisc,
	}},
	{"drain", (*Substream).Drain, [9]string{
		"EBADFD OPEN - snd_pcm_drain",
		"0 SETUP - snd_pcm_drain",
		"0 PREPARED - snd_pcm_do_drain_init",
		"0 DRAINING stop snd_pcm_do_drain_init",
		"0 XRUN - snd_pcm_do_drain_init",
		"0 DRAINING - snd_pcm_do_drain_init",
		"0 DRAINING release,stop snd_pcm_drain",
		"EBADFD SUSPENDED - snd_pcm_pre_drain_init",
		ioctlDisc,
	}},
	{"drop", (*Substream).Drop, [9]string{
		"EBADFD OPEN - snd_pcm_drop",
		"0 SETUP - snd_pcm_drop",
		"0 SETUP - snd_pcm_drop",
		"0 SETUP stop snd_pcm_do_stop",
		"0 SETUP - snd_pcm_drop",
		"0 SETUP - snd_pcm_running",
		"0 SETUP release,stop snd_pcm_drop",
		"0 SETUP - snd_pcm_drop",
		ioctlDisc,
	}},
	{"hwsync", (*Substream).Hwsync, [9]string{
		"EBADFD OPEN - do_pcm_hwsync",
		"EBADFD SETUP - do_pcm_hwsync",
		"0 PREPARED - do_pcm_hwsync",
		"0 RUNNING - do_pcm_hwsync",
		"EPIPE XRUN - do_pcm_hwsync",
		"EBADFD DRAINING - do_pcm_hwsync",
		"0 PAUSED - do_pcm_hwsync",
		"ESTRPIPE SUSPENDED - do_pcm_hwsync",
		ioctlDisc,
	}},
	{"read of start_threshold frames", func(s *Substream) error { _, err := s.Read(make([]byte, 8*4)); return err }, [9]string{
		"EBADFD OPEN - snd_pcm_xferi_frames_ioctl",
		"EBADFD SETUP - pcm_accessible_state",
		"EAGAIN RUNNING start __snd_pcm_lib_xfer",
		"0 RUNNING - __snd_pcm_lib_xfer",
		"EPIPE XRUN - pcm_accessible_state",
		"EBADFD DRAINING - pcm_accessible_state",
		"0 PAUSED - __snd_pcm_lib_xfer",
		"ESTRPIPE SUSPENDED - pcm_accessible_state",
		ioctlDisc,
	}},
	{"read", func(s *Substream) error { _, err := s.Read(make([]byte, 4)); return err }, [9]string{
		"EBADFD OPEN - snd_pcm_xferi_frames_ioctl",
		"EBADFD SETUP - pcm_accessible_state",
		"EAGAIN PREPARED - __snd_pcm_lib_xfer",
		"0 RUNNING - __snd_pcm_lib_xfer",
		"EPIPE XRUN - pcm_accessible_state",
		"EBADFD DRAINING - pcm_accessible_state",
		"0 PAUSED - __snd_pcm_lib_xfer",
		"ESTRPIPE SUSPENDED - pcm_accessible_state",
		ioctlDisc,
	}},
}

var testParams = HwParams{Rate: 48000, FrameBytes: 4, PeriodSize: 2, Periods: 4}

// device is a driver whose hardware moves only when told to.
type device struct {
	pcm  PCM
	card Card
	cmds []string
	pos  int64
	src  *sim.Source
	runs bool
	play bool // the hardware moves
}

var cmdNames = [...]string{"stop", "start", "push", "release", "suspend", "resume", "drain"}

func newDevice(k *sim.Kernel) *device {
	d := &device{}
	d.card.Init(k)
	d.pcm.Info = InfoPause | InfoResume
	d.pcm.Init(&d.card, &Ops{
		Open:    func(*Substream) error { return nil },
		Close:   func(*Substream) {},
		Prepare: func(*Substream) error { d.pos = 0; return nil },
		Trigger: func(_ *Substream, cmd Cmd) error {
			d.cmds = append(d.cmds, cmdNames[cmd])
			d.runs = cmd == TriggerStart || cmd == TriggerPauseRelease || cmd == TriggerResume
			return nil
		},
		Pointer: func(*Substream) int64 { return d.pos },
	})
	d.pcm.Playback.Managed = true
	d.pcm.Capture.Managed = true
	return d
}

// reach brings an opened stream into a state by the operations that lead there.
func reach(k *sim.Kernel, d *device, s *Substream, st State) {
	do := func(err error, want error) {
		k.Assert(err == want, fmt.Sprintf("way to %v: %v", st, err))
	}
	if st == Open {
		return
	}
	do(s.HwParams(&testParams), nil)
	if st == Setup {
		return
	}
	do(s.SwParams(1, 8, 0), nil)
	do(s.Prepare(), nil)
	if s.IsPlayback {
		_, err := s.Write(make([]byte, 4*4))
		do(err, nil)
	}
	if st == Prepared {
		return
	}
	do(s.Start(), nil)
	if !s.IsPlayback {
		d.pos = 2
		do(s.Hwsync(), nil)
	}
	switch st {
	case XRun:
		do(s.XRun(), nil)
	case Draining:
		s.Nonblock = true
		do(s.Drain(), errno.EAGAIN)
		s.Nonblock = false
	case Paused:
		do(s.Pause(true), nil)
	case Suspended:
		do(Suspend(s), nil)
	case Disconnected:
		Disconnect(s.PCM)
	}
}

func nonblockDrain(s *Substream) error {
	s.Nonblock = true
	err := s.Drain()
	s.Nonblock = false
	return err
}

// playingDrain drains while the hardware plays.
func playingDrain(s *Substream) error {
	d := s.Private.(*device)
	d.play = true
	err := s.Drain()
	d.play = false
	return err
}

// cell runs one operation in one state and describes what came out.
func cell(t *testing.T, r *row, st State, isPlayback bool) string {
	t.Helper()
	got := ""
	v := sim.RunQuiet(sim.Model{Name: r.op, Config: sim.Config{CPUs: 1, Discrete: true}, Build: func(k *sim.Kernel) {
		d := newDevice(k)
		s := &d.pcm.Capture
		if isPlayback {
			s = &d.pcm.Playback
		}
		s.Private = d
		line := k.RequestIRQ("dev", 0, func() sim.IRQReturn { PeriodElapsed(s); return sim.IRQHandled })
		d.src = k.NewSource("dev", 100, 1000, func() bool { return d.play && d.runs }, func() {
			d.pos = (d.pos + 2) % 8
			line.Raise()
		})
		k.Go("app", 0, func() {
			k.Assert(OpenSubstream(s) == nil, "open")
			reach(k, d, s, st)
			k.Assert(s.State() == st, fmt.Sprintf("reached %v instead of %v", s.State(), st))
			d.cmds = nil
			s.Nonblock = strings.HasPrefix(r.op, "read")
			err := r.run(s)
			cmds := strings.Join(d.cmds, ",")
			if cmds == "" {
				cmds = "-"
			}
			res := "0"
			if err != nil {
				res = err.Error()
			}
			got = fmt.Sprintf("%s %v %s", res, s.State(), cmds)
			if s.Runtime != nil {
				Release(s)
			}
			line.Free()
		})
	}})
	if v != nil {
		t.Errorf("%s in %v:\n%s", r.op, st, v.Splat)
	}
	return got
}

func TestPlaybackTable(t *testing.T) { testTable(t, playback, true) }
func TestCaptureTable(t *testing.T)  { testTable(t, capture, false) }

// TestSharedTable: these operations do not depend on the direction.
func TestSharedTable(t *testing.T) {
	shared := []string{"hw_params", "hw_free", "sw_params", "start", "pause", "pause release", "resume", "xrun"}
	var rows []row
	for _, r := range playback {
		if slices.Contains(shared, r.op) {
			rows = append(rows, r)
		}
	}
	if len(rows) != len(shared) {
		t.Fatal("an operation is missing in the playback table")
	}
	testTable(t, rows, false)
}

func testTable(t *testing.T, rows []row, isPlayback bool) {
	for i := range rows {
		r := &rows[i]
		for j, st := range allStates {
			want := strings.Fields(r.cells[j])
			if len(want) != 4 {
				t.Fatalf("%s in %v: cell %q has no source", r.op, st, r.cells[j])
			}
			if got := cell(t, r, st, isPlayback); got != strings.Join(want[:3], " ") {
				t.Errorf("%s in %v: got %q, want %q (%s)", r.op, st, got, strings.Join(want[:3], " "), want[3])
			}
		}
	}
}
