package pairs

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/reference/mutate"
	"github.com/ctxlint/ctxlint/reference/mutate/live"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// TestSourceMutants rewrites the correct drivers, the providers and the cores to
// hold the mutants of package mutate, compiles that once, and lets one live at a
// time. What became of each is in testdata/mutants.txt: the model that kills it, or
// why it may live. The test holds the list to the mutants that there are, and every
// kill to be one; what no model kills is looked at anew with -survivors -update, and the
// list is made anew with -update if it is empty, in about an hour of CPU time.
//
// That a lock is not held where AssertHeld says so is not taken for a kill before
// a real violation has been looked for: see sim.Options.Unasserted.

var (
	survivors = flag.Bool("survivors", false, "try all models on the source mutants that no model kills")
	only      = flag.String("models", "", "with -survivors: try only the models whose names hold this")
	atMost    = flag.Int("at.most", 1<<20, "with -update or -survivors: try all models on so many source mutants, and leave the rest for the next time")
)

const (
	fateFile = "testdata/mutants.txt"
	liveEnv  = "CTXLINT_LIVE_MUTANTS" // in a rewritten program: the order file
)

// order is what a rewritten program is asked: which mutants to try, each on the
// model named, or on all that come by it whose names hold a text.
type order struct {
	N     int
	Model string
	Hold  string
}

// fate is what became of a mutant.
type fate struct {
	N      int
	How    string // killed, asserted, survives, unreached
	Model  string
	Kind   sim.Kind
	Reason string // why it may survive, or why nothing shows what the assertion is for
}

