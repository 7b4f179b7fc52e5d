package ask

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// macroDef is a macro with parameters: its name, and its text over all of its lines.
var macroDef = regexp.MustCompile(`^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^()]*)\)((?:[^\\\n]|\\\n|\\.)*)`)

// macrosIn lists the macros of a text that have parameters: name, parameters, body. The
// expression is tried where a line says "define", and nowhere else.
func macrosIn(data []byte) [][3]string {
	var out [][3]string
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("define"))
		if i < 0 {
			return out
		}
		line := bytes.LastIndexByte(data[:at+i], '\n') + 1
		if d := macroDef.FindSubmatch(data[line:]); d != nil {
			out = append(out, [3]string{string(d[1]), string(d[2]), string(d[3])})
			at = line + len(d[0])
			continue
		}
		at += i + len("define")
	}
}

// maxWrapping bounds how many macros lie around each other.
const maxWrapping = 3

// wrappers names the macros of headers that call a member of that name, by a macro of
// theirs that is given the name, too: who uses them has neither word in its text.
func (m *mentions) wrappers(field string, files []string) []string {
	var texts [][3]string // name, parameters, body
	for _, f := range files {
		if !strings.HasSuffix(f, ".h") {
			continue
		}
		data, err := m.tree.Read(f)
		if err != nil {
			continue
		}
		texts = append(texts, macrosIn(data)...)
	}
	calls := []textTest{callsMember(field), handsFirst(field), handsToMacro(field)}
	var names []string
	for range maxWrapping {
		var more []textTest
		for _, t := range texts {
			if slices.Contains(names, t[0]) || hasWord([]byte(t[1]), field) {
				continue
			}
			if slices.ContainsFunc(calls, func(does textTest) bool { return does([]byte(t[2])) }) {
				names = append(names, t[0])
				more = append(more, callsNamed(t[0]))
			}
		}
		if calls = more; len(calls) == 0 {
			break
		}
	}
	return names
}
