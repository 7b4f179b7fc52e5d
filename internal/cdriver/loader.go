package cdriver

import (
	"context"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/source"
)

// loader reads files once and remembers what it has.
type loader struct {
	o        Options
	seen     map[string]bool
	problems []source.Problem
	stats    Stats
	outlines map[string]map[string]string // directory: function → file
	exports  map[string]string            // exported function → file
	exists   map[string]bool
	byDir    map[string][]string // C files by directory
	shared   map[string]*ir.Unit // units kept for later groups
	sharedSz int                 // bytes of source behind them
	cardText map[string][]byte   // card drivers of ASoC
	selected map[string]bool     // the files of the present group
	groups   int
	group    int
	fill     bool // keep on disk whatever is read: a large selection fills it with what is seldom asked for
	meter    *meter
}

func newLoader(o Options) *loader {
	if o.Model == nil {
		o.Model = model.Kernel()
	}
	if o.KernelVersion == "" && o.Tree != nil && o.Tree.Kernel() {
		o.KernelVersion = source.KernelVersion(o.Tree.Root())
	}
	if o.Jobs < 1 {
		o.Jobs = 1
	}
	return &loader{o: o, groups: 1, meter: newMeter(o.Progress, make([][]string, 1)), seen: map[string]bool{}, outlines: map[string]map[string]string{}, exists: map[string]bool{}, shared: map[string]*ir.Unit{}}
}

// lowerAll parses and lowers files in parallel; the units come back in the
// order of the files, those that could not be read are left out.
func (l *loader) lowerAll(ctx context.Context, files []string, what string) ([]*ir.Unit, error) {
	var todo []string
	for _, f := range files {
		if !l.seen[f] {
			l.seen[f] = true
			todo = append(todo, f)
		}
	}
	units := make([]*ir.Unit, len(todo))
	problems := make([]*source.Problem, len(todo))
	sizes := make([]int, len(todo))
	kept := make([]bool, len(todo))
	l.parallel(ctx, len(todo), what, func(i int) {
		if u := l.shared[todo[i]]; u != nil {
			units[i], kept[i] = u, true
			return
		}
		if u := l.o.Cache.unit(l.o.Tree, todo[i]); u != nil {
			units[i], sizes[i] = u, u.Stats.Bytes
			return
		}
		units[i], sizes[i], problems[i] = l.o.Cache.once(l.o.Tree, todo[i], func() (*ir.Unit, int, *source.Problem) { return l.lower(todo[i]) })
	})
	out := units[:0]
	for i, u := range units {
		if kept[i] {
			out = append(out, u)
			continue
		}
		if problems[i] != nil {
			l.problems = append(l.problems, *problems[i])
		}
		if u != nil {
			l.count(u, sizes[i])
			l.share(u, sizes[i])
			out = append(out, u)
		}
	}
	return out, ctx.Err()
}

func (l *loader) count(u *ir.Unit, size int) {
	l.stats.Bytes += int64(size)
	s := &l.stats.Lowered
	s.Bytes += size
	s.Funcs += u.Stats.Funcs
	s.Lost += u.Stats.Lost
	s.Unknown += u.Stats.Unknown
	for _, n := range u.Stats.LostNames {
		if len(l.stats.LostNames) < 20 {
			l.stats.LostNames = append(l.stats.LostNames, u.Path+": "+n)
		}
	}
}

func (l *loader) lower(file string) (*ir.Unit, int, *source.Problem) {
	data, err := l.o.Tree.Read(file)
	if err != nil {
		return nil, 0, &source.Problem{File: file, Message: err.Error(), Fatal: true}
	}
	defines, variant := l.o.readWith(file, data)
	variant += l.o.Model.ID()
	if u := l.o.Disk.unit(file, variant, data); u != nil {
		l.o.Cache.keep(l.o.Tree, u, data)
		return u, len(data), nil
	}
	tree, err := cparse.Parse(data, cparse.Options{SkipData: true, Defines: defines})
	if err != nil {
		return nil, 0, &source.Problem{File: file, Message: err.Error(), Fatal: true}
	}
	u := clower.Lower(tree, file, clower.Options{Noreturn: l.o.Model.Noreturn, Defines: defines})
	l.o.Cache.keep(l.o.Tree, u, data)
	if l.fill || len(l.o.Files) <= groupFiles {
		l.o.Disk.keepUnit(u, variant, data)
	}
	return u, len(data), nil
}

// parallel runs n independent pieces of work on the configured number of
// workers, and stops early when ctx ends.
func (l *loader) parallel(ctx context.Context, n int, what string, do func(i int)) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	next, done := 0, 0
	for w := 0; w < min(l.o.Jobs, n); w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= n {
					return
				}
				do(i)
				mu.Lock()
				done++
				l.meter.reading(l.group, done, n, what)
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
}

// headers reads what units include, transitively, in waves.
func (l *loader) headers(ctx context.Context, units []*ir.Unit) ([]*ir.Unit, error) {
	var out []*ir.Unit
	wave := units
	for len(wave) > 0 {
		want := map[string]bool{}
		for _, u := range wave {
			for _, inc := range u.Includes {
				if f := l.include(u.Path, inc); f != "" && !l.seen[f] {
					want[f] = true
				}
			}
		}
		files := make([]string, 0, len(want))
		for f := range want {
			files = append(files, f)
		}
		sort.Strings(files)
		next, err := l.lowerAll(ctx, files, "reading headers")
		if err != nil {
			return nil, err
		}
		out = append(out, next...)
		wave = next
	}
	return out, nil
}

// include finds the file of an #include as a build would most likely: beside
// the file, in the directories above it, then where the kernel keeps headers.
func (l *loader) include(from, inc string) string {
	name := strings.Trim(inc, `"<>`)
	if name == "" || strings.HasPrefix(name, "/") {
		return ""
	}
	var tries []string
	if strings.HasPrefix(inc, `"`) {
		tries = append(tries, path.Join(path.Dir(from), name))
	}
	for _, dir := range l.o.Build.include(from) {
		tries = append(tries, path.Join(dir, name))
	}
	tries = append(tries, path.Join("include", name), path.Join("include/uapi", name), path.Join("arch/x86/include", name), path.Join("arch/arm64/include", name))
	if strings.HasPrefix(name, "asm/") {
		tries = append(tries, path.Join("include/asm-generic", strings.TrimPrefix(name, "asm/")))
	}
	if !strings.HasPrefix(name, "linux/") {
		for d, up := path.Dir(from), 0; d != "." && up < 4; d, up = path.Dir(d), up+1 {
			tries = append(tries, path.Join(d, name), path.Join(d, "include", name), path.Join(d, "inc", name))
		}
	}
	for _, t := range tries {
		if l.has(t) {
			return t
		}
	}
	return ""
}

func (l *loader) has(file string) bool {
	ok, known := l.exists[file]
	if !known {
		ok = l.o.Tree.Exists(file)
		l.exists[file] = ok
	}
	return ok
}
