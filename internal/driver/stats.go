package driver

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ctxlint/ctxlint/internal/engine"
)

// Stats says how much was looked at, how much of it was understood, and what
// it cost.
type Stats struct {
	Files   int   // files read
	Bytes   int64 // bytes in them
	Funcs   int   // function definitions recognised
	Lost    int   // definitions seen but not understood
	Unknown int   // functions with a region that was not understood
	// LostNames are examples of what was lost, "file: function".
	LostNames []string
	Known     int // files that were read in an earlier run
	// Bounds are the places where the engine gave up a path, and how often.
	Bounds engine.Bounds
	// Ways are the candidates whose way was walked again, those that cannot be
	// taken, and those of which a bound was hit first.
	Ways    struct{ Walked, Refuted, Undecided int }
	Phases  []Phase
	PeakRSS int64 // bytes, 0 if the system does not tell
	Verbose bool  // name the functions in which bounds were hit
}

// Phase is one part of the work.
type Phase struct {
	Name string
	Wall time.Duration
	CPU  time.Duration // 0: not measured
}

// String is "name 1.50 s", with the CPU time if it was measured.
func (p Phase) String() string {
	text := fmt.Sprintf("%s %.2f s", p.Name, p.Wall.Seconds())
	if p.CPU > 0 {
		text += fmt.Sprintf(" (%.2f s CPU)", p.CPU.Seconds())
	}
	return text
}

// WriteTo prints the statistics for a person.
func (s *Stats) WriteTo(w io.Writer) (int64, error) {
	c := &counter{w: w}
	c.printf("files       %d, %.1f MB\n", s.Files, float64(s.Bytes)/1e6)
	c.printf("functions   %d, %d lost (%s), %d with a part that was not understood (%s)\n",
		s.Funcs, s.Lost, percent(s.Lost, s.Funcs), s.Unknown, percent(s.Unknown, s.Funcs))
	for _, name := range s.LostNames {
		c.printf("            lost: %s\n", name)
	}
	if len(s.Bounds) > 0 {
		c.printf("bounds      hit in %s: %s\n", plural(s.Bounds.Functions(), "function"), s.Bounds)
	}
	for _, h := range s.Bounds {
		if s.Verbose {
			c.printf("            %s: %s:%d: %s\n", h.Bound, h.File, h.Line, h.Func)
		}
	}
	if s.Ways.Walked > 0 {
		c.printf("ways        %d walked, %d of them cannot be taken, %d undecided\n", s.Ways.Walked, s.Ways.Refuted, s.Ways.Undecided)
	}
	if s.Known > 0 {
		c.printf("known       %d files from earlier runs\n", s.Known)
	}
	if len(s.Phases) > 0 {
		phases := make([]string, len(s.Phases))
		for i, p := range s.Phases {
			phases[i] = p.String()
		}
		c.printf("time        %s\n", strings.Join(phases, ", "))
	}
	if s.PeakRSS > 0 {
		c.printf("memory      %d MiB at most\n", s.PeakRSS>>20)
	}
	return c.n, c.err
}

func percent(part, whole int) string {
	if whole == 0 {
		return "0 %"
	}
	return fmt.Sprintf("%.3f %%", 100*float64(part)/float64(whole))
}

// counter remembers the first error, so that printing can go on regardless.
type counter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counter) printf(format string, args ...any) {
	if c.err != nil {
		return
	}
	n, err := fmt.Fprintf(c.w, format, args...)
	c.n += int64(n)
	c.err = err
}
