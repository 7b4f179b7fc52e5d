package main

import (
	"bytes"
	"regexp"
	"slices"
)

// figures count edges of a kind, and list those that are wrong.
type figures struct {
	right, all int
	wrong      []edge
}

func (f *figures) count(e edge, right bool) {
	f.all++
	if right {
		f.right++
	} else {
		f.wrong = append(f.wrong, e)
	}
}

func (f *figures) add(g figures) {
	f.right += g.right
	f.all += g.all
	f.wrong = append(f.wrong, g.wrong...)
}

func (f *figures) share() float64 { return 100 * float64(f.right) / float64(max(f.all, 1)) }

// comparison is ctxlint's graph against the compiler's two, for a file.
type comparison struct {
	after figures // edges after inlining that ctxlint's graph leads along
	first figures // edges before inlining that ctxlint has
	ours  figures // edges of ctxlint that are true
	made  figures // edges after inlining of functions that macros define
}

// most bounds how many inlined functions are walked through.
const most = 8

// compare compares what the compiler saw of a file with ctxlint's calls by name.
func compare(file string, s *seen, ours []edge) comparison {
	var c comparison
	has := map[edge]bool{}
	next := map[string][]string{}
	for _, e := range ours {
		if !has[e] && !builtin(e.to) {
			has[e] = true
			next[e.from] = append(next[e.from], e.to)
		}
	}
	here := func(f string) bool { return s.ci.file[f] == file && s.written(f) }
	for _, e := range s.ci.ordered {
		if here(e.from) {
			c.after.count(e, leads(e, next, s.ci.edges))
		} else if s.ci.file[e.from] == file {
			c.made.count(e, leads(e, next, s.ci.edges))
		}
	}
	for _, e := range s.first.ordered {
		if here(e.from) {
			c.first.count(e, has[e])
		}
	}
	bodies := map[string][]byte{}
	for _, e := range ours {
		if !here(e.from) || !has[e] {
			continue
		}
		delete(has, e) // once
		right := s.first.edges[e]
		if !right {
			text, known := bodies[e.from]
			if !known {
				text = body(s.text, e.from)
				bodies[e.from] = text
			}
			right = calledIn(text, e.to)
		}
		c.ours.count(e, right)
	}
	return c
}

// written: the function's name stands in the source with a bracket behind it. That of a
// function which a macro defines is put together.
func (s *seen) written(f string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(f) + `\s*\(`).Match(s.source)
}

// leads: the calls lead along an edge, through functions that were inlined.
func leads(e edge, next map[string][]string, called map[edge]bool) bool {
	wave, been := []string{e.from}, map[string]bool{}
	for range most {
		var more []string
		for _, f := range wave {
			for _, to := range next[f] {
				if to == e.to {
					return true
				}
				if !been[to] && !called[edge{e.from, to}] {
					been[to] = true
					more = append(more, to)
				}
			}
		}
		wave = more
	}
	return false
}

// body is the text of a function, nil if it is not defined in the text.
func body(text []byte, name string) []byte {
	for _, at := range regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\s*\(`).FindAllIndex(text, -1) {
		end := closing(text, at[1]-1)
		rest := text[end:]
		open := bytes.IndexByte(rest, '{')
		if open < 0 {
			return nil
		}
		if bytes.ContainsAny(rest[:open], ";=,(") || slices.Contains(rest[:open], '}') {
			continue // declared or called
		}
		return rest[open:closing(rest, open)]
	}
	return nil
}

// closing is behind the bracket that closes the one at a place.
func closing(text []byte, at int) int {
	depth := 0
	for i := at; i < len(text); i++ {
		switch text[i] {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'':
			for q := text[i]; i+1 < len(text) && text[i+1] != q; i++ {
				if text[i+1] == '\\' {
					i++
				}
			}
			i++
		}
	}
	return len(text)
}

func calledIn(body []byte, name string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\s*\(`).Match(body)
}
