package atomicctx

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// ModelContradicted is about functions that the model describes: their callers
// are judged by the row, so somebody has to look at the body.
var ModelContradicted = &rule.Rule{
	ID:       "model-contradicted",
	Title:    "A function sleeps although the model says that it never does",
	Since:    "0.2",
	Severity: diag.Error,
	Status:   rule.Stable,
	Languages: rule.Languages{
		C:  rule.Supported,
		Go: rule.None,
	},

	What: `
The body of a function that the model has a row for (see ctxlint model) reaches
a call that may sleep, where the row says that the function never sleeps and may
be called in atomic context.`,

	Why: `
Callers in atomic context rely on it, all over the tree: their findings are
silent because the row says so. A sleep put into such a helper breaks all of
them at once, and no caller has changed.`,

	Fix: `
- Do not sleep there, or give the new function a name of its own.
- If the function may sleep since some version, the row is out of date: see
  docs/model.md, and report it.`,

	Bad: rule.Example{C: `
void dma_run_dependencies(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *dep = txd_next(tx);

	if (dep) {
		msleep(1);
		dep->tx_submit(dep);
	}
}`},
	Good: rule.Example{C: `
void dma_run_dependencies(struct dma_async_tx_descriptor *tx)
{
	struct dma_async_tx_descriptor *dep = txd_next(tx);

	if (dep)
		dep->tx_submit(dep);
}`},

	LeaveAlone: []string{
		"Rows that leave it open whether the function sleeps, or tie it to an argument.",
		"Functions whose source reads otherwise for a reason that the model gives.",
		"A function of a driver's own that happens to have the name.",
	},
	Errs: `
Towards silence. Only a way that is certain to sleep counts, and only for rows
that deny it without a condition.`,
	Sources: []string{
		"the row itself: its source is in the message",
	},
}
