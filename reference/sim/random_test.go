package sim

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	randomFor   = flag.Duration("random.for", 3*time.Second, "how long to compare random models, a hundred at least")
	randomN     = flag.Int("random.models", 0, "compare so many random models, however long that takes")
	randomTheme = flag.Int("random.theme", -1, "only models of that theme")
	randomSeed  = flag.Uint64("random.seed", 1, "first seed of the random models")
)

// outcome is what a model can do.
type outcome struct {
	ends   map[string]bool // how runs end that come to rest, with what has gone wrong in each
	status Status
	runs   int
}

// explore finds out what the model can do. A violation ends no more than the context
// that it is about, if that, so that what others do beside it and behind it is compared
// as well: two searches that take the same steps in other orders would meet another
// one first.
func (r *randomModel) explore(o Options) outcome {
	ends := map[string]bool{}
	m := r.model(func(k *Kernel, end func() string) {
		wrong := map[Kind]bool{}
		k.bear = func(kind Kind) bool {
			wrong[kind] = true
			return !slices.Contains(accounts, kind)
		}
		k.atRest = func() { ends[fmt.Sprint(keys(wrong), end())] = true }
	})
	o.defaults()
	e := newExplorer(m, o, newScope(r.cpus, o.Unreduced))
	e.straight = true // what a context does wrong is not repeated from a tape
	defer e.k.close()
	e.exhaust()
	return outcome{ends, e.r.Status, e.r.Schedules}
}

// randomLimit is how many schedules a model may have to be searched for all of them.
const randomLimit = 8_000

// schedules is an estimate of how many the model has: a random run is one of as many as
// the product of its choices (Knuth).
func (r *randomModel) schedules() float64 {
	o := Options{Steps: 500}
	o.defaults()
	m := r.model(func(k *Kernel, _ func() string) {
		k.bear, k.atRest = func(Kind) bool { return true }, func() {}
	})
	e := newExplorer(m, o, nil)
	defer e.k.close()
	p := &prober{random: random{rng: rand.New(rand.NewPCG(1, 1))}}
	e.k.strat = p
	const probes = 20
	for range probes {
		p.begin(e.k)
		p.now = 1
		e.k.run(m.Build)
		p.sum += p.now
	}
	return p.sum / probes
}

// prober takes every choice with the same probability, and multiplies their numbers.
type prober struct {
	random
	now, sum float64
}

func (p *prober) pick(k *Kernel, c []choice) int {
	p.now *= float64(len(c))
	return p.random.pick(k, c)
}

// accounts are violations that are found by what is remembered of several contexts:
// which of them comes last, and is told, differs among equivalent runs.
var accounts = []Kind{DataRace, LockOrder, IRQUnsafeLock, IRQInversion}

func (r *randomModel) model(watch func(k *Kernel, end func() string)) Model {
	return Model{Config: Config{CPUs: r.cpus, RT: r.rt, SC: r.sc}, Build: func(k *Kernel) { watch(k, r.build(k)) }}
}

// violates searches as a user does, who is told the first violation. There is no audit
// behind it: what random runs find is not found by the search.
func (r *randomModel) violates(o Options) (Kind, Status) {
	o.Audit = -1
	m := r.model(func(k *Kernel, _ func() string) { k.atRest = func() {} })
	x := Explore(m, o)
	if x.Violation != nil {
		return x.Violation.Kind, x.Status
	}
	return "", x.Status
}

// violated reports whether something goes wrong in any run.
func (o *outcome) violated() bool {
	for end := range o.ends {
		if !strings.HasPrefix(end, "[]") {
			return true
		}
	}
	return false
}

// wrong reports whether a thing of that kind does.
func (o *outcome) wrong(kind Kind) bool {
	for end := range o.ends {
		if k, _, _ := strings.Cut(end, "]"); strings.Contains(k, string(kind)) {
			return true
		}
	}
	return false
}

// TestRandomModels compares reduced with exhaustive exploration on random models
// for some time: whatever a model can do, both must show, by themselves: no random
// runs help. CI runs it for a while; for more,
//
//	go test ./reference/sim -v -run RandomModels -timeout 0 -random.models 10000
//
// or in pieces, each from the seed that the last has printed (-random.seed).
func TestRandomModels(t *testing.T) {
	stop := time.Now().Add(*randomFor)
	compared, skipped, wrong, bad := 0, 0, 0, 0
	full, reduced := 0, 0
	more := func() bool {
		if *randomN > 0 {
			return compared < *randomN
		}
		return compared < 100 || time.Now().Before(stop)
	}
	seed := *randomSeed
	for ; more() && wrong < 5; seed++ {
		if *randomTheme >= 0 && int(seed/8%uint64(len(themes))) != *randomTheme {
			continue
		}
		r := newRandomModel(seed)
		if r.schedules() > 2*randomLimit {
			skipped++
			continue
		}
		all := r.explore(Options{Unreduced: true, Schedules: randomLimit, Steps: 500})
		if all.status != Complete {
			skipped++
			continue
		}
		some := r.explore(Options{Steps: 500})
		kind, status := r.violates(Options{Steps: 500})
		full, reduced = full+all.runs, reduced+some.runs
		if compared++; compared%200 == 0 {
			t.Logf("%d compared so far, next seed %d", compared, seed+1)
		}
		missed := slices.DeleteFunc(keys(all.ends), func(s string) bool { return some.ends[s] })
		added := slices.DeleteFunc(keys(some.ends), func(s string) bool { return all.ends[s] })
		if kind != "" {
			bad++
		}
		told := kind == "" && !all.violated() || kind != "" && all.wrong(kind)
		if some.status != Complete || len(missed)+len(added) > 0 || !told {
			wrong++
			t.Errorf("seed %d: %v, %v %q\n%v\nmissed: %q\nadded: %q", seed, some.status, status, kind, r, missed, added)
		}
	}
	t.Logf("%d models compared, %d of them wrong, %d too large to compare; %d runs instead of %d; next seed %d",
		compared, bad, skipped, reduced, full, seed)
}

func keys[K ~string](m map[K]bool) []K {
	var l []K
	for k := range m {
		l = append(l, k)
	}
	slices.Sort(l)
	return l
}
