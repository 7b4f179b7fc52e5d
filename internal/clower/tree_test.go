package clower

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// kernelFiles lists the C files and headers under a folder of the tree that
// $CTXLINT_KERNEL names; the test is skipped without one.
func kernelFiles(t testing.TB, folders ...string) (root string, files []string) {
	root = os.Getenv("CTXLINT_KERNEL")
	if root == "" {
		t.Skip("CTXLINT_KERNEL names no kernel tree")
	}
	for _, dir := range folders {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && (strings.HasSuffix(path, ".c") || strings.HasSuffix(path, ".h")) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return root, files
}

// TestKernel lowers real code: nothing may panic, everything must be sane, and
// few functions may have a region that was not understood.
func TestKernel(t *testing.T) {
	folders := []string{"sound", "drivers/dma"}
	if s := os.Getenv("CTXLINT_KERNEL_DIRS"); s != "" {
		folders = strings.Fields(s)
	}
	root, files := kernelFiles(t, folders...)
	var sum ir.Stats
	var parse, low time.Duration
	reasons := map[string]int{}
	var where []string
	instrs, blocks, exprs := 0, 0, 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(root, file)
		begin := time.Now()
		tree, err := cparse.Parse(src, cparse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		mid := time.Now()
		u := Lower(tree, rel, Options{Noreturn: noreturn})
		parse += mid.Sub(begin)
		low += time.Since(mid)
		if err := ir.SanityUnit(u); err != nil {
			t.Errorf("%v", err)
		}
		sum.Bytes += u.Stats.Bytes
		sum.Funcs += u.Stats.Funcs
		sum.Lost += u.Stats.Lost
		sum.Unknown += u.Stats.Unknown
		for _, n := range u.Stats.LostNames {
			where = append(where, rel+": lost "+n)
		}
		for _, f := range u.Funcs {
			blocks += len(f.Blocks)
			exprs += len(f.Exprs)
			for _, b := range f.Blocks {
				instrs += len(b.Instrs)
				for _, in := range b.Instrs {
					if in.Op == ir.InstrUnknown && f.Kind != ir.FuncMacro {
						reasons[in.Note]++
						where = append(where, fmt.Sprintf("%s:%d:%d: %s: %s", rel, in.Pos.Line, in.Pos.Col, f.Name, in.Note))
					}
				}
			}
		}
	}
	t.Logf("%d files, %.1f MB, %d functions, %d lost, %d with unknown (%.3f %%), reasons %v", len(files),
		float64(sum.Bytes)/1e6, sum.Funcs, sum.Lost, sum.Unknown, 100*float64(sum.Unknown)/float64(sum.Funcs), reasons)
	t.Logf("parse %v, lower %v (%.0f %%); %d blocks, %d instructions, %d expressions", parse.Round(time.Millisecond),
		low.Round(time.Millisecond), 100*low.Seconds()/parse.Seconds(), blocks, instrs, exprs)
	if testing.Verbose() {
		sort.Strings(where)
		t.Log(strings.Join(where, "\n"))
	}
	if 200*sum.Unknown > sum.Funcs {
		t.Errorf("more than 0.5 %% of the functions have an unknown region")
	}
}
