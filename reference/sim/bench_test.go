package sim

import (
	"iter"
	"testing"
)

const (
	benchTasks = 5
	benchSteps = 12
)

// BenchmarkSwitchOnly is the floor: a schedule of five tasks of twelve steps as
// nothing but coroutine switches. Compare with BenchmarkSchedule.
//
//	go test -run '^$' -bench 'Switch|Schedule' -cpu 1 ./reference/sim
func BenchmarkSwitchOnly(b *testing.B) {
	var next [benchTasks]func() (struct{}, bool)
	for i := range next {
		var stop func()
		next[i], stop = iter.Pull(func(yield func(struct{}) bool) {
			for yield(struct{}{}) {
			}
		})
		defer stop()
	}
	for b.Loop() {
		for range benchSteps {
			for _, n := range next {
				n()
			}
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Minutes(), "schedules/min")
}

// BenchmarkSchedule is the same shape in the simulator: five tasks of twelve
// steps, a random choice at every step, all checks on.
func BenchmarkSchedule(b *testing.B) {
	m := Model{Config: Config{CPUs: benchTasks}, Build: func(k *Kernel) {
		for i := range benchTasks {
			k.Go("task", i, func() {
				for range benchSteps {
					k.Udelay(1)
				}
			})
		}
	}}
	n := 0
	for b.Loop() {
		r := Explore(m, Options{Strategy: "random", Schedules: 1000, Seed: 1})
		n += r.Schedules
	}
	b.ReportMetric(float64(n)/b.Elapsed().Minutes(), "schedules/min")
}
