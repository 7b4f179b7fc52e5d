package model

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// gfpEntry is a GFP constant: until resolved, parts names what it is made of.
type gfpEntry struct {
	value    int64
	modifier bool
	parts    []string
	pos      string
}

// addGFP reads a row "name, bit 10" (one flag) or "name, A | B" (a mask). A
// leading "+" marks a mask that is itself only a modifier.
func (l *loader) addGFP(r Row) error {
	e := gfpEntry{pos: r.Pos}
	def, plus := strings.CutPrefix(r.Columns[1], "+ ")
	e.modifier = plus
	switch bit, ok := strings.CutPrefix(def, "bit "); {
	case ok:
		n, err := strconv.ParseUint(bit, 10, 6)
		if err != nil || n > 62 {
			return fmt.Errorf("%q is not a bit number", bit)
		}
		e.value, e.modifier = 1<<n, true
	case def == "0":
	default:
		for _, p := range strings.Split(def, "|") {
			e.parts = append(e.parts, strings.TrimSpace(p))
		}
	}
	l.m.gfp[r.Key] = e
	return l.unique(r, "gfp "+r.Key)
}

// resolveGFP turns masks into bits. Rows may come in any order.
func (l *loader) resolveGFP() {
	for name := range l.m.gfp {
		v, err := l.gfpValue(name, 0)
		if err != nil {
			l.errorf(l.m.gfp[name].pos, "%s: %v", name, err)
			continue
		}
		e := l.m.gfp[name]
		e.value, e.parts = v, nil
		l.m.gfp[name] = e
	}
	if e, ok := l.m.gfp["__GFP_DIRECT_RECLAIM"]; ok && e.value != DirectReclaim {
		l.errorf(e.pos, "__GFP_DIRECT_RECLAIM must be the bit of model.DirectReclaim")
	}
}

func (l *loader) gfpValue(name string, depth int) (int64, error) {
	e, ok := l.m.gfp[name]
	if !ok {
		return 0, fmt.Errorf("unknown part %q", name)
	}
	if depth > 8 {
		return 0, errors.New("defined by itself")
	}
	v := e.value
	for _, p := range e.parts {
		pv, err := l.gfpValue(p, depth+1)
		if err != nil {
			return 0, err
		}
		v |= pv
	}
	return v, nil
}

func (l *loader) addValue(r Row) error {
	v, err := strconv.ParseInt(r.Columns[1], 0, 64)
	if err != nil {
		return fmt.Errorf("%q is not a number", r.Columns[1])
	}
	l.m.values[r.Key] = v
	return l.unique(r, "value "+r.Key)
}
