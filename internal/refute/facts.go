package refute

import (
	"math"
	"slices"
)

// truth is what is known about a condition.
type truth int8

const (
	maybe truth = iota
	yes
	no
)

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return maybe
}

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// info is what is known about one value: bounds, bits that are set and that are
// not, and a few values that it does not have.
type info struct {
	lo, hi      int64
	ones, zeros uint64
	ne          [maxNe]int64
	nne         uint8
	from        *mark // the branch that said so last
}

const maxNe = 6

var anything = info{lo: math.MinInt64, hi: math.MaxInt64}

func single(c int64) info { return info{lo: c, hi: c} }

func (i *info) isSingle() bool { return i.lo == i.hi }

func (i *info) excludes(c int64) bool {
	if c < i.lo || c > i.hi || uint64(c)&i.zeros != 0 || ^uint64(c)&i.ones != 0 {
		return true
	}
	for _, n := range i.ne[:i.nne] {
		if n == c {
			return true
		}
	}
	return false
}

// settle tightens what follows from each other; false if nothing is left.
func (i *info) settle() bool {
	for moved := true; moved; {
		moved = false
		for _, n := range i.ne[:i.nne] {
			if i.lo == n && i.lo < i.hi {
				i.lo, moved = i.lo+1, true
			}
			if i.hi == n && i.lo < i.hi {
				i.hi, moved = i.hi-1, true
			}
		}
	}
	if i.ones != 0 && i.lo == 0 {
		i.lo = int64(i.ones &^ (1 << 63))
	}
	return i.lo <= i.hi && i.ones&i.zeros == 0 && (!i.isSingle() || !i.excludes(i.lo))
}

func (i *info) differ(c int64) {
	if i.excludes(c) {
		return
	}
	if i.nne < maxNe {
		i.ne[i.nne] = c
		i.nne++
		slices.Sort(i.ne[:i.nne])
	}
}

// meet is what both say.
func (i info) meet(o info) info {
	i.lo, i.hi = max(i.lo, o.lo), min(i.hi, o.hi)
	i.ones |= o.ones
	i.zeros |= o.zeros
	for _, n := range o.ne[:o.nne] {
		i.differ(n)
	}
	if o.from != nil {
		i.from = o.from
	}
	return i
}

// saysAll tells whether i says everything that o says.
func (i *info) saysAll(o *info) bool {
	if i.lo < o.lo || i.hi > o.hi || o.ones&^i.ones != 0 && !(i.isSingle() && uint64(i.lo)&o.ones == o.ones) ||
		o.zeros&^i.zeros != 0 && !(i.isSingle() && uint64(i.lo)&o.zeros == 0) {
		return false
	}
	for _, n := range o.ne[:o.nne] {
		if !i.excludes(n) {
			return false
		}
	}
	return true
}

func (i *info) truth() truth {
	switch {
	case i.excludes(0):
		return yes
	case i.lo == 0 && i.hi == 0:
		return no
	}
	return maybe
}

type fact struct {
	v V
	*info
}

// facts are sorted by value; they are not changed once made.
type facts []fact

func (f facts) find(v V) (int, bool) {
	return slices.BinarySearchFunc(f, v, func(x fact, v V) int { return int(x.v) - int(v) })
}

func (f facts) with(v V, i info) facts {
	at, ok := f.find(v)
	out := make(facts, 0, len(f)+1)
	out = append(append(out, f[:at]...), fact{v, &i})
	if ok {
		at++
	}
	return append(out, f[at:]...)
}
