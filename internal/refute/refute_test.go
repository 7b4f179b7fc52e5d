package refute

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

var bases = map[string]effect.Context{
	"process": effect.Process, "pcm": effect.AtomicUnlessNonatomic, "atomic": effect.Atomic,
	"softirq": effect.Softirq, "hardirq": effect.Hardirq, "nmi": effect.NMI, "varies": effect.Varies,
}

// ask walks a way in a program of one unit. way is "f@3 g@7": the call at line 3
// of f, which leads to g, whose call at line 7 is the last. taken is the base
// context, where the lock is taken, or both, and "everywhere" if the last call is
// forbidden in any context.
func ask(t *testing.T, text, taken, way string) Verdict {
	t.Helper()
	u, err := ir.Parse("drivers/t/t.c", []byte(head+text))
	if err != nil {
		t.Fatal(err)
	}
	p := link.New(model.Kernel())
	p.Add(u)
	p.Bind()
	p.BuildCallGraph()
	find := func(at string) (*link.Func, *ir.Instr) {
		name, line, _ := strings.Cut(at, "@")
		for _, f := range p.Funcs {
			for b := range f.Blocks {
				for i := range f.Blocks[b].Instrs {
					if in := &f.Blocks[b].Instrs[i]; f.Name == name && fmt.Sprint(in.Pos.Line) == line {
						return f, in
					}
				}
			}
		}
		t.Fatalf("no call at %s", at)
		return nil, nil
	}
	taken, everywhere := strings.CutSuffix(taken, " everywhere")
	w := &Way{Everywhere: everywhere}
	base, at, _ := strings.Cut(taken, " ")
	if context, ok := bases[base]; ok {
		w.Base = context
	} else {
		at = base
	}
	if at != "" {
		f, in := find(at)
		w.Taker, w.Taken = f, in.Pos
	}
	var last *ir.Instr
	for _, at := range strings.Fields(way) {
		f, in := find(at)
		w.Chain = append(w.Chain, Step{f, in})
		last = in
	}
	leaf := w.Chain[len(w.Chain)-1].Fn
	effs := p.Effects(leaf.Unit, leaf.Exprs[last.Src].Sym)
	for i := range effs {
		if effs[i].Kind == effect.MaySleep {
			w.Row = &effs[i]
		}
	}
	changes := func(f *link.Func) bool { return strings.HasPrefix(f.Name, "ctx_") }
	return New(p, changes, 1).Walk(w)
}

const head = `struct "struct dev" { spinlock_t lock; struct mutex m; int on; int flags; int state; struct dev* next; }
`

func lines(from int, text string) string {
	var b strings.Builder
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		l = strings.TrimSpace(l)
		if strings.HasSuffix(l, ":") || strings.HasPrefix(l, "branch") || strings.HasPrefix(l, "jump") || strings.HasPrefix(l, "return") || strings.HasPrefix(l, "switch") || l == "unreachable" || strings.HasPrefix(l, "var") || l == "" {
			b.WriteString("  " + l + "\n")
			continue
		}
		b.WriteString("  " + l + " @" + strconv.Itoa(from) + ":1\n")
		from++
	}
	return b.String()
}

// fn is a function whose instructions stand on the lines from the given one.
func fn(sig string, from int, body string) string {
	return "func static " + sig + " \"drivers/t/t.c\":" + strconv.Itoa(from) + " {\n" + lines(from+1, body) + "}\n"
}

