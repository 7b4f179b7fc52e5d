package sim

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

// notState are the fields that two runs may come to differently at what exploration takes
// for one state, and why that makes no difference to what can happen from there. A field
// that is not here has to be the same: TestStateKey looks whether it is. What is embedded
// as "object" is the hash, and clocks that follow from the history.
var notState = map[string]string{
	"actor.pid":      "in the order of creation, for reports",
	"actor.fn":       "code",
	"actor.co":       "where code stands, which its history says",
	"actor.strand":   "clocks, which follow from the history",
	"actor.op":       "for reports",
	"actor.books":    "hashes of the history, or found out anew: but for passed, which says how a run is called that ends with what goes round for ever",
	"actor.exit":     "code",
	"actor.callback": "set and looked at by the actor itself",
	"actor.cpu":      "one that can go on anywhere may; else see state.of",
	"actor.device":   "looked at together with the history",
	"actor.looked":   "looked at together with the history",
	"actor.wakeAt":   "simulated time, see Kernel.advance",

	"Tasklet.fn":      "code",
	"Tasklet.running": "who serves it; of a run that is over it is nil, and that is known by serving",
	"Tasklet.ran":     "tells what may be shared, not what can happen",
	"Work.fn":         "code",
	"Work.running":    "as of a Tasklet",
	"Work.worker":     "as of a Tasklet",
	"timer.fn":        "code",
	"timer.run":       "as of a Tasklet",
	"timer.at":        "simulated time",
	"flush.run":       "which it was follows from the history; one that is over is none",

	"IRQ.hard":     "code",
	"IRQ.shared":   "code",
	"IRQ.thread":   "code",
	"IRQ.running":  "as of a Tasklet",
	"IRQ.threaded": "clocks",

	"Source.can_":   "code",
	"Source.fire":   "code",
	"Source.self":   "nothing but a history",
	"Source.at":     "simulated time",
	"Source.period": "the constructor's",
	"Source.last":   "a memo of what can_ says",
	"Source.asked":  "a memo of what can_ says",
	"Source.by":     "for reports",

	"lock.num":       "its number in the lock order, which is for reports",
	"lock.data":      "clocks",
	"lock.inHardirq": "for reports; the set of operations says so in whatever order",
	"lock.inSoftirq": "as inHardirq",
	"lock.withIRQs":  "as inHardirq",
	"lock.withBH":    "as inHardirq",

	"Mem.parts":      "the constructor's",
	"buffered.by":    "clocks",
	"buffered.at":    "clocks",
	"buffered.clock": "clocks",
	"buffered.h":     "a history",
}

// notWalked are types that no state of a random model has.
var notWalked = map[string]string{
	"Aux":      "as Var, of one value that is written where the object is",
	"Refcount": "as Int",
	"Signal":   "one flag that is written where the object is",
}

// state collects what a state is made of.
type state struct {
	b     strings.Builder
	types map[reflect.Type]bool
	used  map[string]bool
}

var builderType = reflect.TypeFor[strings.Builder]()

// id is the name of an object which it has in every run.
func (s *state) id(v reflect.Value) (string, bool) {
	if v.IsNil() {
		return "nil", true
	}
	p, ok := reflect.NewAt(v.Type().Elem(), v.UnsafePointer()).Interface().(Part)
	if !ok || p.part().known == nil {
		return "", false
	}
	return fmt.Sprintf("%x", p.part().known.id), true
}

func (s *state) add(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		s.fields(v)
	case reflect.Pointer:
		if id, ok := s.id(v); ok {
			s.b.WriteString(id)
		} else {
			s.add(v.Elem())
		}
	case reflect.Interface: // a wait
		if !v.IsNil() {
			s.b.WriteString(v.Elem().Type().String() + " ")
			s.add(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			s.add(v.Index(i))
			s.b.WriteByte(',')
		}
	case reflect.Func, reflect.Map:
		panic("what to do with a " + v.Type().String())
	default:
		fmt.Fprint(&s.b, v)
	}
}

func (s *state) fields(v reflect.Value) {
	t := v.Type()
	if t == builderType {
		b := (*strings.Builder)(unsafe.Pointer(v.UnsafeAddr()))
		s.b.WriteString(b.String())
		return
	}
	s.types[t] = true
	s.b.WriteByte('{')
	for i := range t.NumField() {
		f := t.Field(i)
		name := t.Name() + "." + f.Name
		if f.Type == reflect.TypeFor[object]() || f.Type == reflect.TypeFor[*Kernel]() {
			continue
		}
		if _, ok := notState[name]; ok {
			s.used[name] = true
			continue
		}
		s.b.WriteString(f.Name + "=")
		s.add(v.Field(i))
		s.b.WriteByte(' ')
	}
	s.b.WriteByte('}')
}

