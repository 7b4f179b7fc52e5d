package cdriver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ctxlint/ctxlint/internal/engine"
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
	var out []string
	_, err := Run(context.Background(), o, func(r *engine.Result) {
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
	return out
}

// TestGroups: a finding does not depend on whether its file is analysed with
// others, before them or after, although groups share units and overlap in time.
func TestGroups(t *testing.T) {
	tree, files := drivers(t, 12)
	together := findings(t, Options{Tree: tree, Files: files, Jobs: 2})
	if len(together) != len(files) {
		t.Fatalf("%d findings, want one for each of %d drivers: %q", len(together), len(files), together)
	}
	apart := findings(t, Options{Tree: tree, Files: files, Jobs: 2, GroupFiles: 2})
	if !slices.Equal(together, apart) {
		t.Errorf("one group:\n%q\nmany groups:\n%q", together, apart)
	}
}

// TestGroupProgress: over several groups the bar only moves forward, in named
// files, and reaches the end.
func TestGroupProgress(t *testing.T) {
	tree, files := drivers(t, 12)
	last, reports := 0, 0
	findings(t, Options{Tree: tree, Files: files, Jobs: 2, GroupFiles: 4, Progress: func(done, total int, what string) {
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

// TestGroupsCancelled: a run that is interrupted says so and leaves no goroutine
// waiting.
func TestGroupsCancelled(t *testing.T) {
	tree, files := drivers(t, 12)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Run(ctx, Options{Tree: tree, Files: files, Jobs: 2, GroupFiles: 2}, func(*engine.Result) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
}
