package main

import (
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far a long run is. It appears only after a second: what is
// done by then needs no bar.
type bar struct {
	mu     sync.Mutex
	on     bool
	after  time.Time
	pb     *progressbar.ProgressBar
	total  int
	closed bool
}

// newBar returns the bar that --progress asks for.
func newBar(flag string) *bar {
	b := &bar{on: flag == "always" || flag == "auto" && isTerminal(os.Stderr), after: time.Now()}
	if flag == "auto" {
		b.after = b.after.Add(time.Second)
	}
	return b
}

// update is called from the goroutines that do the work.
func (b *bar) update(done, total int, what string) {
	if !b.on {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || time.Now().Before(b.after) {
		return
	}
	if b.pb == nil || total != b.total {
		b.start(total)
	}
	b.pb.Describe(what)
	_ = b.pb.Set(done) // a bar that cannot be drawn is no reason to stop
}

func (b *bar) start(total int) {
	b.clear()
	b.total = total
	if total == 0 {
		total = -1 // unknown: a spinner
	}
	b.pb = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish())
}

func (b *bar) clear() {
	if b.pb != nil {
		_ = b.pb.Clear()
	}
}

// pause takes the bar away while something else is printed.
func (b *bar) pause(print func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
	print()
}

// finish takes the bar away before anything else is printed.
func (b *bar) finish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
	b.closed = true
}
