// Package dmasync holds the rules about the end of asynchronous work: DMA
// transfers that are terminated and not waited for, PCM streams that are
// released under their own period interrupt, DMA providers that do not keep
// what the dmaengine API promises to clients.
//
// These bugs span callbacks: the driver stops in one, frees in another, and a
// core calls both in an order that no function shows. The order is data in
// internal/model (a protocol); the rules compose the summaries of a driver's
// callbacks along it. Each rule is one file and one [rule.Rule] value, and
// names no API of the kernel outside documentation and examples.
//
// A rule is in preview as long as its findings on a whole kernel tree have not
// been read one by one. One that would note each of many old uses is for changes
// only.
package dmasync

import "github.com/ctxlint/ctxlint/internal/rule"

// Rules lists the rules in the order in which they are shown.
func Rules() rule.Set {
	return rule.Set{
		FreeBeforeSynchronize,
		FreeBeforeQuiesce,
		SyncInAtomic,
		IssueBeforeSynchronize,
		DeprecatedTerminateAll,
		ProviderNoSynchronize,
		ProviderTerminateRace,
		ProviderCallbackLocked,
		ProviderCallbackHardirq,
		PCMNoSyncStop,
	}
}
