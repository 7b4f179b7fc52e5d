package clower

import (
	"bytes"
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// symbol numbers a distinct identifier of the file.
type symbol int32

// interner gives one string and one number to each distinct identifier. The
// strings do not share the file's text, which may be freed.
type interner struct {
	ids   map[string]symbol
	info  []symInfo
	chunk strings.Builder
}

// symInfo is what the builder knows about an identifier at the moment.
type symInfo struct {
	text string
	// bind says what the name means here: 0 no local, v+1 the variable v,
	// ^i the function-static lowerer.statics[i].
	bind int32
	// used counts the variables of the function numbered gen with this name.
	used, gen int32
	dialect   dialectID
}

func (in *interner) init(size int) {
	in.ids = make(map[string]symbol, size/100+16)
	in.info = make([]symInfo, 0, size/100+16)
}

func (in *interner) sym(b []byte) symbol {
	if id, ok := in.ids[string(b)]; ok {
		return id
	}
	s := in.keep(b)
	id := symbol(len(in.info))
	in.info = append(in.info, symInfo{text: s, dialect: dialectOf(s)})
	in.ids[s] = id
	return id
}

// keep copies b to a string; many small strings share an allocation.
func (in *interner) keep(b []byte) string {
	if len(b) > 512 {
		return string(b)
	}
	if in.chunk.Cap()-in.chunk.Len() < len(b) {
		in.chunk = strings.Builder{}
		in.chunk.Grow(4096)
	}
	at := in.chunk.Len()
	in.chunk.Write(b)
	return in.chunk.String()[at:]
}

func (in *interner) str(b []byte) string { return in.info[in.sym(b)].text }

// slab hands out slices cut from larger allocations.
type slab[T any] struct{ free []T }

// take returns a slice of length and capacity n.
func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.free = make([]T, max(n, 256))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

func (s *slab[T]) copy(from []T) []T {
	out := s.take(len(from))
	copy(out, from)
	return out
}

// lines maps offsets to positions. Lookups mostly move forward, so the last
// line is tried first.
type lines struct {
	starts []uint32
	last   int
}

func (l *lines) pos(src []byte, off int) ir.Pos {
	if l.starts == nil {
		l.starts = append(make([]uint32, 0, len(src)/24+2), 0)
		for at := 0; ; {
			i := bytes.IndexByte(src[at:], '\n')
			if i < 0 {
				break
			}
			at += i + 1
			l.starts = append(l.starts, uint32(at))
		}
	}
	i := l.last
	holds := func(i int) bool {
		return int(l.starts[i]) <= off && (i+1 == len(l.starts) || off < int(l.starts[i+1]))
	}
	switch {
	case holds(i):
	case i+1 < len(l.starts) && holds(i+1):
		i++
	default:
		i = sort.Search(len(l.starts), func(i int) bool { return int(l.starts[i]) > off }) - 1
		i = max(i, 0)
	}
	l.last = i
	col := off - int(l.starts[i]) + 1
	return ir.Pos{Line: uint32(i + 1), Col: uint16(min(col, 1<<16-1))}
}
