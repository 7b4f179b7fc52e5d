package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// DeprecatedTerminateAll is a note: old callers are legion and mostly work.
var DeprecatedTerminateAll = &rule.Rule{
	ID:       "deprecated-terminate-all",
	Title:    "dmaengine_terminate_all() is deprecated",
	Since:    "0.1",
	Severity: diag.Note,
	Status:   rule.Stable,
	NewOnly:  true,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.None,
	},

	What: `
A call of dmaengine_terminate_all(). The note says which replacement fits the
contexts in which the call was found to run.`,

	Why: `
The name hides whether the caller waits. It does not: terminate_all is
terminate_async under its old name, and callers that free memory next have a
bug.`,

	Fix: `
- All callers in process context, none of them a completion callback:
  dmaengine_terminate_sync().
- Else: dmaengine_terminate_async(), and dmaengine_synchronize() before anything
  is freed.`,

	Bad: rule.Example{C: `
static void hub_close(struct hub *hub)
{
	dmaengine_terminate_all(hub->chan);
	hub_free_buffers(hub);
}`},
	Good: rule.Example{C: `
static void hub_close(struct hub *hub)
{
	dmaengine_terminate_sync(hub->chan);
	hub_free_buffers(hub);
}`},

	LeaveAlone: []string{
		"The definition of the function, and comments that name it.",
		"dma_device.device_terminate_all: the provider's operation keeps its name.",
	},
	Errs: `
It does not err about the call. There are hundreds in the tree, and most of them
work: the rule is on where a change is judged (ctxlint patch, the hook), for the
calls that the change adds, and over a tree only when it is asked for. _async is
suggested wherever a context is atomic or a spinlock may be held, and neither
where no context is known.`,
	Sources: []string{
		"Documentation/driver-api/dmaengine/client.rst, Terminate APIs",
		"include/linux/dmaengine.h, dmaengine_terminate_all()",
	},
}
