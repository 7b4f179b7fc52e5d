package cdriver

import (
	"bytes"
	"regexp"
	"sort"

	"github.com/ctxlint/ctxlint/cparse"
)

// Function is a definition in a text: what a patch may be about before anything
// is parsed.
type Function struct {
	Name        string
	First, Last int  // lines
	Local       bool // other files cannot call it
	Text        []byte
}

var staticWord = regexp.MustCompile(`\bstatic\b`)

// Functions lists the functions that a text defines, in their order.
func Functions(data []byte) []Function {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	lineOf := func(offset int) int {
		return sort.Search(len(starts), func(i int) bool { return starts[i] > offset })
	}
	var out []Function
	for _, f := range cparse.Scan(data).Funcs {
		if f.Start < 0 || f.End > len(data) || f.End <= f.Start {
			continue // the text ends inside of it
		}
		text := data[f.Start:f.End]
		head, _, _ := bytes.Cut(text, []byte("("))
		out = append(out, Function{
			Name: f.Name, First: lineOf(f.Start), Last: lineOf(f.End - 1), Text: text,
			Local: staticWord.Match(head),
		})
	}
	return out
}
