package driver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/internal/rawparse"
)

// Bench is what a cold check costs, against what it costs to parse the files
// that it read with the bare parser, in the same process. Seconds depend on the
// machine, the ratio does not.
type Bench struct {
	Stats     Stats
	Findings  int
	Wall, CPU time.Duration // of the check
	RawFiles  int           // files parsed again
	RawBytes  int64
	RawCPU    time.Duration
}

// RunBench checks what o names, and then parses the same files again.
func RunBench(ctx context.Context, o Options) (*Bench, error) {
	if cpuTime() == 0 {
		return nil, errors.New("this system does not tell how much CPU time a process has used")
	}
	start, cpu := time.Now(), cpuTime()
	res, j, err := prepare(o)
	if err != nil {
		return nil, err
	}
	if err := res.check(ctx, o, &j, cFrontend{}); err != nil {
		return nil, err
	}
	b := &Bench{Stats: res.Stats, Findings: len(res.Findings), Wall: time.Since(start), CPU: cpuTime() - cpu}
	o.progress()(0, 0, "parsing the same files")
	return b, b.parseAgain(ctx, res, res.parsed, j.jobs)
}

// parseAgain reads all files first, so that only parsing is measured.
func (b *Bench) parseAgain(ctx context.Context, r *Result, files []string, jobs int) error {
	const batch = 64 << 20 // bytes in memory at a time
	for len(files) > 0 && ctx.Err() == nil {
		var texts [][]byte
		size := 0
		for len(files) > 0 && size < batch {
			text := r.Read(files[0])
			files = files[1:]
			texts, size = append(texts, text), size+len(text)
		}
		b.RawFiles += len(texts)
		b.RawBytes += int64(size)
		cpu := cpuTime()
		if err := parseAll(texts, jobs); err != nil {
			return err
		}
		b.RawCPU += cpuTime() - cpu
	}
	return ctx.Err()
}

func parseAll(texts [][]byte, jobs int) error {
	next := make(chan []byte)
	errs := make([]error, jobs)
	var wg sync.WaitGroup
	for i := range jobs {
		wg.Go(func() {
			p := rawparse.New()
			defer p.Close()
			for text := range next {
				if err := p.Parse(text); err != nil {
					errs[i] = err
				}
			}
		})
	}
	for _, text := range texts {
		next <- text
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

// Ratio is the CPU time of the check in units of bare parsing.
func (b *Bench) Ratio() float64 {
	if b.RawCPU == 0 {
		return 0
	}
	return float64(b.CPU) / float64(b.RawCPU)
}

// WriteTo prints the figures.
func (b *Bench) WriteTo(w io.Writer) (int64, error) {
	n, err := b.Stats.WriteTo(w)
	if err != nil {
		return n, err
	}
	c := &counter{w: w, n: n}
	c.printf("check       %.2f s CPU, %.2f s in all, %d findings\n", b.CPU.Seconds(), b.Wall.Seconds(), b.Findings)
	c.printf("parser      %.2f s CPU for the same %d files (%s)\n", b.RawCPU.Seconds(), b.RawFiles, rate(b.RawBytes, b.RawCPU))
	c.printf("ratio       %.2f times the bare parser\n", b.Ratio())
	return c.n, c.err
}

func rate(bytes int64, d time.Duration) string {
	if d == 0 {
		return "too fast to measure"
	}
	return fmt.Sprintf("%.1f MB/s", float64(bytes)/1e6/d.Seconds())
}
