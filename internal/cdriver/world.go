package cdriver

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/module"
	"github.com/ctxlint/ctxlint/internal/source"
)

// world is what all modules of a run are read from: the tree, what was learned
// of its files, and the units that several of them need. It says the same to
// whoever asks, in whatever order.
type world struct {
	o                     Options
	modules               *module.Map
	meter                 *meter
	fill                  bool // keep on disk whatever is read: a large selection fills it with what is seldom asked for
	common                headers
	includes              memo[string, []inclusion]
	exists                memo[string, bool]
	outlines              memo[string, map[string]string] // directory: function → file
	tokens                memo[string, total]             // see kept.go
	outlined              memo[string, total]             // directory: what its files define
	texts                 memo[string, total]             // directory: its files
	implemented           memo[string, total]             // struct: files that initialise one
	treeTotal, cardsTotal func() total
	census                *source.Census // of the tree as the run began; nil: none was taken
	began                 time.Time
	makes                 *makes
	gist                  *gist   // of the tree; nil: it has to be found out
	rewritten             bool    // a C file, since it was kept
	glance                *glance // of the build; nil: this process has to look itself
	shelves               *shelves
	users                 memo[string, map[string]map[string]bool] // directory: module → modules that use it
	tables                func() map[string][]string               // struct: files that initialise one
	byDir                 memo[string, []string]                   // directory: its C files
	named                 func() map[string][]string               // module: files of it that were named
	exports               func() map[string]string                 // exported function → file
	cardText              func() map[string][]byte                 // card drivers of ASoC

	mu       sync.Mutex
	counted  map[string]bool // files that the statistics have
	problems map[string]source.Problem
	stats    Stats
	sums     map[string]sum  // of what was read
	changed  map[string]bool // files that were read twice, and changed in between
}

func newWorld(o Options) *world {
	if o.Model == nil {
		o.Model = model.Kernel()
	}
	if o.KernelVersion == "" && o.Tree != nil && o.Tree.Kernel() {
		o.KernelVersion = source.KernelVersion(o.Tree.Root())
	}
	o.Model = o.Model.For(o.KernelVersion)
	o.Jobs = max(1, o.Jobs)
	if o.Cache == nil {
		o.Cache = NewCache()
	}
	w := &world{o: o, makes: newMakes(o.Tree), counted: map[string]bool{}, problems: map[string]source.Problem{}, sums: map[string]sum{}, changed: map[string]bool{}, meter: newMeter(o.Progress, 1), began: time.Now()}
	if o.Disk != nil {
		w.began = o.Disk.now()
	}
	w.modules = module.New(w.makes)
	w.modules.Included = func(file string) []string { return w.fact(file).sources }
	w.named = sync.OnceValue(w.filesByModule)
	w.exports = sync.OnceValue(w.indexExports)
	w.cardText = sync.OnceValue(w.readCards)
	w.tables = sync.OnceValue(w.indexTables)
	w.treeTotal, w.cardsTotal = sync.OnceValue(w.sumTree), sync.OnceValue(w.sumCards)
	return w
}

// memo remembers what is computed by key. Two who ask at the same time may both
// compute, and get the same.
type memo[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (m *memo[K, V]) get(k K, compute func() V) V {
	m.mu.RLock()
	v, ok := m.m[k]
	m.mu.RUnlock()
	if ok {
		return v
	}
	v = compute()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.m == nil {
		m.m = map[K]V{}
	}
	m.m[k] = v
	return v
}

// count adds a file to the statistics, once.
func (w *world) count(f string, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known {
		w.o.Disk.know(f)
	}
	if w.counted[f] {
		return
	}
	w.counted[f] = true
	_, named := slices.BinarySearch(w.o.Files, f)
	switch {
	case named:
		w.stats.Files++
	case strings.HasSuffix(f, ".h"):
		w.stats.Headers++
	default:
		w.stats.Others++
	}
}

// wasRead notes the contents with which a file had a part in what is found.
func (w *world) wasRead(file string, s sum) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if old, ok := w.sums[file]; ok && old != s {
		w.changed[file] = true
	}
	w.sums[file] = s
}

