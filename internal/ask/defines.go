package ask

import (
	"bytes"
	"strings"
)

// defining finds, for names that some code calls, the one file below scope that seems to
// define each for others. Of a name that several define, as drivers of one kind do,
// nothing is known.
func (m *mentions) defining(names map[string][]string, scope string) map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var files []string
	for _, f := range m.files() {
		if strings.HasPrefix(f, scope+"/") && strings.HasSuffix(f, ".c") {
			files = append(files, f)
		}
	}
	found := make([][]string, len(files))
	m.each(len(files), func(i int) {
		data, err := m.tree.Read(files[i])
		if err != nil {
			return
		}
		eachDefinition(data, func(name []byte) {
			if _, wanted := names[string(name)]; wanted {
				found[i] = append(found[i], string(name))
			}
		})
	})
	out, several := map[string]string{}, map[string]bool{}
	for i, f := range files {
		for _, n := range found[i] {
			several[n] = several[n] || out[n] != "" && out[n] != f
			out[n] = f
		}
	}
	for n := range several {
		if several[n] {
			delete(out, n)
		}
	}
	return out
}

// eachDefinition tells the names before the first parenthesis of lines that begin at the
// margin, and are not static nor end as a declaration does: what defines a function looks
// so.
func eachDefinition(data []byte, tell func(name []byte)) {
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		open := bytes.IndexByte(line, '(')
		if open < 1 || !isWord(line[0]) || bytes.HasPrefix(line, []byte("static")) || bytes.HasSuffix(line, []byte(";")) {
			continue
		}
		end := len(bytes.TrimRight(line[:open], space))
		start := end
		for start > 0 && isWord(line[start-1]) {
			start--
		}
		if start < end {
			tell(line[start:end])
		}
	}
}
