package cdriver

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/internal/source"
)

// TestInTurn: each module once, whatever the number of workers; of the heavy ones no more
// than half as many at a time.
func TestInTurn(t *testing.T) {
	d := &keptTest{T: t, dir: t.TempDir()}
	d.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n")
	var names []string
	for m := range 4 {
		objects := ""
		for i := range heavyFiles {
			d.write(fmt.Sprintf("big%d/f%d.c", m, i), "int x;\n")
			objects += fmt.Sprintf(" f%d.o", i)
		}
		d.write(fmt.Sprintf("big%d/Makefile", m), "obj-m += big.o\nbig-y :="+objects+"\n")
		names = append(names, fmt.Sprintf("big%d/big", m))
	}
	for i := range 20 {
		names = append(names, fmt.Sprintf("small/m%d", i))
		d.write(fmt.Sprintf("small/m%d.c", i), "int y;\n")
	}
	d.write("small/Makefile", "obj-m += m0.o m1.o\n")
	for _, jobs := range []int{1, 2, 4, 9} {
		tree, err := source.Open(d.dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(Options{Tree: tree, Jobs: jobs})
		if n := len(w.filesOf(names[0])); n < heavyFiles {
			t.Fatalf("%s of %s has %d files", names[0], filepath.Base(d.dir), n)
		}
		done := make([]atomic.Int64, len(names))
		var mu sync.Mutex
		now, most := 0, 0
		w.inTurn(context.Background(), names, func(i int) {
			done[i].Add(1)
			if i >= 4 {
				return
			}
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(5 * time.Millisecond)
			mu.Lock()
			now--
			mu.Unlock()
		})
		for i := range done {
			if n := done[i].Load(); n != 1 {
				t.Errorf("%d jobs: %s had %d turns", jobs, names[i], n)
			}
		}
		if most > (jobs+1)/2 {
			t.Errorf("%d jobs: %d heavy modules at once", jobs, most)
		}
	}
}
