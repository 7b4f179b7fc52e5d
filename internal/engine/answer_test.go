package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// A recursion through two functions: what happens at its end happens in both.
func TestRecursionIsAnswered(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void odd(struct dev* d, int n) "drivers/t/t0.c":1 {
b0:
  branch n, b1, b2 @2:1
b1:
  call even(d, n - 1) @3:1
  return
b2:
  return
}
func static void even(struct dev* d, int n) "drivers/t/t0.c":10 {
b0:
  branch n, b1, b2 @11:1
b1:
  call odd(d, n - 1) @12:1
  return
b2:
  call msleep(1) @13:1
  return
}
func void f(struct dev* d, int n) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call odd(d, n) @22:1
  call spin_unlock(&d->lock) @23:1
  return
}
`), "even:13 msleep under lock f via f>odd>even")
}

// A recursion whose end unlocks what its start locked: nothing is held after it.
func TestRecursionThatUnlocks(t *testing.T) {
	check(t, findingsOf(t, head+`
func static void unwind(struct dev* d, int n) "drivers/t/t0.c":1 {
b0:
  branch n, b1, b2 @2:1
b1:
  call unwind(d, n - 1) @3:1
  return
b2:
  call spin_unlock(&d->lock) @4:1
  return
}
func void f(struct dev* d, int n) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call unwind(d, n) @22:1
  call msleep(1) @23:1
  return
}
`))
}

// However many constants a function is called with, they are told apart.
func TestManyConstants(t *testing.T) {
	var calls strings.Builder
	for i := range 40 {
		fmt.Fprintf(&calls, "  call command(d, %d, 1) @%d:1\n", i, 30+i)
	}
	text := head + `
func static void command(struct dev* d, int what, int queue) "drivers/t/t0.c":1 {
b0:
  branch queue, b1, b2 @2:1
b1:
  return
b2:
  branch what == 7, b1, b3 @3:1
b3:
  call msleep(what) @4:1
  return
}
func void f(struct dev* d) "drivers/t/t0.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
` + calls.String() + `%s  call spin_unlock(&d->lock) @90:1
  return
}
`
	check(t, findingsOf(t, fmt.Sprintf(text, "")))
	check(t, findingsOf(t, fmt.Sprintf(text, "  call command(d, 9, 0) @80:1\n")), "command:4 msleep under lock f via f>command")
	check(t, findingsOf(t, fmt.Sprintf(text, "  call command(d, 7, 0) @80:1\n")))
}

// What a callee releases of its caller's lock is released there, at an event and
// at the exits; a lock further out stays.
func TestDropsAreToldBack(t *testing.T) {
	const text = head + `
