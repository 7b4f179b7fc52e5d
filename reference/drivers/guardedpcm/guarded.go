// Package guardedpcm is a PCM on a DMA channel with the workaround that the reporter
// of seeds/2013 proposes: a lock between the completion callback and the close, in
// the very memory that the close frees. There is no correct one: see package
// dmaengine.
package guardedpcm
