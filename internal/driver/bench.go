package driver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/ctxlint/ctxlint/internal/diag"
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
	// Filled and Warm are two more checks, with a cache that the first of them fills;
	// 0: they were not asked for.
	Filled, Warm time.Duration
}

// RunBench checks what o names, and then parses the same files again. If warm, it is
// checked twice more, with a cache that is empty in the beginning.
func RunBench(ctx context.Context, o Options, warm bool) (*Bench, error) {
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
	b := &Bench{Stats: res.Stats, Findings: len(diag.Group(slices.Clone(res.Findings))), Wall: time.Since(start), CPU: cpuTime() - cpu}
	if warm {
		if err := b.kept(ctx, o); err != nil {
			return nil, err
		}
	}
	o.progress()(0, 0, "parsing the same files")
	return b, b.parseAgain(ctx, res, res.parsed, j.jobs)
}

// kept measures a check that keeps what it finds, and one that reads it back.
func (b *Bench) kept(ctx context.Context, o Options) error {
	dir, err := os.MkdirTemp("", "ctxlint-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o.Cache = dir
	for _, took := range []*time.Duration{&b.Filled, &b.Warm} {
		cpu := cpuTime()
		res, err := Check(ctx, o)
		if err != nil {
			return err
		}
		if len(res.Findings) != b.Findings {
			return fmt.Errorf("%d findings with a cache, %d without: please report this", len(res.Findings), b.Findings)
		}
		*took = cpuTime() - cpu
	}
	return nil
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
	return b.ratio(b.CPU)
}

func (b *Bench) ratio(cpu time.Duration) float64 {
	if b.RawCPU == 0 {
		return 0
	}
	return float64(cpu) / float64(b.RawCPU)
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
	if b.Warm > 0 {
		c.printf("keeping     %.2f s CPU, %.2f times the bare parser, with a cache to fill\n", b.Filled.Seconds(), b.ratio(b.Filled))
		c.printf("warm        %.2f s CPU, %.3f times the bare parser, when nothing has changed\n", b.Warm.Seconds(), b.ratio(b.Warm))
	}
	return c.n, c.err
}

func rate(bytes int64, d time.Duration) string {
	if d == 0 {
		return "too fast to measure"
	}
	return fmt.Sprintf("%.1f MB/s", float64(bytes)/1e6/d.Seconds())
}
