package dmasync

import (
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// pattern says in words what to do where no edit is mechanical, and which
// driver in the tree does it right.
var pattern = map[string]string{
	"sync-in-atomic":            "dmaengine_terminate_async() here, dmaengine_synchronize() in the next callback that may sleep (sync_stop of a PCM), as sound/core/pcm_dmaengine.c",
	"pcm-no-sync-stop":          "set card->sync_irq after requesting the interrupt, as sound/pci/ens1370.c, or bind a sync_stop that waits, as sound/usb/pcm.c",
	"provider-no-synchronize":   "bind device_synchronize to a function that waits for it: vchan_synchronize() as drivers/dma/sun4i-dma.c, tasklet_kill() for a tasklet of its own",
	"provider-terminate-race":   "set a flag when the termination starts, only queue while it is set, and start what was queued when it ends",
	"provider-callback-locked":  "take the descriptor off its list under the lock, drop the lock, invoke the callback, as drivers/dma/pl330.c",
	"provider-callback-hardirq": "invoke it from a tasklet; virt-dma brings one: vchan_cookie_complete(), vchan_cyclic_callback()",
	"free-before-quiesce":       "stop the source, then wait (tasklet_kill(), timer_shutdown_sync(), cancel_work_sync(), usb_kill_urb()), then free",
	"issue-before-synchronize":  "synchronize before new transfers are issued",
}

// fixesFor suggests what to do about a finding of a rule: an edit where one is
// mechanical, else the pattern.
func fixesFor(r *rule.Rule, f *engine.Flaw) []diag.Fix {
	if f != nil {
		switch {
		case f.Kind == engine.TerminateAll && f.Detail != "":
			return []diag.Fix{rename(f, "dmaengine_terminate_"+f.Detail)}
		case f.Kind == engine.FreeBeforeSynchronize && f.Actor != "":
			return []diag.Fix{{Title: "hand the descriptor to the wait: vchan_terminate_vdesc(), as drivers/dma/stm32/stm32-dma.c", Edits: []diag.Edit{}}}
		case f.Kind == engine.FreeBeforeSynchronize:
			return []diag.Fix{{Title: "dmaengine_synchronize() before " + f.Callee + "(), or dmaengine_terminate_sync() where the stop may sleep", Edits: []diag.Edit{}}}
		case f.Kind == engine.FreeBeforeQuiesce && f.Actor == "DMA client":
			return []diag.Fix{{Title: "call " + f.Detail + "() first", Edits: []diag.Edit{}}}
		}
	}
	if title := pattern[r.ID]; title != "" {
		return []diag.Fix{{Title: title, Edits: []diag.Edit{}}}
	}
	return nil
}

// rename replaces the name of the flagged call.
func rename(f *engine.Flaw, name string) diag.Fix {
	return diag.Fix{Title: "use " + name + "()", Edits: []diag.Edit{{
		File: f.File, Line: int(f.Pos.Line), Column: int(f.Pos.Col),
		EndLine: int(f.Pos.Line), EndColumn: int(f.Pos.Col) + len(f.Callee), NewText: name,
	}}}
}
