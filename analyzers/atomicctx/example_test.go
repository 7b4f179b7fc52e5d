package atomicctx_test

import (
	"testing"

	"github.com/ctxlint/ctxlint/analyzers/atomicctx"
	"github.com/ctxlint/ctxlint/analyzers/internal/examples"
)

// prelude is what the examples in Go leave out.
const prelude = `package example

import (
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

type Errno int

func (e Errno) Error() string { return "" }

const EINVAL Errno = 22

type Hub struct {
	k       *sim.Kernel
	lock    sim.Spinlock
	mem     sim.Mem
	irq     *sim.IRQ
	pcm     pcm.PCM
	card    pcm.Card
	playing *pcm.Substream
	resets  int
	events  int
}
`

// TestExamples holds the documentation's examples in Go to what they show.
func TestExamples(t *testing.T) {
	examples.Check(t, atomicctx.Analyzer, atomicctx.Rules(), prelude)
}
