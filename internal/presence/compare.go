package presence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crillab/gophersat/bf"
)

// Comparisons of one name with numbers exclude or imply each other: `LEVELS > 3`
// and `LEVELS == 2`. All values that can make a difference are tried.

// comparison is an atom of the form NAME op NUMBER.
type comparison struct {
	atom, op string
	n        int64
}

var comparisons = []string{"==", "!=", "<=", ">=", "<", ">"}

// compare reads an atom as a comparison.
func compare(text string) (name string, c comparison, ok bool) {
	for _, op := range comparisons {
		left, right, found := strings.Cut(text, op)
		if !found {
			continue
		}
		left, right = strings.TrimSpace(left), strings.TrimSpace(right)
		n, isNumber := number(right)
		if !isWord(left) || !isNumber {
			return "", comparison{}, false
		}
		return left, comparison{text, op, n}, true
	}
	return "", comparison{}, false
}

func number(s string) (int64, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimRight(s, "uUlL"), 0, 64)
	return n, err == nil
}

func (c *comparison) holds(v int64) bool {
	switch c.op {
	case "==":
		return v == c.n
	case "!=":
		return v != c.n
	case "<=":
		return v <= c.n
	case ">=":
		return v >= c.n
	case "<":
		return v < c.n
	}
	return v > c.n
}

// relate notes the comparisons in a condition.
func (p *problem) relate(n *node) {
	for _, a := range n.args {
		p.relate(a)
	}
	if n.op != opAtom {
		return
	}
	if name, c, ok := compare(n.text); ok && !slices.Contains(p.compared[name], c) {
		p.compared[name] = append(p.compared[name], c)
	}
}

// theory says of each name that is compared that it has one value.
func (p *problem) theory() []bf.Formula {
	var out []bf.Formula
	for _, cs := range p.compared {
		if len(cs) < 2 {
			continue
		}
		var cases []bf.Formula
		for _, c := range cs {
			for v := c.n - 1; v <= c.n+1; v++ {
				var each []bf.Formula
				for i := range cs {
					f := bf.Formula(bf.Var(cs[i].atom))
					if !cs[i].holds(v) {
						f = bf.Not(f)
					}
					each = append(each, f)
				}
				cases = append(cases, bf.And(each...))
			}
		}
		out = append(out, bf.Or(cases...))
	}
	return out
}