// torn: one of the files was edited while they were analysed, or cannot be read.
func (w *world) torn(files *seen) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for f := range w.problems {
		if files.has(w.inclusion(f)) {
			return true
		}
	}
	for f := range w.changed {
		if files.has(w.inclusion(f)) {
			return true
		}
	}
	return false
}

// maxLostNames bounds the functions lost that are named.
const maxLostNames = 20

// moduleStats are those of a module: of its own files, so that each file counts
// once.
type moduleStats struct {
	Bytes   int64
	Lowered ir.Stats
	Engine  engine.Stats
}

func (s *moduleStats) add(o *moduleStats) {
	s.Bytes += o.Bytes
	s.Engine.Add(&o.Engine)
	s.Lowered.Bytes += o.Lowered.Bytes
	s.Lowered.Funcs += o.Lowered.Funcs
	s.Lowered.Lost += o.Lowered.Lost
	s.Lowered.Unknown += o.Lowered.Unknown
	s.Lowered.LostNames = append(s.Lowered.LostNames, o.Lowered.LostNames...)
}

// ofUnit adds a unit.
func (s *moduleStats) ofUnit(u *ir.Unit) {
	o := moduleStats{Bytes: int64(u.Stats.Bytes), Lowered: u.Stats}
	o.Lowered.LostNames = nil
	for _, n := range u.Stats.LostNames {
		o.Lowered.LostNames = append(o.Lowered.LostNames, u.Path+": "+n)
	}
	s.add(&o)
}

// fileProblems are those of files, in the order of their names.
func (w *world) fileProblems() []source.Problem {
	var problems []source.Problem
	for _, file := range slices.Sorted(maps.Keys(w.problems)) {
		problems = append(problems, w.problems[file])
	}
	return problems
}

// parallel runs n independent pieces of work on the configured number of
// workers, and stops early when ctx ends.
func (w *world) parallel(ctx context.Context, n int, do func(i int)) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	next := 0
	for range min(w.o.Jobs, n) {
		wg.Go(func() {
			for ctx.Err() == nil {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	wg.Wait()
}

// included lists the files that a unit includes and the tree has.
func (w *world) included(u *ir.Unit) []inclusion {
	return w.includes.get(u.Path, func() []inclusion {
		var out []inclusion
		for _, inc := range u.Includes {
			if f := w.include(u.Path, inc); f != "" {
				out = append(out, w.inclusion(f))
			}
		}
		return out
	})
}

// include finds the file of an #include as a build would most likely: beside
// the file, where the kernel keeps headers, where its Makefiles say, and last, for what
// they do not tell, in the directories above it.
func (w *world) include(from, inc string) string {
	name := strings.Trim(inc, `"<>`)
	if name == "" || strings.HasPrefix(name, "/") {
		return ""
	}
	var tries []string
	if strings.HasPrefix(inc, `"`) {
		tries = append(tries, path.Join(path.Dir(from), name))
	}
	for _, dir := range w.o.Build.include(from) {
		tries = append(tries, path.Join(dir, name))
	}
	tries = append(tries, path.Join("include", name), path.Join("include/uapi", name), path.Join("arch/x86/include", name), path.Join("arch/arm64/include", name))
	if strings.HasPrefix(name, "asm/") {
		tries = append(tries, path.Join("include/asm-generic", strings.TrimPrefix(name, "asm/")))
	}
	for _, dir := range w.modules.Includes(from) {
		tries = append(tries, path.Join(dir, name))
	}
	if !strings.HasPrefix(name, "linux/") {
		for d, up := path.Dir(from), 0; d != "." && up < 4; d, up = path.Dir(d), up+1 {
			tries = append(tries, path.Join(d, name), path.Join(d, "include", name), path.Join(d, "inc", name))
		}
	}
	for _, t := range tries {
		if w.has(t) {
			return t
		}
	}
	return ""
}

func (w *world) has(file string) bool {
	return w.exists.get(file, func() bool { return w.makes.Exists(file) })
}
