package sim

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Site is a place in driver source, file below the module and line.
type Site struct {
	File string
	Line int
}

func (s Site) String() string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

// skipped reports whether the calling synchronization is the one that a mutant
// lacks. The call site is the first caller outside this package, so that a
// driver's line, not the primitive's, is what a mutant removes.
func (k *Kernel) skipped() bool {
	if k.skip.Line == 0 {
		return false
	}
	return k.skippedSlow()
}

func (k *Kernel) skippedSlow() bool {
	var pcs [8]uintptr
	n := runtime.Callers(3, pcs[:])
	it := runtime.CallersFrames(pcs[:n])
	for {
		f, more := it.Next()
		if !strings.HasPrefix(strings.TrimPrefix(f.Function, modulePath), simPackage) {
			hit := f.Line == k.skip.Line && trimFile(f.File) == k.skip.File
			if hit {
				k.skipHits++
			}
			return hit
		}
		if !more {
			return false
		}
	}
}

// lacks reports whether the current actor does not hold l because its mutant
// did not take it. Without a mutant it is always false, so that an unlock by
// the wrong context stays a violation.
func (k *Kernel) lacks(l *lock) bool {
	return k.skip.Line != 0 && l.owner != k.cur
}

// Skip reports whether a mutant lacks the call to the function that called
// Skip. Cores built on sim use it in their own synchronization functions.
func (k *Kernel) Skip() bool {
	if k.skip.Line == 0 {
		return false
	}
	_, file, line, ok := runtime.Caller(2)
	hit := ok && line == k.skip.Line && trimFile(path.Clean(file)) == k.skip.File
	if hit {
		k.skipHits++
	}
	return hit
}