func TestWalk(t *testing.T) {
	for _, c := range []struct {
		name, text, taken, way string
		want                   Outcome
		says                   string // in the reason, or the first condition
	}{
		{"straight", fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			call msleep(1)
			return`), "f@1", "f@2", Feasible, ""},
		{"released before", fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			call spin_unlock(&d->lock)
			call msleep(1)
			return`), "f@1", "f@3", Refuted, "no path"},
		{"same flag", fn("void f(struct dev* d)", 0, `b0:
			branch d->on, b1, b2
			b1:
			call spin_lock(&d->lock)
			jump b2
			b2:
			branch d->on, b3, b4
			b3:
			call spin_unlock(&d->lock)
			jump b4
			b4:
			call msleep(1)
			return`), "f@1", "f@3", Refuted, "!d->on"},
		{"flag stored to a member, tested in a callee", fn("void put(struct dev* d)", 10, `b0:
			branch d->flags & 4, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`) + fn("void f(struct dev* d, int flags)", 0, `b0:
			store d->flags = flags
			branch flags & 4, b1, b2
			b1:
			call rcu_read_lock()
			jump b2
			b2:
			call put(d)
			return`), "f@2", "f@3 put@11", Refuted, ""},
		{"another flag", fn("void put(struct dev* d)", 10, `b0:
			branch d->flags & 8, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`) + fn("void f(struct dev* d, int flags)", 0, `b0:
			store d->flags = flags
			branch flags & 4, b1, b2
			b1:
			call rcu_read_lock()
			jump b2
			b2:
			call put(d)
			return`), "f@2", "f@3 put@11", Feasible, "flags & 4"},
		{"order", fn("void f(struct dev* d, int n)", 0, `b0:
			branch n < 4, b1, b2
			b1:
			call spin_lock(&d->lock)
			jump b2
			b2:
			branch n >= 4, b3, b4
			b3:
			call msleep(1)
			return
			b4:
			return`), "f@1", "f@2", Refuted, "n >= 4"},
		{"order of two variables", fn("void f(struct dev* d, int n, int m)", 0, `b0:
			branch n < m, b1, b2
			b1:
			call spin_lock(&d->lock)
			jump b2
			b2:
			branch m < n, b3, b4
			b3:
			call msleep(1)
			return
			b4:
			return`), "f@1", "f@2", Refuted, "m < n"},
		{"predicate looked into", fn("int slow(int class)", 10, `b0:
			branch class >= 16, b1, b3
			b1:
			branch class <= 23, b2, b3
			b2:
			return 1
			b3:
			return 0`) + fn("void message(struct dev* d, int class)", 20, `b0:
			%1 = call slow(class)
			branch %1, b1, b2
			b1:
			call msleep(20)
			return
			b2:
			return`) + fn("void f(struct dev* d, int which)", 0, `b0:
			call spin_lock(&d->lock)
			branch which, b1, b2
			b1:
			call message(d, 8)
			return
			b2:
			call message(d, 20)
			return`), "f@1", "f@2 message@22", Refuted, ""},
		{"predicate that is true", fn("int slow(int class)", 10, `b0:
			branch class >= 16, b1, b3
			b1:
			branch class <= 23, b2, b3
			b2:
			return 1
			b3:
			return 0`) + fn("void message(struct dev* d, int class)", 20, `b0:
			%1 = call slow(class)
			branch %1, b1, b2
			b1:
			call msleep(20)
			return
			b2:
			return`) + fn("void f(struct dev* d, int which)", 0, `b0:
			call spin_lock(&d->lock)
			call message(d, 20)
			return`), "f@1", "f@2 message@22", Feasible, ""},
		{"value assigned on the other branch", fn("void f(struct dev* d, int x)", 0, `
			var int mode
			b0:
			branch x, b1, b2
			b1:
			store mode = 1
			jump b3
			b2:
			store mode = 2
			jump b3
			b3:
			call spin_lock(&d->lock)
			branch x, b4, b6
			b4:
			branch mode == 2, b5, b6
			b5:
			call msleep(1)
			return
			b6:
			return`), "f@3", "f@4", Refuted, ""},
		{"argument chosen on a path that is met later", fn("void g(struct dev* d, int how)", 10, `b0:
			branch how == 2, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			return`) + fn("void f(struct dev* d, int x)", 0, `
			var int how
			b0:
			store how = 1
			branch x, b1, b2
			b1:
			store how = 2
			jump b2
			b2:
			call spin_lock(&d->lock)
			call g(d, how)
			return`), "f@3", "f@4 g@11", Feasible, "how == 2"},
		{"result by outcome", fn("int ctx_get(struct dev* d)", 10, `b0:
			branch d->on, b1, b2
			b1:
			call spin_lock(&d->lock)
			return 0
			b2:
			return -5`) + fn("void f(struct dev* d)", 0, `
			b0:
			%1 = call ctx_get(d)
			branch %1, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			call spin_unlock(&d->lock)
			return`), "ctx_get@11", "f@2", Refuted, ""},
		{"loop entered again", fn("void f(struct dev* d)", 0, `
			var char* p
			b0:
			store p = 0
			jump b1
			b1:
			branch p == 0, b2, b3
			b2:
			call spin_lock(&d->lock)
			store p = d->next
			branch p == 0, b6, b3
			b3:
			branch d->on, b4, b1
			b4:
			call spin_unlock(&d->lock)
			store p = 0
			call msleep(1)
			jump b1
			b6:
			return`), "f@2", "f@6", Refuted, ""},
		{"mask of the context", fn("gfp_t here()", 10, `b0:
			%1 = call in_softirq()
			branch %1, b1, b2
			b1:
			return GFP_ATOMIC
			b2:
			return GFP_KERNEL`) + fn("void f(struct dev* d)", 0, `
			b0:
			call spin_lock_bh(&d->lock)
			%1 = call here()
			%2 = call kmalloc(32, %1)
			return`), "f@1", "f@3", Refuted, "does not let it sleep"},
		{"in a task only", fn("void f(struct dev* d)", 0, `
			b0:
			%1 = call in_task()
			branch %1, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			return`), "softirq", "f@2", Refuted, ""},
		{"a pointer that was followed is not null", fn("void f(struct dev* d, struct dev* o)", 0, `
			b0:
			call spin_lock(&o->lock)
			branch o->on, b1, b2
			b1:
			branch o, b3, b4
			b2:
			call spin_unlock(&o->lock)
			return
			b3:
			call spin_unlock(&o->lock)
			jump b4
			b4:
			call msleep(1)
			return`), "f@1", "f@4", Refuted, "!o"},
		{"a bit that was set before", fn("void stop(struct dev* d)", 10, `b0:
			%1 = call test_bit(3, &d->flags)
			branch %1, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`) + fn("void f(struct dev* d)", 0, `b0:
			%1 = call test_and_set_bit(3, &d->flags)
			branch %1, b2, b1
			b1:
			call spin_lock(&d->lock)
			call stop(d)
			return
			b2:
			return`), "f@2", "f@3 stop@12", Refuted, "!test_bit"},
		{"another bit", fn("void f(struct dev* d)", 0, `b0:
			call set_bit(3, &d->flags)
			call spin_lock(&d->lock)
			%1 = call test_bit(4, &d->flags)
			branch %1, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`), "f@2", "f@4", Feasible, ""},
		{"a bit that a helper may clear", fn("void drop(struct dev* d)", 10, `b0:
			call clear_bit(3, &d->flags)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call set_bit(3, &d->flags)
			call spin_lock(&d->lock)
			call drop(d)
			%1 = call test_bit(3, &d->flags)
			branch %1, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`), "f@2", "f@5", Feasible, ""},
		{"another bit that a helper may clear", fn("void drop(struct dev* d)", 10, `b0:
			call clear_bit(4, &d->flags)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call set_bit(3, &d->flags)
			call spin_lock(&d->lock)
			call drop(d)
			%1 = call test_bit(3, &d->flags)
			branch %1, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`), "f@2", "f@5", Refuted, ""},
		{"a bit of unknown number that a helper may clear", fn("void drop(struct dev* d, int n)", 10, `b0:
			call clear_bit(n, &d->flags)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call set_bit(3, &d->flags)
			call spin_lock(&d->lock)
			call drop(d, d->n)
			%1 = call test_bit(3, &d->flags)
			branch %1, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`), "f@2", "f@5", Feasible, ""},
		{"a word that is stored as a whole", fn("void f(struct dev* d)", 0, `b0:
			call set_bit(3, &d->flags)
			store d->flags = 0
			call spin_lock(&d->lock)
			%1 = call test_bit(3, &d->flags)
			branch %1, b2, b1
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`), "f@3", "f@5", Feasible, ""},
		{"a mask without a bit", fn("void f(struct dev* d)", 0, `b0:
			store d->state = d->flags & -5
			call spin_lock(&d->lock)
			branch d->state & 4, b1, b2
			b1:
			call mutex_lock(&d->m)
			return
			b2:
			return`), "f@2", "f@3", Refuted, ""},
		{"interrupts restored", fn("void f(struct dev* d)", 0, `
			var unsigned long fl
			b0:
			call local_irq_save(fl)
			call local_irq_disable()
			call local_irq_restore(fl)
			call msleep(1)
			return`), "f@2", "f@4", Refuted, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := ask(t, c.text, c.taken, c.way)
			if v.Outcome != c.want {
				t.Fatalf("outcome %d, want %d (%s %q)", v.Outcome, c.want, v.Why, v.Requires)
			}
			if said := v.Why + strings.Join(v.Requires, "; "); !strings.Contains(said, c.says) {
				t.Errorf("says %q, want %q", said, c.says)
			}
		})
	}
}

