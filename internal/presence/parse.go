package presence

import (
	"strings"
	"sync"

	"github.com/crillab/gophersat/bf"
)

type op uint8

const (
	opAtom op = iota
	opConst
	opNot
	opAnd
	opOr
)

// node is a condition, read.
type node struct {
	op    op
	text  string // without outer parentheses; of an atom, its name
	value bool   // of a constant
	args  []*node
}

// maxNesting bounds conditions that are taken apart; deeper text is one atom.
const maxNesting = 60

// parse reads a condition. What it returns is not changed: it is for all who ask.
func parse(text string) *node {
	if known, ok := read.Load(text); ok {
		return known.(*node)
	}
	n := parseAt(text, 0)
	read.Store(text, n)
	return n
}

// read is the conditions that were read: those of a tree, of which there are few
// thousands, and their parts.
var read sync.Map

func parseAt(text string, depth int) *node {
	text = strings.TrimSpace(text)
	for depth < maxNesting {
		in, ok := enclosed(text)
		if !ok {
			break
		}
		text = strings.TrimSpace(in)
	}
	if depth < maxNesting {
		for _, joined := range []struct {
			sign string
			op   op
		}{{"||", opOr}, {"&&", opAnd}} {
			if parts := splitTop(text, joined.sign); len(parts) > 1 {
				n := &node{op: joined.op, text: text}
				for _, p := range parts {
					n.args = append(n.args, parseAt(p, depth+1))
				}
				return n
			}
		}
		if rest, ok := strings.CutPrefix(text, "!"); ok && !strings.HasPrefix(rest, "=") && unary(rest) {
			return &node{op: opNot, text: text, args: []*node{parseAt(rest, depth+1)}}
		}
	}
	return atom(text)
}

// atom takes the name out of defined(NAME) and its like.
func atom(text string) *node {
	if rest, ok := strings.CutPrefix(text, "defined "); ok && isWord(strings.TrimSpace(rest)) {
		text = strings.TrimSpace(rest)
	}
	for _, ask := range []string{"defined", "IS_ENABLED", "IS_REACHABLE", "IS_BUILTIN"} {
		if rest, ok := strings.CutPrefix(text, ask); ok {
			if in, ok := enclosed(strings.TrimSpace(rest)); ok && isWord(strings.TrimSpace(in)) {
				text = strings.TrimSpace(in)
				break
			}
		}
	}
	if n, ok := number(text); ok {
		return &node{op: opConst, text: text, value: n != 0}
	}
	if text == "" {
		return &node{op: opAtom, text: "?"}
	}
	return &node{op: opAtom, text: strings.Join(strings.Fields(text), " ")}
}

func (n *node) formula() bf.Formula {
	switch n.op {
	case opConst:
		// The library has no use for constants within formulas.
		f := bf.Var("1")
		if n.value {
			return bf.Or(f, bf.Not(f))
		}
		return bf.And(f, bf.Not(f))
	case opNot:
		return bf.Not(n.args[0].formula())
	case opAnd, opOr:
		fs := make([]bf.Formula, len(n.args))
		for i, a := range n.args {
			fs[i] = a.formula()
		}
		if n.op == opAnd {
			return bf.And(fs...)
		}
		return bf.Or(fs...)
	}
	return bf.Var(n.text)
}

// splitTop splits at each sign that is not in parentheses.
func splitTop(s, sign string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i+len(sign) <= len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case sign[0]:
			if depth == 0 && s[i:i+len(sign)] == sign {
				out = append(out, s[from:i])
				i += len(sign) - 1
				from = i + 1
			}
		}
	}
	return append(out, s[from:])
}

// enclosed is what stands in the parentheses around all of s.
func enclosed(s string) (string, bool) {
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return "", false
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 && i < len(s)-1 {
				return "", false
			}
		}
	}
	return s[1 : len(s)-1], depth == 0
}

// unary says that a ! in front of s is for all of s: a word, a call, or what
// stands in parentheses.
func unary(s string) bool {
	s = strings.TrimSpace(strings.TrimLeft(s, "! "))
	rest := strings.TrimLeft(s, wordBytes)
	if rest == "" {
		return s != ""
	}
	if word, ok := strings.CutPrefix(s, "defined "); ok {
		return isWord(strings.TrimSpace(word))
	}
	_, ok := enclosed(strings.TrimSpace(rest))
	return ok
}

const wordBytes = "_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func isWord(s string) bool { return s != "" && strings.TrimLeft(s, wordBytes) == "" }
