package module

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// maxExpand bounds variables within variables.
const maxExpand = 20

// expand replaces variables and the functions that make lists of names. What is
// not known is empty.
func (r *reader) expand(text string, depth int) string {
	if depth > maxExpand || !strings.Contains(text, "$") {
		return text
	}
	var out strings.Builder
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 || i+1 >= len(text) {
			out.WriteString(strings.TrimSuffix(text, "$"))
			return out.String()
		}
		out.WriteString(text[:i])
		inner, rest, ok := reference(text[i+1:])
		if !ok {
			return out.String()
		}
		out.WriteString(r.value(inner, depth+1))
		text = rest
	}
}

// reference cuts what stands behind a $ into the variable and the rest.
func reference(text string) (inner, rest string, ok bool) {
	open, closing := text[0], byte(0)
	switch open {
	case '(':
		closing = ')'
	case '{':
		closing = '}'
	default:
		return text[:1], text[1:], true
	}
	level := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case open:
			level++
		case closing:
			if level--; level == 0 {
				return text[1:i], text[i+1:], true
			}
		}
	}
	return "", "", false
}

// value is a variable or the result of a function.
func (r *reader) value(inner string, depth int) string {
	name, rest, isCall := strings.Cut(inner, " ")
	if !isCall {
		if v, from, ok := strings.Cut(inner, ":"); ok {
			if a, b, ok := strings.Cut(from, "="); ok { // $(files:.c=.o)
				return eachWord(r.expand(r.vars[v], depth), func(w string) string {
					if s, ok := strings.CutSuffix(w, a); ok {
						return s + b
					}
					return w
				})
			}
		}
		return r.expand(r.variable(r.expand(inner, depth)), depth)
	}
	args := arguments(rest)
	for i := range args {
		args[i] = r.expand(args[i], depth)
	}
	return call(name, args)
}

// variable is a variable with those that it becomes when an option is set:
// `mmu-y` with `mmu-$(CONFIG_MMU)`.
func (r *reader) variable(name string) string {
	value := r.vars[name]
	base, ok := strings.CutSuffix(name, "-y")
	if !ok {
		if base, ok = strings.CutSuffix(name, "-m"); !ok {
			return value
		}
	}
	for _, other := range slices.Sorted(maps.Keys(r.vars)) {
		if strings.HasPrefix(other, base+"-"+anyConfig) {
			value += " " + r.vars[other]
		}
	}
	return value
}

// arguments cuts at the commas outside of parentheses.
func arguments(text string) []string {
	var out []string
	level, start := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '{':
			level++
		case ')', '}':
			level--
		case ',':
			if level == 0 {
				out = append(out, text[start:i])
				start = i + 1
			}
		}
	}
	return append(out, text[start:])
}

func call(name string, args []string) string {
	last := args[len(args)-1]
	switch {
	case name == "addprefix" && len(args) == 2:
		return eachWord(last, func(w string) string { return strings.TrimSpace(args[0]) + w })
	case name == "addsuffix" && len(args) == 2:
		return eachWord(last, func(w string) string { return w + strings.TrimSpace(args[0]) })
	case name == "patsubst" && len(args) == 3:
		return eachWord(last, func(w string) string { return patsubst(strings.TrimSpace(args[0]), strings.TrimSpace(args[1]), w) })
	case name == "subst" && len(args) == 3:
		return strings.ReplaceAll(last, args[0], args[1])
	case name == "notdir":
		return eachWord(last, path.Base)
	case name == "sort", name == "strip", name == "filter", name == "filter-out":
		return last
	case name == "if" && len(args) >= 2:
		return strings.Join(args[1:], " ") // both: nothing is configured
	}
	return ""
}

func patsubst(from, to, word string) string {
	a, b, ok := strings.Cut(from, "%")
	if !ok || !strings.HasPrefix(word, a) || !strings.HasSuffix(word[len(a):], b) {
		return word
	}
	return strings.Replace(to, "%", word[len(a):len(word)-len(b)], 1)
}

func eachWord(text string, f func(string) string) string {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = f(w)
	}
	return strings.Join(words, " ")
}