func TestMain(m *testing.M) {
	flag.Parse()
	if file := os.Getenv(liveEnv); file != "" {
		if err := liveMutants(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	debug.SetGCPercent(400) // as report.Run
	os.Exit(m.Run())
}

// liveMutants carries out the orders, in a rewritten program.
func liveMutants(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var orders []order
	if err := json.Unmarshal(data, &orders); err != nil {
		return err
	}
	all := victims()
	var reached []map[int]bool
	if slices.ContainsFunc(orders, func(o order) bool { return o.Model == "" }) {
		for _, m := range all {
			at := live.Set(0)
			sim.Explore(m, sim.Options{Preemptions: 1, Schedules: 2_000})
			reached = append(reached, at)
		}
	}
	out := json.NewEncoder(os.Stdout)
	for _, o := range orders {
		var ms []sim.Model
		for i, m := range all {
			if m.Name == o.Model || o.Model == "" && reached[i][o.N] && strings.Contains(m.Name, o.Hold) {
				ms = append(ms, m)
			}
		}
		if err := out.Encode(tryMutant(o.N, ms)); err != nil {
			return err
		}
	}
	return nil
}

// tryMutant looks for a model that notices a mutant: first without the checks of
// AssertHeld, then with them.
func tryMutant(n int, ms []sim.Model) fate {
	if len(ms) == 0 {
		return fate{N: n, How: "unreached"}
	}
	live.Set(n)
	searches := []sim.Options{
		{Preemptions: 2, Schedules: 3_000, Unasserted: true},
		{Preemptions: 2, Schedules: 3_000},
	}
	if len(ms) == 1 { // the one that is recorded
		searches = slices.Insert(searches, 1, sim.Options{Preemptions: 3, Schedules: 20_000, Unasserted: true})
	}
	for _, o := range searches {
		for _, m := range ms {
			r := sim.Explore(m, o)
			switch {
			case r.Violation == nil:
			case r.Violation.Kind == sim.LockNotHeld:
				return fate{N: n, How: "asserted", Model: m.Name, Kind: r.Violation.Kind}
			default:
				return fate{N: n, How: "killed", Model: m.Name, Kind: r.Violation.Kind}
			}
		}
	}
	return fate{N: n, How: "survives"}
}

// rewritten writes the mutants of the sources and the overlay that puts them in
// place of the originals.
func rewritten(t *testing.T, dir string) (overlay string, ms []mutate.Mutant) {
	t.Helper()
	replace := map[string]string{}
	for _, path := range mutatedFiles(t) {
		name := "reference" + strings.TrimPrefix(filepath.ToSlash(path), "..")
		if name == "reference/dma/dma.go" || name == "reference/dma/hardware.go" {
			continue // the core's checks of contracts, which other tests hold, and the device
		}
		// What the PCM core does in which state TestTable holds to the kernel's.
		text, more, err := mutate.File(path, name, len(ms)+1, !strings.HasPrefix(name, "reference/pcm/") || strings.HasSuffix(name, "/dmaengine.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(more) == 0 {
			continue
		}
		ms = append(ms, more...)
		abs, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
		if err := os.WriteFile(to, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[abs] = to
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay = filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return overlay, ms
}

// obey runs the rewritten program on orders.
func obey(t *testing.T, program, dir string, orders []order) []fate {
	t.Helper()
	data, err := json.Marshal(orders)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "orders.json")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program)
	c.Env = append(os.Environ(), liveEnv+"="+file)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	var fates []fate
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var f fate
		if err := d.Decode(&f); err != nil {
			t.Fatal(err)
		}
		fates = append(fates, f)
	}
	return fates
}

// readFates reads the list: key, what became of the mutant, and by which model or
// why, separated by tabs. What only AssertHeld notices has both.
func readFates(t *testing.T) map[string]fate {
	t.Helper()
	data, err := os.ReadFile(fateFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	fates := map[string]fate{}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			t.Fatalf("%s:%d: want three fields", fateFile, i+1)
		}
		x := fate{How: f[1]}
		switch x.How {
		case "killed":
			x.Model = f[2]
		case "asserted":
			x.Model, x.Reason, _ = strings.Cut(f[2], "; ")
		default:
			x.Reason = f[2]
		}
		fates[f[0]] = x
	}
	return fates
}

// why is the last field of the list.
func (f *fate) why() string {
	switch f.How {
	case "killed":
		return f.Model
	case "asserted":
		return f.Model + "; " + f.Reason
	}
	return f.Reason
}

func TestSourceMutants(t *testing.T) {
	dir := t.TempDir()
	overlay, ms := rewritten(t, dir)
	program := filepath.Join(dir, "live.test")
	if out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	old := readFates(t)
	var orders []order
	left := *atMost
	byN := map[int]string{}
	for _, m := range ms {
		byN[m.N] = m.Key
		was, known := old[m.Key]
		switch {
		case was.How == "killed" || was.How == "asserted" && !*survivors:
			orders = append(orders, order{N: m.N, Model: was.Model})
		case (*update && !known || *survivors) && left > 0:
			orders = append(orders, order{N: m.N, Hold: *only})
			left--
		case !known:
			t.Errorf("%s: a new mutant; run with -update", m.Key)
		}
	}
	now := map[string]fate{}
	for _, f := range obey(t, program, dir, orders) {
		key := byN[f.N]
		if *only != "" && f.How != "killed" {
			continue // what other models came to holds
		}
		if was := old[key]; f.How != was.How && !*update {
			t.Errorf("%s: %s, now: %s %s %s", key, was.How, f.How, f.Model, f.Kind)
		}
		now[key] = f
	}
	counts := map[string]int{}
	var list strings.Builder
	for _, m := range ms {
		was, f := old[m.Key], old[m.Key]
		if x, ok := now[m.Key]; ok {
			f = x
			f.Reason = was.Reason
		}
		delete(old, m.Key)
		if f.How == "" {
			continue // for the next time
		}
		counts[f.How]++
		if f.How != "killed" && f.Reason == "" {
			t.Errorf("%s: %s, and no reason is given in %s", m.Key, f.How, fateFile)
		}
		fmt.Fprintf(&list, "%s\t%s\t%s\n", m.Key, f.How, f.why())
	}
	if *update {
		if err := os.WriteFile(fateFile, []byte(fateHead+list.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	for key := range old {
		t.Errorf("%s: no such mutant any more; run with -update", key)
	}
	t.Logf("%d mutants: %v", len(ms), counts)
}

const fateHead = `# What becomes of the source mutants: go test ./reference/pairs -run TestSourceMutants -update
# writes the list and keeps the reasons. Fields: mutant, fate, and the model that
# kills it, or why it may live. asserted: only AssertHeld notices, in which model; and
# why no model shows what comes of it.
`

// TestNamedMutants: mistakes that once passed every test are killed by a model, not
// by an assertion about a lock.
func TestNamedMutants(t *testing.T) {
	fates := readFates(t)
	for _, key := range []string{
		"swap reference/drivers/sof/sof.go ipcTxMessage: d.reply.Reinit() / d.ipcSend(m)",
		"drop reference/dma/sdma/sdma.go sdmaTerminateAll: c.terminating = true",
		"look reference/dma/sdma/sdma.go sdmaIssuePending: !c.terminating in c.VC.IssuePending() && c.Desc == nil && !c.terminating",
		"drop reference/pcm/link.go Link: target.refs.Inc()",
		"drop reference/pcm/lock.go groupRef: g.refs.Inc()",
		"look reference/pcm/lock.go groupRef: always s.group == g",
	} {
		if fates[key].How != "killed" {
			t.Errorf("%s: %q", key, fates[key].How)
		}
	}
}
