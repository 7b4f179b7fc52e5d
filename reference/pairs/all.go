package pairs

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/dma/pl"
	"github.com/ctxlint/ctxlint/reference/dma/rcar"
	"github.com/ctxlint/ctxlint/reference/dma/sdma"
	"github.com/ctxlint/ctxlint/reference/drivers/dmaclient"
	"github.com/ctxlint/ctxlint/reference/drivers/irqpcm"
	"github.com/ctxlint/ctxlint/reference/drivers/rsnd"
	"github.com/ctxlint/ctxlint/reference/drivers/sof"
	"github.com/ctxlint/ctxlint/reference/drivers/usbaudio"
	"github.com/ctxlint/ctxlint/reference/drivers/vc4hdmi"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// All is the register.
var All = []Pair{
	{
		Name: "dmaengine-close", Seed: seed2013,
		Title:   "PCM close frees what the DMA completion callback uses",
		Rules:   []string{"free-before-synchronize", "pcm-no-sync-stop"},
		Kind:    sim.UseAfterFree,
		Func:    "closeNoSync",
		Path:    []string{"vchanComplete", "dmaComplete"},
		Package: "reference/pcm/dmaengine", File: "buggy.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("dmaengine-close/buggy", onPL(pl.Probe, dmaengine.BuggyOps, playClose)),
		Fixed: model("dmaengine-close/fixed", onPL(pl.Probe, dmaengine.Ops, playClose)),
	},
	{
		Name: "client-free", Seed: seed2013,
		Title:   "DMA client frees its buffer after terminate_async",
		Rules:   []string{"free-before-synchronize"},
		Kind:    sim.UseAfterFree,
		Func:    "Stop",
		Path:    []string{"vchanComplete", "periodDone"},
		Package: "reference/drivers/dmaclient", File: "buggy.go",
		Bound: "start and stop, 3 periods, all schedules", Opts: full,
		Buggy: model("client-free/buggy", onRecorder(buggyRecorder, startStop)),
		Fixed: model("client-free/fixed", onRecorder(goodRecorder, startStop)),
	},
	{
		Name: "client-sync-in-callback", Seed: seed2013,
		Title:   "completion callback waits for completion callbacks",
		Rules:   []string{"wait-on-self"},
		Kind:    sim.WaitOnSelf,
		Func:    "periodDone",
		OnStack: true,
		Path:    []string{"vchanComplete", "Invoke", "periodDone", "TerminateSync"},
		Package: "reference/drivers/dmaclient", File: "buggy.go",
		Bound: "start and stop, 3 periods, all schedules", Opts: full,
		Buggy: model("client-sync-in-callback/buggy", onRecorder(func(k *sim.Kernel, c *dma.Chan) recorder {
			return syncing{dmaclient.NewBuggy(k, c, 1, true)}
		}, startStop)),
		Fixed: model("client-sync-in-callback/fixed", onRecorder(goodRecorder, startStop)),
	},
	{
		Name: "client-sync-locked", Seed: seed2013,
		Title:   "dmaengine_terminate_sync under a spinlock",
		Rules:   []string{"sync-in-atomic"},
		Kind:    sim.SleepInAtomic,
		Func:    "StopLocked",
		OnStack: true,
		Path:    []string{"StopLocked", "TerminateSync"},
		Package: "reference/drivers/dmaclient", File: "buggy.go",
		Bound: "start and stop, 3 periods, all schedules", Opts: full,
		Buggy: model("client-sync-locked/buggy", onRecorder(buggyRecorder, startStopLocked)),
		Fixed: model("client-sync-locked/fixed", onRecorder(goodRecorder, startStop)),
	},
	{
		Name: "client-issue-before-sync", Seed: seed2013,
		Title:   "next transfer issued between terminate and synchronize",
		Rules:   []string{"issue-before-synchronize"},
		Kind:    sim.BadContext,
		Func:    "Restart",
		OnStack: true,
		Path:    []string{"Restart", "Synchronize"},
		Package: "reference/drivers/dmaclient", File: "buggy.go",
		Bound: "start, restart and stop, 3 periods, all schedules", Opts: full,
		Buggy: model("client-issue-before-sync/buggy", onRecorder(buggyRecorder, startRestart)),
		Fixed: model("client-issue-before-sync/fixed", onRecorder(goodRecorder, startRestart)),
	},
	{
		Name: "provider-no-synchronize", Seed: seed2013,
		Title:   "provider with a tasklet and no device_synchronize",
		Rules:   []string{"provider-no-synchronize"},
		Kind:    sim.UseAfterFree,
		Func:    "ProbeNoSynchronize",
		Path:    []string{"vchanComplete", "dmaComplete"},
		Package: "reference/dma/pl", File: "buggy.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("provider-no-synchronize/buggy", onPL(pl.ProbeNoSynchronize, dmaengine.Ops, playClose)),
		Fixed: model("provider-no-synchronize/fixed", onPL(pl.Probe, dmaengine.Ops, playClose)),
	},
	{
		Name: "rsnd-slow-regmap", Seed: seed2014,
		Title:   "trigger writes a register map that takes a mutex, under its spinlock",
		Rules:   []string{"sleep-in-atomic"},
		Kind:    sim.SleepInAtomic,
		Func:    "ssiStart",
		OnStack: true,
		Path:    []string{"start", "doStart", "socDaiTrigger", "ssiStart", "Write"},
		Package: "reference/drivers/rsnd", File: "rsnd.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("rsnd-slow-regmap/buggy", onRsnd(rcar.Probe, rsnd.NewSlowIO, playClose)),
		Fixed: model("rsnd-slow-regmap/fixed", onRsnd(rcar.Probe, rsnd.New, playClose)),
	},
	{
		Name: "rcar-prep-alloc", Seed: seed2014,
		Title:   "prep_dma_cyclic allocates with GFP_KERNEL",
		Rules:   []string{"alloc-in-atomic"},
		Kind:    sim.AllocInAtomic,
		Func:    "rcarDescAlloc",
		OnStack: true,
		Path:    []string{"socDaiTrigger", "dmaStart", "prepareAndSubmit", "PrepDMACyclic", "rcarPrepDMACyclic", "rcarDescAlloc"},
		Package: "reference/dma/rcar", File: "buggy.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("rcar-prep-alloc/buggy", onRsnd(rcar.ProbeAllocInPrep, rsnd.New, playClose)),
		Fixed: model("rcar-prep-alloc/fixed", onRsnd(rcar.Probe, rsnd.New, playClose)),
	},
	{
		Name: "rcar-submit-pm", Seed: seed2014,
		Title:   "tx_submit resumes the device",
		Rules:   []string{"sleep-in-atomic"},
		Kind:    sim.SleepInAtomic,
		Func:    "rcarTxSubmit",
		OnStack: true,
		Path:    []string{"socDaiTrigger", "dmaStart", "prepareAndSubmit", "Submit", "rcarTxSubmit"},
		Package: "reference/dma/rcar", File: "buggy.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("rcar-submit-pm/buggy", onRsnd(rcar.ProbeResumeInSubmit, rsnd.New, playClose)),
		Fixed: model("rcar-submit-pm/fixed", onRsnd(rcar.Probe, rsnd.New, playClose)),
	},
	{
		Name: "rsnd-unbalanced", Seed: seed2014,
		Title:   "trigger keeps its lock on the error path",
		Rules:   []string{"unbalanced-context"},
		Kind:    sim.Unbalanced,
		Func:    "socDaiTrigger",
		Path:    []string{"Pause", "doPause", "trigger"},
		Package: "reference/drivers/rsnd", File: "buggy.go",
		Bound: "one stream played, paused in vain and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("rsnd-unbalanced/buggy", onRsnd(rcar.Probe, rsnd.NewUnbalanced, playPause)),
		Fixed: model("rsnd-unbalanced/fixed", onRsnd(rcar.Probe, rsnd.New, playPause)),
	},
	{
		Name: "provider-callback-locked", Seed: seed2014,
		Title:   "provider calls back with its lock held",
		Rules:   []string{"provider-callback-locked"},
		Kind:    sim.Deadlock,
		Func:    "plComplete",
		OnStack: true,
		Path:    []string{"plComplete", "Invoke", "dmaComplete", "PeriodElapsed"},
		Package: "reference/dma/pl", File: "buggy.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("provider-callback-locked/buggy", onPL(pl.ProbeCallbackLocked, dmaengine.Ops, playClose)),
		Fixed: model("provider-callback-locked/fixed", onPL(pl.Probe, dmaengine.Ops, playClose)),
	},
	{
		Name: "provider-callback-hardirq", Seed: seed2014,
		Title:   "provider calls back from its interrupt handler",
		Rules:   []string{"provider-callback-hardirq"},
		Kind:    sim.BadContext,
		Func:    "plIRQ",
		OnStack: true,
		Path:    []string{"plIRQ", "Invoke"},
		Package: "reference/dma/pl", File: "buggy.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("provider-callback-hardirq/buggy", onPL(pl.ProbeCallbackHardirq, dmaengine.Ops, playClose)),
		Fixed: model("provider-callback-hardirq/fixed", onPL(pl.Probe, dmaengine.Ops, playClose)),
	},
	{
		Name: "irq-no-sync", Seed: seed2019,
		Title:   "nothing waits for the period interrupt when the stream is closed",
		Rules:   []string{"pcm-no-sync-stop"},
		Kind:    sim.UseAfterFree,
		Func:    "NewNoSyncIRQ",
		Path:    []string{"interrupt", "PeriodElapsed"},
		Package: "reference/drivers/irqpcm", File: "buggy.go",
		Bound: "one stream played and closed, 3 periods, all schedules", Opts: full,
		Buggy: model("irq-no-sync/buggy", onChip(irqpcm.NewNoSyncIRQ, nil)),
		Fixed: model("irq-no-sync/fixed", onChip(irqpcm.New, nil)),
	},
	{
		Name: "irq-unsafe-lock", Seed: seed2019,
		Title:   "control takes the interrupt handler's lock with interrupts enabled",
		Rules:   []string{"irq-unsafe-lock"},
		Kind:    sim.IRQUnsafeLock,
		Func:    "SetVolumeUnsafe",
		Path:    nil,
		Package: "reference/drivers/irqpcm", File: "buggy.go",
		Bound: "one stream played, volume changed, closed, 3 periods, all schedules", Opts: full,
		Buggy: model("irq-unsafe-lock/buggy", onChip(irqpcm.New, func(c *irqpcm.Chip) { c.SetVolumeUnsafe(1) })),
		Fixed: model("irq-unsafe-lock/fixed", onChip(irqpcm.New, func(c *irqpcm.Chip) { c.SetVolume(1) })),
	},
	{
		Name: "usb-no-sync-stop", Seed: seed2019,
		Title:   "URBs freed while the controller gives them back",
		Rules:   []string{"free-before-quiesce", "pcm-no-sync-stop"},
		Kind:    sim.UseAfterFree,
		Func:    "releaseURBs",
		Path:    nil,
		Package: "reference/drivers/usbaudio", File: "buggy.go",
		Bound: "one stream played and closed, 3 URBs, up to 4 preemptions", Opts: bounded(4),
		Buggy: model("usb-no-sync-stop/buggy", onUSB(usbaudio.NewNoSyncStop)),
		Fixed: model("usb-no-sync-stop/fixed", onUSB(usbaudio.New)),
	},
	{
		Name: "sof-period-in-irq", Seed: seed2019,
		Title:   "IPC interrupt thread reports the period and waits for itself",
		Rules:   []string{"wait-on-self"},
		Kind:    sim.Assertion,
		Func:    "irqThread",
		Path:    []string{"ipcTxMessage"},
		Package: "reference/drivers/sof", File: "buggy.go",
		Bound: "two frames played with XRUN recovery, 2 periods, up to 3 preemptions", Opts: bounded(3),
		Buggy: model("sof-period-in-irq/buggy", onSOF(func(k *sim.Kernel) *sof.Dev {
			return sof.NewBuggy(k, irqCPU, 2, pace)
		})),
		Fixed: model("sof-period-in-irq/fixed", onSOF(func(k *sim.Kernel) *sof.Dev {
			return sof.New(k, irqCPU, irqCPU, 2, pace)
		})),
	},
	{
		Name: "sdma-terminate", Seed: seedSDMA,
		Title:   "termination work kills the transfer queued after it",
		Rules:   []string{"provider-terminate-race"},
		Kind:    sim.Assertion,
		Func:    "sdmaChannelTerminateWork",
		Path:    nil,
		Package: "reference/dma/sdma", File: "buggy.go",
		Bound: "five frames played with XRUN recovery, 4 periods, up to 2 preemptions", Opts: bounded(2),
		Buggy: model("sdma-terminate/buggy", onSDMA(sdma.ProbeBuggy)),
		Fixed: model("sdma-terminate/fixed", onSDMA(sdma.Probe)),
	},
	{
		Name: "vc4-trigger-sleeps", Seed: seedHDMI,
		Title:   "trigger of an atomic stream polls with usleep_range",
		Rules:   []string{"sleep-in-atomic", "nonatomic-dilemma"},
		Kind:    sim.SleepInAtomic,
		Func:    "stopPacket",
		OnStack: true,
		Path:    []string{"start", "doStart", "audioTrigger", "setAudioInfoframe", "writeInfoframe", "stopPacket"},
		Package: "reference/drivers/vc4hdmi", File: "hdmi.go",
		Bound: "one stream played and closed, 2 periods, all schedules", Opts: full,
		Buggy: model("vc4-trigger-sleeps/buggy", onHDMI(func(k *sim.Kernel, c *dma.Chan) *vc4hdmi.HDMI {
			return vc4hdmi.NewBuggy(k, c, false)
		})),
		Fixed: model("vc4-trigger-sleeps/fixed", onHDMI(vc4hdmi.New)),
	},
	{
		Name: "vc4-nonatomic", Seed: seedHDMI,
		Title:   "nonatomic stream whose period comes from a tasklet",
		Rules:   []string{"mutex-in-period-elapsed", "nonatomic-dilemma"},
		Kind:    sim.SleepInAtomic,
		Func:    "PeriodElapsed",
		OnStack: true,
		Path:    []string{"vchanComplete", "Invoke", "dmaComplete", "PeriodElapsed", "StreamLockIrqsave"},
		Package: "reference/drivers/vc4hdmi", File: "buggy.go",
		Bound: "one stream played and closed, 2 periods, all schedules", Opts: full,
		Buggy: model("vc4-nonatomic/buggy", onHDMI(func(k *sim.Kernel, c *dma.Chan) *vc4hdmi.HDMI {
			return vc4hdmi.NewBuggy(k, c, true)
		})),
		Fixed: model("vc4-nonatomic/fixed", onHDMI(vc4hdmi.New)),
	},
}

// syncing is the buggy recorder with a correct Stop: only its callback is wrong.
type syncing struct{ *dmaclient.Buggy }

func (s syncing) Stop() { s.Recorder.Stop() }