// A bound that is hit on the way stays hit, whatever is tried afterwards.
func TestABoundIsNotForgotten(t *testing.T) {
	w := &walk{Walker: New(link.New(model.Kernel()), nil, 1), values: newValues(), way: &Way{Everywhere: true}, most: maxSteps}
	f := &link.Func{Func: &ir.Func{Name: "f", Exprs: make([]ir.Expr, 1), Blocks: []ir.Block{{Instrs: []ir.Instr{{Op: ir.InstrCall}}, Term: ir.Term{Kind: ir.TermReturn}}}}}
	fr := &frame{fn: f, info: &funcInfo{joins: []bool{false}}, seen: map[ir.BlockID][]state{}, after: map[*ir.Instr][]state{}}
	w.bound("steps")
	if w.instrs(fr, 0, 0, state{}, &trail{}) || !w.cut {
		t.Error("a walk that was cut goes on")
	}
}

// A function behind a bound is not a refutation.
func TestUndecidedAtABound(t *testing.T) {
	var b strings.Builder
	b.WriteString("b0:\ncall spin_lock(&d->lock)\njump b1\n")
	for i := 1; i < 60; i++ {
		fmt.Fprintf(&b, "b%d:\n", i)
		for range 400 {
			b.WriteString("store d->state = d->state + 1\n")
		}
		fmt.Fprintf(&b, "jump b%d\n", i+1)
	}
	b.WriteString("b60:\ncall msleep(1)\nreturn")
	text := fn("void f(struct dev* d)", 0, b.String())
	line := 1 + 59*400 + 1
	if v := ask(t, text, "f@1", "f@"+strconv.Itoa(line)); v.Outcome != Undecided {
		t.Errorf("outcome %d after %d steps", v.Outcome, v.Steps)
	}
}

