package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// IssueBeforeSynchronize checks the one sentence of client.rst that says
// "undefined".
var IssueBeforeSynchronize = &rule.Rule{
	ID:       "issue-before-synchronize",
	Title:    "New transfers are issued between terminate_async and synchronize",
	Since:    "0.1",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.Experimental,
	},

	What: `
dma_async_issue_pending() on a channel after dmaengine_terminate_async() and
before the dmaengine_synchronize() that belongs to it; in one function, or
along the order in which a core calls the driver.`,

	Why: `
dmaengine_synchronize() waits for what was terminated. With a new transfer in
flight it may wait for that one (a cyclic transfer never ends), cancel it, or
return early: client.rst calls the behaviour undefined.`,

	Fix: `
- Synchronize first, then issue.
- Where the restart is atomic (XRUN recovery of a PCM), do not synchronize
  afterwards for the old transfer: terminate again, then synchronize.`,

	Bad: rule.Example{C: `
static void hub_restart(struct hub *hub)
{
	dmaengine_terminate_async(hub->chan);
	hub_queue_buffers(hub);
	dma_async_issue_pending(hub->chan);
	dmaengine_synchronize(hub->chan);
}`, Go: `
func (h *Hub) restart() {
	dma.TerminateAsync(h.rx)
	h.start()
	dma.Synchronize(h.rx)
}`},
	Good: rule.Example{C: `
static void hub_restart(struct hub *hub)
{
	dmaengine_terminate_sync(hub->chan);
	hub_queue_buffers(hub);
	dma_async_issue_pending(hub->chan);
}`, Go: `
func (h *Hub) restart() {
	dma.TerminateSync(h.rx)
	h.start()
}`},

	LeaveAlone: []string{
		"Another channel; a second terminate between the issue and the synchronize.",
		"terminate_async, issue, and no synchronize: the new transfer simply starts.",
	},
	Errs: `
Towards silence. Two channels that cannot be told apart are taken to be
different ones.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/client.rst, Synchronize termination API",
	},
}
