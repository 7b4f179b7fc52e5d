package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// MutexInPeriodElapsed is the price of setting nonatomic without looking at
// the interrupt side.
var MutexInPeriodElapsed = &rule.Rule{
	ID:       "mutex-in-period-elapsed",
	Title:    "The period update of a nonatomic PCM is reached in atomic context",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
snd_pcm_period_elapsed(), or another function that takes the PCM stream lock,
reached from a hard interrupt, tasklet, softirq, timer or DMA completion, for a
PCM that is nonatomic: by pcm->nonatomic, by snd_soc_dai_link.nonatomic, or as
the back end of a nonatomic front end, with dmaengine PCM behind it.

A driver that makes its PCM nonatomic and attaches a DMA channel with the
generic dmaengine PCM never calls the period update itself, nor does one that
makes an ASoC link nonatomic where it registers that PCM: the finding then
lies where it sets the flag.`,

	Why: `
The stream lock of a nonatomic PCM is a mutex. Taking it in an interrupt or a
tasklet sleeps in atomic context. The flag is often set to let trigger sleep;
it moves the bug to the other end of the stream.`,

	Fix: `
- Call it from a threaded interrupt handler or from a work item.
- Or leave the PCM atomic, and move what sleeps out of trigger.
- In ack and other callbacks under the stream lock, use
  snd_pcm_period_elapsed_under_stream_lock().`,

	Bad: rule.Example{C: `
static irqreturn_t hub_irq(int irq, void *data)
{
	struct hub *hub = data;

	snd_pcm_period_elapsed(hub->substream);
	return IRQ_HANDLED;
}

static int hub_pcm_new(struct hub *hub, struct snd_pcm *pcm)
{
	pcm->nonatomic = true;
	return devm_request_irq(hub->dev, hub->irq, hub_irq, 0, "hub", hub);
}`, Go: `
func (h *Hub) probe() {
	h.pcm.Nonatomic = true // the stream lock is a mutex
	h.k.RequestIRQ("hub", 0, h.handler)
}

func (h *Hub) handler() sim.IRQReturn {
	pcm.PeriodElapsed(h.playing)
	return sim.IRQHandled
}`},
	Good: rule.Example{C: `
static irqreturn_t hub_thread(int irq, void *data)
{
	struct hub *hub = data;

	snd_pcm_period_elapsed(hub->substream);
	return IRQ_HANDLED;
}

static int hub_pcm_new(struct hub *hub, struct snd_pcm *pcm)
{
	pcm->nonatomic = true;
	return devm_request_threaded_irq(hub->dev, hub->irq, NULL, hub_thread,
					 IRQF_ONESHOT, "hub", hub);
}`, Go: `
func (h *Hub) probe() {
	h.pcm.Nonatomic = true
	h.k.RequestThreadedIRQ("hub", 0, nil, h.thread)
}

func (h *Hub) thread() { pcm.PeriodElapsed(h.playing) }`},

	LeaveAlone: []string{
		"Threaded handlers and work items.",
		"snd_pcm_period_elapsed_under_stream_lock().",
		"A driver with atomic and nonatomic PCMs, where the interrupt serves the atomic one.",
	},
	Errs: `
Towards silence. If it cannot be shown that the flag and the interrupt belong
to the same PCM, nothing is reported.`,
	Sources: []string{
		"Documentation/sound/kernel-api/writing-an-alsa-driver.rst, Atomicity",
		"sound/core/pcm_native.c, snd_pcm_stream_lock()",
		"sound/soc/soc-pcm.c, dpcm_be_connect()",
	},
}