// of is the state of a run: the machine that the model has made, who is on the CPUs, and
// who could be.
func (s *state) of(k *Kernel, m *machine) string {
	s.b.Reset()
	if m != nil {
		s.add(reflect.ValueOf(m).Elem())
	}
	for i := range k.cpus {
		c := &k.cpus[i]
		s.add(reflect.ValueOf(c).Elem())
		for _, a := range c.irqs {
			s.add(reflect.ValueOf(a).Elem())
		}
	}
	var sets []string
	set := func(what string, v any) {
		sub := &state{types: s.types, used: s.used}
		sub.add(reflect.ValueOf(v).Elem())
		sets = append(sets, what+sub.b.String())
	}
	for _, a := range k.tasks {
		where := "anywhere"
		if !a.any || a.cpu >= 0 && (k.cpus[a.cpu].task == a || !a.movable()) {
			where = fmt.Sprint(a.cpu)
		}
		set("task "+fmt.Sprintf("%x", a.id)+" on "+where+" ", a)
	}
	for _, t := range k.armed {
		set("armed ", t)
	}
	for _, l := range k.lines {
		set("line ", l)
	}
	for _, d := range k.srcs {
		set("device ", d)
	}
	for _, m := range k.mems {
		set("memory ", m)
	}
	slices.Sort(sets)
	return s.b.String() + strings.Join(sets, "\n") + fmt.Sprint("\nfaults ", k.faults)
}

// witness is a search that looks whether states of one key are one state.
type witness struct {
	*dfs
	state
	m    *machine
	seen map[uint64]string
	diff string
}

func (w *witness) pick(k *Kernel, c []choice) int {
	if w.depth >= len(w.path) {
		key, is := k.stateKey(), w.of(k, w.m)
		was, ok := w.seen[key]
		if w.seen[key] = is; ok && was != is && w.diff == "" {
			w.diff = "was\n" + was + "\nis\n" + is
		}
	}
	return w.dfs.pick(k, c)
}

// search explores a model, for as long as its states are what their keys say.
func (w *witness) search(cfg Config, build func(*Kernel)) {
	o := Options{Steps: 500, Schedules: 5_000}
	o.defaults()
	e := newExplorer(Model{Config: cfg, Build: build}, o, newScope(cfg.CPUs, false))
	defer e.k.close()
	for again := true; again && w.diff == ""; {
		w.dfs = &dfs{bound: 100, straight: true, seen: newVisited()} // below Unbounded no order is left out
		w.seen = map[uint64]string{}
		again = e.search(w)
	}
}

// TestStateKeyLitmus does as TestStateKey with the models of TestLitmus, of which it knows
// contexts, CPUs, and what can happen: where they run into what they should, they go on.
func TestStateKeyLitmus(t *testing.T) {
	states := 0
	for _, c := range litmusAll() {
		if c.want == Unhashed || c.want == Nondeterminism {
			continue
		}
		w := &witness{state: state{types: map[reflect.Type]bool{}, used: map[string]bool{}}}
		cpus := c.cpus
		if cpus == 0 {
			cpus = 2
		}
		w.search(Config{CPUs: cpus}, func(k *Kernel) {
			c.f(k)
			k.bear, k.atRest = func(Kind) bool { return true }, func() {}
		})
		if w.diff != "" {
			t.Errorf("%s: one key, two states: %s", c.name, w.diff)
		}
		states += len(w.seen)
	}
	t.Logf("%d states", states)
}

// TestStateKey compares the whole state of the simulator at every choice of random models
// with what it was when the same key was there before: what two runs differ in is either
// part of the key, or it is listed why that makes no difference.
func TestStateKey(t *testing.T) {
	types, used := map[reflect.Type]bool{}, map[string]bool{}
	states := 0
	for seed := *randomSeed; seed < *randomSeed+200; seed++ {
		r := newRandomModel(seed)
		if r.schedules() > 1e6 {
			continue
		}
		w := &witness{state: state{types: types, used: used}}
		w.search(Config{CPUs: r.cpus, RT: r.rt, SC: r.sc}, func(k *Kernel) {
			w.m = r.machine(k)
			r.start(k, w.m)
			k.bear, k.atRest = func(Kind) bool { return true }, func() {}
		})
		if w.diff != "" {
			t.Fatalf("seed %d: %v\none key, two states: %s", seed, r, w.diff)
		}
		states += len(w.seen)
	}
	t.Logf("%d states", states)
	for f := range notState {
		if !used[f] {
			t.Errorf("there is no %s", f)
		}
	}
	for _, name := range objectTypes(t) {
		if notWalked[name] != "" {
			continue
		}
		if !slices.ContainsFunc(keysOf(types), func(t reflect.Type) bool { return strings.HasPrefix(t.Name(), name) }) {
			t.Errorf("no %s in any state", name)
		}
	}
}

func keysOf(m map[reflect.Type]bool) []reflect.Type {
	var l []reflect.Type
	for t := range m {
		l = append(l, t)
	}
	return l
}

// objectTypes are the types of the package that are built on an object.
func objectTypes(t *testing.T) []string {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	look := func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		s, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range s.Fields.List {
			if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && (id.Name == "object" || id.Name == "lock" || id.Name == "timer") {
				names = append(names, spec.Name.Name)
			}
		}
		return true
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, look)
	}
	return names
}
