package lang

import (
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/reference/sim"
)

type dev struct {
	lock sim.Spinlock
	mu   sync.Mutex
	c    chan int
}

func (d *dev) bad(wg *sync.WaitGroup) {
	d.lock.Lock()
	d.c <- 1                     // want `go.chan.send\(\) may sleep`
	<-d.c                        // want `go.chan.recv\(\) may sleep`
	d.mu.Lock()                  // want `Mutex.Lock\(\) may sleep`
	time.Sleep(time.Millisecond) // want `time.Sleep\(\) may sleep`
	wg.Wait()                    // want `WaitGroup.Wait\(\) may sleep`
	d.mu.Unlock()
	select { // want `go.select\(\) may sleep`
	case d.c <- 1:
	case <-d.c:
	}
	for range d.c { // want `go.chan.recv\(\) may sleep`
	}
	d.lock.Unlock()
}

// A select with a default does not wait, and a new goroutine has a context of
// its own.
func (d *dev) ok() {
	d.lock.Lock()
	select {
	case d.c <- 1:
	default:
	}
	go func() { d.c <- 1 }()
	d.lock.Unlock()
}
