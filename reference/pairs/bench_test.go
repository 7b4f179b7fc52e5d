package pairs

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// BenchmarkCloseRace measures exploration on the PCM close race: one stream on
// a DMA channel, played and closed, with all checks on.
//
//	go test -run '^$' -bench CloseRace -cpu 1 ./reference/pairs
func BenchmarkCloseRace(b *testing.B) {
	p, err := ByName("dmaengine-close")
	if err != nil {
		b.Fatal(err)
	}
	schedules, steps := 0, 0
	for b.Loop() {
		r := sim.Explore(p.Fixed, p.Opts)
		if r.Status != sim.Complete {
			b.Fatal(r)
		}
		schedules += r.Schedules
		steps += r.Steps
	}
	b.ReportMetric(float64(schedules)/b.Elapsed().Minutes(), "schedules/min")
	b.ReportMetric(float64(steps)/float64(schedules), "steps/schedule")
}
