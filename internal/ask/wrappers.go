package ask

import (
	"regexp"
	"slices"
	"strings"
)

// macroDef is a macro with parameters: its name, and its text over all of its lines.
var macroDef = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^()]*)\)((?:[^\\\n]|\\\n|\\.)*)`)

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
		for _, d := range macroDef.FindAllSubmatch(data, -1) {
			texts = append(texts, [3]string{string(d[1]), string(d[2]), string(d[3])})
		}
	}
	calls := []*regexp.Regexp{memberCall(field), regexp.MustCompile(`\b\w+\(\s*` + regexp.QuoteMeta(field) + `\s*,`), macroCall(field)}
	var names []string
	for range maxWrapping {
		var more []*regexp.Regexp
		for _, t := range texts {
			if slices.Contains(names, t[0]) || hasWord([]byte(t[1]), field) {
				continue
			}
			if slices.ContainsFunc(calls, func(re *regexp.Regexp) bool { return re.MatchString(t[2]) }) {
				names = append(names, t[0])
				more = append(more, regexp.MustCompile(`\b`+regexp.QuoteMeta(t[0])+`\s*\(`))
			}
		}
		if calls = more; len(calls) == 0 {
			break
		}
	}
	return names
}
