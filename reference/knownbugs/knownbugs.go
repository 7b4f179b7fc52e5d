// Package knownbugs has drivers with mistakes that were made upstream and mended,
// each as small as it can be: the part of the driver that the mistake is about, on
// the hardware and under the applications of package conformance.
//
// They were not built to agree with the rules, as the pairs were, but from what the
// commits say: internal/agreement shows what the rules and the simulator say about
// each. The names are those of the commits' drivers; no code is theirs.
package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Bug is one mistake and its fix.
type Bug struct {
	ID    string // driver and mistake
	Kind  string // b: nonatomic; c: DMA provider or client; d: PCM stop; e: waiting for DMA in the wrong place
	Title string // subject of the commit that mended it, or what it is about
	Rule  string // that flags it in C; empty: none claims to
	Func  string // where, in the model
	File  string
	Want  sim.Kind // what exploration reports
	Model func(buggy bool) sim.Model
	Opts  sim.Options
}

// All lists them.
var All = []Bug{
	{"vx-nonatomic", "b", "mutex in the trigger of an atomic PCM", "sleep-in-atomic", "trigger", "vx.go", sim.SleepInAtomic, vx, full},
	{"bcm2835-audio-nonatomic", "b", "completion waited for in the trigger of an atomic PCM", "sleep-in-atomic", "send", "bcm2835_audio.go", sim.SleepInAtomic, bcm2835Audio, full},
	{"mixart-nonatomic", "b", "sleep in the trigger of an atomic PCM", "sleep-in-atomic", "setState", "mixart.go", sim.SleepInAtomic, mixart, full},
	{"bcm2835-dma-synchronize", "c", "provider without device_synchronize", "provider-no-synchronize", "probe", "bcm2835_dma.go", sim.UseAfterFree, bcm2835DMA, few},
	{"fsl-edma-remove-order", "c", "tasklet killed while the interrupt can still schedule it", "free-before-quiesce", "remove", "fsl_edma.go", sim.ActiveFree, fslEDMA, full},
	{"mv-xor-v2-tasklet-kill", "c", "tasklet not killed on remove", "free-before-quiesce", "remove", "mv_xor.go", sim.ActiveFree, mvXor, full},
	{"i2c-stm32f7-sync", "c", "terminate_async in the interrupt handler, and the transfer does not synchronize", "free-before-synchronize", "xfer", "i2c_stm32f7.go", sim.UseAfterFree, i2cSTM32F7, full},
	{"imx-sdma-bd-gfp", "c", "GFP_KERNEL in prep", "alloc-in-atomic", "prepCyclic", "imx_sdma.go", sim.AllocInAtomic, imxSDMA, few},
	{"pl330-callback-locked", "c", "callback under the channel's lock", "provider-callback-locked", "tasklet", "pl330.go", sim.LockOrder, pl330, few},
	{"stm32-dma-terminate-vdesc", "c", "descriptor freed while the tasklet may use it", "", "terminateAll", "stm32_dma.go", sim.UseAfterFree, stm32DMA, few},
	{"bt87x-sync-irq", "d", "period interrupt without sync_irq", "pcm-no-sync-stop", "irq", "bt87x.go", sim.UseAfterFree, bt87x, full},
	{"i2c-rcar-callback-terminate", "e", "terminate_sync from the completion callback", "wait-on-self", "cleanup", "i2c_rcar.go", sim.WaitOnSelf, i2cRcar, full},
	{"i2c-tegra-isr-terminate", "e", "terminate_sync in the interrupt handler", "sync-in-atomic", "isr", "i2c_tegra.go", sim.SleepInAtomic, i2cTegra, full},
	{"spi-stm32-disable-sync", "e", "terminate_sync under a spinlock", "sync-in-atomic", "disable", "spi_stm32.go", sim.SleepInAtomic, spiSTM32, full},
}

var (
	full sim.Options
	few  = sim.Options{Preemptions: 4}
)

// onPCM plays a stream of the driver and closes it.
func onPCM(id string, probe func(b *conformance.Bench) *conformance.Device) sim.Model {
	return must(conformance.PCM(id, probe).Model("play and close"))
}

// onProvider is a scenario of a provider under the generic PCM.
func onProvider(id, scenario string, probe func(b *conformance.Bench) *conformance.Channel) sim.Model {
	return must(conformance.DMA(id, probe).Model(scenario))
}

// onChannel starts a client of the provider and stops it.
func onChannel(id string, probe func(b *conformance.Bench) *conformance.Channel) sim.Model {
	d := conformance.DMA(id, probe)
	d.Periods = 2
	return must(d.Model("client: start and stop"))
}

// onMachine is a device that is neither.
func onMachine(id string, build func(b *conformance.Bench)) sim.Model {
	return conformance.Machine(id, 2, build)
}

func must(m sim.Model, err error) sim.Model {
	if err != nil {
		panic(err) // the scenarios above are named wrong
	}
	return m
}

// transfer is a one-shot DMA transfer as bus drivers make it.
func transfer(b *conformance.Bench, c *dma.Chan, callback func()) *dma.Buffer {
	buf := &dma.Buffer{}
	dma.AllocCoherent(b.K, buf, "buf", 8, sim.GFPKernel)
	d := dma.PrepSlaveSG(c, []dma.SG{{Buf: buf, Len: 8}}, dma.MemToDev)
	d.Callback = func(any) {
		buf.Touch()
		callback()
	}
	dma.Submit(d)
	dma.IssuePending(c)
	return buf
}
