package cdriver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/ctxlint/ctxlint/internal/source"
)

// drivers writes a tree of n drivers that share a header and a core: each sleeps
// under its own lock, which only the shared header tells.
func drivers(t *testing.T, n int) (tree *source.Tree, files []string) {
	t.Helper()
	dir := t.TempDir()
	texts := map[string]string{
		"include/linux/demo.h": "struct demo { spinlock_t lock; };\n" +
			"static inline struct demo *demo_of(void *p)\n{\n\treturn p;\n}\n" +
			"void demo_wait(struct demo *d);\n",
		"lib/demo.c": "#include <linux/demo.h>\nvoid demo_wait(struct demo *d)\n{\n\tmsleep(10);\n}\nEXPORT_SYMBOL(demo_wait);\n",
	}
	for i := range n {
		name := fmt.Sprintf("drivers/d%02d/d.c", i)
		files = append(files, name)
		texts[name] = "#include <linux/demo.h>\nvoid d" + fmt.Sprint(i) + "(void *p)\n{\n\tspin_lock(&demo_of(p)->lock);\n\tdemo_wait(p);\n\tspin_unlock(&demo_of(p)->lock);\n}\n"
	}
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tree, files
}

func findings(t *testing.T, o Options) []string {
	t.Helper()
	var mu sync.Mutex
	var out []string
	_, err := Run(context.Background(), o, func(r Module) {
		mu.Lock()
		defer mu.Unlock()
		for i := range r.Findings {
			f := &r.Findings[i]
			held := ""
			if h := f.Origin; h.Fn != nil {
				held = h.Fn.Name
			}
			out = append(out, fmt.Sprintf("%s:%d %s %s", f.Site().Fn.File, f.Site().In.Pos.Line, f.Site().Callee, held))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestModulesApart: a finding does not depend on whether its file is analysed
// with others, although modules share units and overlap in time.
func TestModulesApart(t *testing.T) {
	tree, files := drivers(t, 12)
	together := findings(t, Options{Tree: tree, Files: files, Jobs: 2})
	if len(together) != len(files) {
		t.Fatalf("%d findings, want one for each of %d drivers: %q", len(together), len(files), together)
	}
	var apart []string
	for _, f := range files {
		apart = append(apart, findings(t, Options{Tree: tree, Files: []string{f}, Jobs: 1})...)
	}
	if !slices.Equal(together, apart) {
		t.Errorf("together:\n%q\napart:\n%q", together, apart)
	}
}

// TestLittleMemory: units that had to go are read again, and nothing changes.
func TestLittleMemory(t *testing.T) {
	tree, files := drivers(t, 6)
	want := findings(t, Options{Tree: tree, Files: files, Jobs: 2})
	for _, room := range []int{0, 1, 200, 500} {
		c := NewCache()
		c.room = room
		if got := findings(t, Options{Tree: tree, Files: files, Jobs: 2, Cache: c}); !slices.Equal(got, want) {
			t.Errorf("room for %d bytes:\n%q\nwant:\n%q", room, got, want)
		}
		if c.size > room {
			t.Errorf("%d bytes are kept in room for %d", c.size, room)
		}
	}
}

// TestProgress: over several modules the bar only moves forward, and reaches the
// end.
func TestProgress(t *testing.T) {
	tree, files := drivers(t, 12)
	var mu sync.Mutex
	last, reports := 0, 0
	findings(t, Options{Tree: tree, Files: files, Jobs: 2, Progress: func(done, total int, what string) {
		mu.Lock()
		defer mu.Unlock()
		if total != len(files) || done < last || done > total {
			t.Errorf("%s: %d of %d after %d", what, done, total, last)
		}
		last = done
		reports++
	}})
	if last != len(files) || reports < len(files) {
		t.Errorf("ended at %d of %d after %d reports", last, len(files), reports)
	}
}

// TestCancelled: a run that is interrupted says so and leaves no goroutine
// waiting.
func TestCancelled(t *testing.T) {
	tree, files := drivers(t, 12)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Run(ctx, Options{Tree: tree, Files: files, Jobs: 2}, func(Module) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
}

// TestCoreBeside: what a core does under its lock to the driver beside it has its
// place in the driver, and is found where only the driver is named; not what a
// library does that everybody uses.
func TestCoreBeside(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("include/linux/bus.h", "struct bus_ops { void (*set)(void *p); };\n"+
		"struct bus { const struct bus_ops *ops; spinlock_t lock; };\nint bus_register(struct bus *b);\n")
	write("drivers/bus/Makefile", "obj-$(CONFIG_BUS) += core.o\nobj-$(CONFIG_BUS_D0) += d0.o\n")
	write("drivers/bus/core.c", "#include <linux/bus.h>\nint bus_register(struct bus *b)\n{\n\tspin_lock(&b->lock);\n\tb->ops->set(b);\n"+
		"\tspin_unlock(&b->lock);\n\treturn 0;\n}\nEXPORT_SYMBOL_GPL(bus_register);\n")
	driver := func(i int) string {
		n := fmt.Sprint(i)
		return "#include <linux/bus.h>\nstatic void d" + n + "_set(void *p)\n{\n\tmsleep(10);\n}\n" +
			"static const struct bus_ops d" + n + "_ops = { .set = d" + n + "_set };\n" +
			"static int d" + n + "_probe(struct bus *b)\n{\n\tb->ops = &d" + n + "_ops;\n\treturn bus_register(b);\n}\n"
	}
	write("drivers/bus/d0.c", driver(0))
	open := func() *source.Tree {
		t.Helper()
		tree, err := source.Open(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		return tree
	}
	alone := findings(t, Options{Tree: open(), Files: []string{"drivers/bus/d0.c"}, Jobs: 1})
	all := findings(t, Options{Tree: open(), Files: []string{"drivers/bus/core.c", "drivers/bus/d0.c"}, Jobs: 1})
	if len(all) != 1 || !slices.Equal(alone, all) {
		t.Errorf("the driver alone: %q, with the core beside it: %q", alone, all)
	}
	makefile := "obj-$(CONFIG_BUS) += core.o\n"
	for i := range maxUsers + 1 {
		write(fmt.Sprintf("drivers/bus/d%d.c", i), driver(i))
		makefile += fmt.Sprintf("obj-$(CONFIG_BUS_D%d) += d%d.o\n", i, i)
	}
	write("drivers/bus/Makefile", makefile)
	tree := open()
	w := newWorld(Options{Tree: tree, Files: []string{"drivers/bus/d0.c"}})
	if got := w.toRun(); len(got) != 1 {
		t.Errorf("a library is judged with its user: %q", got)
	}
}
