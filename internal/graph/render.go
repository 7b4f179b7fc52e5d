package graph

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Formats lists the forms of output.
var Formats = []string{"jsonl", "dot", "mermaid"}

// Write prints edges. Pictures are folded: a function with one way in and one way
// out is a part of that way.
func Write(w io.Writer, format string, edges []Edge) error {
	b := bufio.NewWriter(w)
	switch format {
	case "dot":
		fmt.Fprintln(b, "digraph calls {")
		fmt.Fprintln(b, "  rankdir=LR; node [shape=box, fontname=monospace];")
		for _, e := range fold(edges) {
			style := ""
			if e.Kind == pointer {
				style = ", style=dashed"
			}
			fmt.Fprintf(b, "  %q -> %q [label=%q%s];\n", e.Caller, e.Callee, e.label(), style)
		}
		fmt.Fprintln(b, "}")
	case "mermaid":
		fmt.Fprintln(b, "flowchart LR")
		for _, e := range fold(edges) {
			arrow := "-->"
			if e.Kind == pointer {
				arrow = "-.->"
			}
			label := ""
			if l := e.label(); l != "" {
				label = "|\"" + strings.ReplaceAll(l, "\"", "'") + "\"|"
			}
			fmt.Fprintf(b, "  %s[\"%s()\"] %s%s %s[\"%s()\"]\n", e.Caller, e.Caller, arrow, label, e.Callee, e.Callee)
		}
	default:
		return writeLines(b, edges)
	}
	return b.Flush()
}

// WriteAnswers prints the answers to pairs, one a line.
func WriteAnswers(w io.Writer, answers []Answer) error {
	return writeLines(bufio.NewWriter(w), answers)
}

func writeLines[T any](b *bufio.Writer, rows []T) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for i := range rows {
		if err := enc.Encode(&rows[i]); err != nil {
			return err
		}
	}
	return b.Flush()
}

func (e *Edge) label() string {
	if e.Kind == pointer {
		return e.Via
	}
	return e.Because
}

// fold makes one edge of a chain of functions that nothing else leads to or from.
func fold(edges []Edge) []Edge {
	unique := map[[2]string]Edge{}
	var order [][2]string
	in, out := map[string]int{}, map[string]int{}
	next := map[string][2]string{}
	for _, e := range edges {
		k := [2]string{e.Caller, e.Callee}
		if _, dup := unique[k]; dup {
			continue
		}
		unique[k] = e
		order = append(order, k)
		in[e.Callee]++
		out[e.Caller]++
		next[e.Caller] = k
	}
	boring := func(f string) bool { return in[f] == 1 && out[f] == 1 }
	var folded []Edge
	for _, k := range order {
		e := unique[k]
		if boring(e.Caller) {
			continue // a part of the way that leads here
		}
		var between []string
		for boring(e.Callee) && len(between) < len(order) {
			between = append(between, e.Callee)
			step := unique[next[e.Callee]]
			if step.Kind == pointer {
				e.Kind, e.Via = pointer, step.Via
			}
			e.Callee = step.Callee
		}
		if len(between) > 0 {
			way := strings.Join(between, ", ")
			if e.Kind == pointer {
				e.Via += " by " + way
			} else {
				e.Because = "by " + way
			}
		} else if e.Kind == direct {
			e.Because = ""
		}
		folded = append(folded, e)
	}
	return folded
}
