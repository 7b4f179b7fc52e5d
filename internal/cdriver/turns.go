package cdriver

import (
	"context"
	"sync"
	"sync/atomic"
)

// heavyFiles is the number of files from which a module is heavy: a dozen of the kernel's
// are. Such a program takes a gigabyte while it is worked on.
const heavyFiles = 150

// inTurn calls do for each of the modules, several at a time, but only for half as many
// heavy ones, which come first: two of the largest at once would double the peak.
func (w *world) inTurn(ctx context.Context, names []string, do func(i int)) {
	var heavy, light turns
	for i, name := range names {
		if len(w.filesOf(name)) >= heavyFiles {
			heavy.list = append(heavy.list, i)
		} else {
			light.list = append(light.list, i)
		}
	}
	var wg sync.WaitGroup
	workers := min(w.o.Jobs, len(names))
	for k := range workers {
		wg.Go(func() {
			if k < (workers+1)/2 {
				heavy.work(ctx, do)
			}
			light.work(ctx, do)
		})
	}
	wg.Wait()
}

// turns are what is left to do, which several take from.
type turns struct {
	list []int
	next atomic.Int64
}

func (t *turns) work(ctx context.Context, do func(i int)) {
	for ctx.Err() == nil {
		k := int(t.next.Add(1)) - 1
		if k >= len(t.list) {
			return
		}
		do(t.list[k])
	}
}
