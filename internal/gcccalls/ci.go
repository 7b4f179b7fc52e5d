package main

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// edge is a call, by names.
type edge struct{ from, to string }

// calls are what a compiler wrote down of an object.
type calls struct {
	file    map[string]string // of the functions with a body: where they are
	edges   map[edge]bool
	ordered []edge
}

func newCalls() *calls { return &calls{file: map[string]string{}, edges: map[edge]bool{}} }

func (c *calls) add(e edge) {
	if !c.edges[e] && !builtin(e.to) {
		c.edges[e] = true
		c.ordered = append(c.ordered, e)
	}
}

// builtin: there is no function of that name. The compiler's own, and what the kernel
// declares in place, with a number that is counted, to stop a build; and the trampoline of a
// static call, an indirect one whose target is written into the code.
func builtin(name string) bool {
	for _, prefix := range []string{"__builtin_", "__compiletime_assert_", "__SCT__"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

var (
	node  = regexp.MustCompile(`^node: \{ title: "([^"]*)" label: "([^"]*)"(.*)\}$`)
	arrow = regexp.MustCompile(`^edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"`)
)

// indirect is what .ci calls the target of a call through a pointer.
const indirect = "__indirect_call"

// parseCI reads what -fcallgraph-info wrote. Files are as they were named to the
// compiler.
func parseCI(data []byte) (*calls, error) {
	c := newCalls()
	began := false
	for n, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "graph:"):
			began = true
		case strings.HasPrefix(line, "node:"):
			m := node.FindStringSubmatch(line)
			if m == nil {
				return nil, fmt.Errorf("line %d: no node: %s", n+1, line)
			}
			if label := strings.Split(m[2], `\n`); len(label) > 1 && !strings.Contains(m[3], "ellipse") {
				place, _, _ := strings.Cut(label[1], ":")
				c.file[plain(m[1])] = place
			}
		case strings.HasPrefix(line, "edge:"):
			m := arrow.FindStringSubmatch(line)
			if m == nil {
				return nil, fmt.Errorf("line %d: no edge: %s", n+1, line)
			}
			if m[2] != indirect {
				c.add(edge{plain(m[1]), plain(m[2])})
			}
		}
	}
	if !began {
		return nil, fmt.Errorf("no call graph: it does not begin with \"graph:\"")
	}
	return c, nil
}

// plain is the name in the source: without the file that makes a static function's
// unique, and without what the compiler adds to the name of a part or a copy.
func plain(title string) string {
	name := title[strings.LastIndexByte(title, ':')+1:]
	name, _, _ = strings.Cut(name, ".")
	return name
}

const (
	firstTable = "Initial Symbol table:"
	nextTable  = "Removing unused symbols:"
)

// parseDump reads the first table of what -fdump-ipa-cgraph wrote.
func parseDump(data []byte) (*calls, error) {
	_, rest, ok := bytes.Cut(data, []byte(firstTable))
	if !ok {
		return nil, fmt.Errorf("no %q in the dump of the call graph", firstTable)
	}
	rest, _, _ = bytes.Cut(rest, []byte(nextTable))
	c := newCalls()
	lines := bufio.NewScanner(bytes.NewReader(rest))
	lines.Buffer(nil, len(rest)+1)
	name := ""
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line != "" && line[0] != ' ':
			name = symbol(line)
		case strings.HasPrefix(line, "  Type: function definition"):
			c.file[name] = ""
		case strings.HasPrefix(line, "  Calls: "):
			for _, f := range strings.Fields(line[len("  Calls: "):]) {
				if strings.Contains(f, "/") {
					c.add(edge{name, symbol(f)})
				}
			}
		}
	}
	return c, lines.Err()
}

// symbol cuts the number off a name of the dump.
func symbol(s string) string {
	name, _, _ := strings.Cut(s, "/")
	return plain(name)
}