// Helpers whose answers decide nothing cost nothing, and those that do are looked
// into: the walk is short either way.
func TestHelpersBesideTheWay(t *testing.T) {
	helper := func(name string, from, n int) string {
		var b strings.Builder
		b.WriteString("b0:\n")
		for i := range n {
			fmt.Fprintf(&b, "branch d->flags & %d, b%d, b%d\nb%d:\nstore d->state = %d\njump b%d\nb%d:\n", 1<<i, 2*i+1, 2*i+2, 2*i+1, i, 2*i+2, 2*i+2)
		}
		fmt.Fprintf(&b, "branch d->on, b%d, b%d\nb%d:\nreturn 1\nb%d:\nreturn 0", 2*n+1, 2*n+2, 2*n+1, 2*n+2)
		return fn("int "+name+"(struct dev* d)", from, b.String())
	}
	way := func(last string) string {
		var b strings.Builder
		b.WriteString("b0:\nbranch d->on, b2, b1\nb1:\ncall spin_lock(&d->lock)\n")
		for range 30 {
			b.WriteString("%1 = call noise(d)\n")
		}
		return helper("noise", 100, 12) + helper("asked", 200, 2) + fn("void f(struct dev* d)", 0, b.String()+"%1 = call asked(d)\n"+last+"b2:\nreturn\nb3:\ncall msleep(1)\nreturn")
	}
	for _, c := range []struct {
		name, text string
		want       Outcome
	}{
		{"it may be so", way("branch %1, b2, b3\n"), Feasible},
		{"it is not so", way("branch %1, b3, b2\n"), Refuted},
	} {
		v := ask(t, c.text, "f@1", "f@33")
		if v.Outcome != c.want {
			t.Errorf("%s: outcome %d after %d steps, want %d (%s)", c.name, v.Outcome, v.Steps, c.want, v.Why)
		}
		if v.Steps > maxFirst {
			t.Errorf("%s: %d steps", c.name, v.Steps)
		}
	}
}

// A context that has ended on every path is found ended whatever the branches test.
func TestEndedWhateverIsTested(t *testing.T) {
	var b strings.Builder
	b.WriteString("var unsigned long fl\nb0:\ncall local_irq_save(fl)\njump b1\n")
	const n = 20
	for i := range n {
		fmt.Fprintf(&b, "b%d:\nbranch d->flags & %d, b%d, b%d\nb%d:\nstore d->state = %d\njump b%d\n", 2*i+1, 1<<i, 2*i+2, 2*i+3, 2*i+2, i, 2*i+3)
	}
	fmt.Fprintf(&b, "b%d:\ncall local_irq_restore(fl)\ncall msleep(1)\nreturn", 2*n+1)
	v := ask(t, fn("void f(struct dev* d)", 0, b.String()), "f@1", "f@"+strconv.Itoa(n+3))
	if v.Outcome != Refuted || v.Steps > 400 {
		t.Errorf("outcome %d after %d steps (%s)", v.Outcome, v.Steps, v.Why)
	}
}
