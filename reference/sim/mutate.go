package sim

import (
	"fmt"
	"runtime"
	"strings"
)

// Site is a place in driver source, file below the module and line.
type Site struct {
	File string
	Line int
}

func (s Site) String() string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

// mutation leaves out one synchronization of the model, or notes which ones the
// model reaches.
type mutation struct {
	skip    Site
	reached map[Site]bool
	memo    map[[6]uintptr]Site // resolving a call site is slow
}

// skipped reports whether the calling synchronization is the one that a mutant
// lacks. The call site is the first caller outside this package, so that a
// driver's line, not the primitive's, is what a mutant removes.
func (k *Kernel) skipped() bool { return k.lacking(4, true) }

// Skip reports whether a mutant lacks the call to the function that called
// Skip. Cores built on sim use it in their own synchronization functions.
func (k *Kernel) Skip() bool { return k.lacking(5, false) }

func (k *Kernel) lacking(skip int, outside bool) bool {
	if k.mut == nil {
		return false
	}
	n, ok := k.decided()
	if !ok {
		n = b2i(k.mut.at(skip, outside))
		k.noteDecision(n)
	}
	return n != 0
}

func (m *mutation) at(skip int, outside bool) bool {
	var pcs [6]uintptr
	n := runtime.Callers(skip, pcs[:])
	s, ok := m.memo[pcs]
	if !ok {
		s = resolve(pcs[:n], outside)
		m.memo[pcs] = s
	}
	if m.reached != nil {
		m.reached[s] = true
	}
	if s != m.skip {
		return false
	}
	return true
}

func resolve(pcs []uintptr, outside bool) Site {
	it := runtime.CallersFrames(pcs)
	for {
		f, more := it.Next()
		ours := strings.HasPrefix(strings.TrimPrefix(f.Function, modulePath), simPackage)
		if !outside || !ours {
			return Site{trimFile(f.File), f.Line}
		}
		if !more {
			return Site{}
		}
	}
}

// lacks reports whether the current actor does not hold l because its mutant
// did not take it. Without a mutant it is always false, so that an unlock by
// the wrong context stays a violation.
func (k *Kernel) lacks(l *lock) bool {
	return k.mut != nil && k.mut.skip.Line != 0 && !l.held(k.cur)
}