func static void pause(struct dev* d) "drivers/t/t0.c":1 {
b0:
  call spin_unlock(&d->lock) @2:1
  call msleep(1) @3:1
  call spin_lock(&d->lock) @4:1
  return
}
func static void inner(struct dev* d) "drivers/t/t0.c":10 {
b0:
  call pause(d) @11:1
  return
}
func void f(struct dev* d, struct dev* e) "drivers/t/t0.c":20 {
b0:
%s  call spin_lock(&d->lock) @22:1
  call inner(d) @23:1
  call spin_unlock(&d->lock) @24:1
%s  return
}
`
	check(t, findingsOf(t, fmt.Sprintf(text, "", "")))
	check(t, findingsOf(t, fmt.Sprintf(text, "  call rcu_read_lock() @21:1\n", "  call rcu_read_unlock() @25:1\n")),
		"pause:3 msleep under rcu f via f>inner>pause")
}

// program makes a random program: functions that lock, unlock, branch on what
// they were passed, sleep, and call each other, in circles, too.
func program(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 3))
	var b strings.Builder
	b.WriteString(head)
	n := 4 + r.IntN(5)
	line := 1
	for f := range n {
		fmt.Fprintf(&b, "func void f%d(struct dev* d, int a, int b) \"drivers/t/t0.c\":%d {\n", f, line)
		blocks := 2 + r.IntN(5)
		for k := range blocks {
			fmt.Fprintf(&b, "b%d:\n", k)
			for range r.IntN(3) {
				line++
				switch r.IntN(8) {
				case 0, 1:
					fmt.Fprintf(&b, "  call spin_lock(&d->lock) @%d:1\n", line)
				case 2, 3:
					fmt.Fprintf(&b, "  call spin_unlock(&d->lock) @%d:1\n", line)
				case 4:
					fmt.Fprintf(&b, "  call msleep(1) @%d:1\n", line)
				default:
					g := r.IntN(n)
					if f+1 < n && r.IntN(8) > 0 { // few circles
						g = f + 1 + r.IntN(n-f-1)
					}
					fmt.Fprintf(&b, "  call f%d(d, %s, %s) @%d:1\n", g, []string{"a", "b", "0", "1", "2", "a & 1"}[r.IntN(6)], []string{"a", "b", "0", "1"}[r.IntN(4)], line)
				}
			}
			line++
			if k+1 == blocks {
				b.WriteString("  return\n")
				continue
			}
			cond := []string{"a", "b", "a == 2", "a & 1", "d->on"}[r.IntN(5)]
			fmt.Fprintf(&b, "  branch %s, b%d, b%d @%d:1\n", cond, k+1, r.IntN(blocks), line)
		}
		b.WriteString("}\n")
		line += 3
	}
	return b.String()
}

// linked is a program of one unit.
func linked(t *testing.T, text string) *link.Program {
	t.Helper()
	u, err := ir.Parse("t0.ir", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	u.Path = "drivers/t/t0.c"
	p := link.New(model.Kernel())
	p.Add(u)
	p.Bind()
	p.BuildCallGraph()
	return p
}

// reported are the reports of all functions on their own, within limits.
func reported(p *link.Program, lim limits, order []int) (found []string, complete bool) {
	s := newSession(p, summariseWithin(p, lim))
	s.props = collectProperties(p)
	for _, i := range order {
		s.runEntry(p.Funcs[i])
	}
	seen := map[string]bool{}
	for _, f := range s.findings {
		seen[fmt.Sprintf("%s:%d under %s:%d", f.Leaf().Fn.Name, f.Leaf().In.Pos.Line, f.Origin.Fn.Name, f.Origin.Pos.Line)] = true
	}
	var out []string
	for k := range seen {
		out = append(out, k)
	}
	slices.Sort(out)
	return out, len(s.bounds)+len(s.sums.bounds) == 0
}

func inOrder(p *link.Program) []int {
	order := make([]int, len(p.Funcs))
	for i := range order {
		order[i] = i
	}
	return order
}

// What is answered does not depend on who asks first.
func TestAnyOrderOfQuestions(t *testing.T) {
	found := 0
	for seed := range uint64(150) {
		text := program(seed)
		p := linked(t, text)
		want, _ := reported(p, ordinaryLimits(), inOrder(p))
		found += len(want)
		for k := range uint64(4) {
			order := rand.New(rand.NewPCG(seed, k)).Perm(len(p.Funcs))
			if got, _ := reported(p, ordinaryLimits(), order); !slices.Equal(got, want) {
				t.Fatalf("in the order %v:\n%s\nwant:\n%s\nprogram %d:\n%s", order, strings.Join(got, "\n"), strings.Join(want, "\n"), seed, text)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d findings: the programs test nothing", found)
	}
}

// A bound loses findings, and invents none.
func TestBoundsInventNothing(t *testing.T) {
	lost, compared := 0, 0
	for seed := range uint64(300) {
		text := program(seed)
		p := linked(t, text)
		want, complete := reported(p, ordinaryLimits(), inOrder(p))
		if !complete {
			continue // what a complete answer would be is not known
		}
		compared++
		for _, shrink := range []func(*limits){
			func(l *limits) { l.states = 1 },
			func(l *limits) { l.states = 2 },
			func(l *limits) { l.holds = 1 },
			func(l *limits) { l.visits = 3 },
			func(l *limits) { l.rounds = 1 },
			func(l *limits) { l.facts = 2 },
			func(l *limits) { l.events = 1 },
			func(l *limits) { l.cycle = 1 },
			func(l *limits) { l.entry = 10 },
			func(l *limits) { l.work = 25 },
			func(l *limits) { *l = limits{1, 1, 2, 1, 1, 1, 1, 4, 40, 2, 2} },
		} {
			lim := ordinaryLimits()
			shrink(&lim)
			got, _ := reported(p, lim, inOrder(p))
			for _, g := range got {
				if !slices.Contains(want, g) {
					t.Fatalf("limits %+v invent %s\nfound without: %q\nprogram %d:\n%s", lim, g, want, seed, text)
				}
			}
			lost += len(want) - len(got)
		}
	}
	if lost == 0 || compared < 60 {
		t.Errorf("%d findings lost in %d programs: the bounds were not tested", lost, compared)
	}
}

// What was hit is said.
func TestHitsAreCounted(t *testing.T) {
	p := linked(t, program(1))
	lim := ordinaryLimits()
	lim.visits = 1
	s := newSession(p, summariseWithin(p, lim))
	s.props = collectProperties(p)
	for _, f := range p.Funcs {
		s.runEntry(f)
	}
	s.bounds.Settle()
	if len(s.bounds) == 0 || !strings.Contains(s.bounds.String(), " visits") {
		t.Errorf("hits: %s", s.bounds)
	}
	for _, h := range s.bounds {
		if h.Func == "" || h.File == "" || h.Times == 0 {
			t.Errorf("%+v names nothing", h)
		}
	}
}

// A helper that keeps the lock when it returns a pointer, and drops it when it
// returns an error: its callers tell the two apart.
func TestLockKeptOnSuccess(t *testing.T) {
	check(t, findingsOf(t, head+`
func static struct dev* first_locked(struct dev* d) "drivers/t/t0.c":1 {
  var struct dev* %1
b0:
  call spin_lock(&d->lock) @2:1
  branch d->ops, b1, b2 @3:1
b1:
  return d->ops
b2:
  call spin_unlock(&d->lock) @4:1
  %1 = call ERR_PTR(-2) @5:1
  return %1
}
func void use(struct dev* d) "drivers/t/t0.c":10 {
  var struct dev* %1
  var int %2
b0:
  %1 = call first_locked(d) @11:1
  %2 = call IS_ERR(%1) @12:1
  branch %2, b1, b2 @12:2
b1:
  call msleep(1) @13:1
  return
b2:
  call msleep(2) @14:1
  call spin_unlock(&d->lock) @15:1
  return
}
`), "use:14 msleep under lock first_locked via use")
}
