package cdriver

import (
	"bytes"
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
)

// implementers lists the files, not read yet, that implement a table of functions
// which the module calls, if they are few. With many, a caller says nothing about
// any one of them.
func (l *loader) implementers(table string) []string {
	l.askedTables[table] = true
	files := l.tables()[table]
	if len(files) > engine.MaxTables {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(files), l.saw)
}

// indexTables finds who initialises a variable of which struct.
func (w *world) indexTables() map[string][]string {
	if w.gist != nil {
		return w.gist.tables
	}
	files := w.cSources()
	names := w.eachFact(files, func(f fact) []string { return f.tables })
	tables := map[string][]string{}
	for i, ns := range names {
		for _, n := range ns {
			tables[n] = append(tables[n], files[i])
		}
	}
	return tables
}

// initMark begins an initialiser.
var initMark = newMark("= {", '{')

// tablesOf lists the structs of which a text initialises variables, by the line
// that begins an initialiser.
func tablesOf(data []byte) []string {
	var out []string
	for rest, line := data, 0; ; {
		i := initMark.index(rest)
		if i < 0 {
			slices.Sort(out)
			return slices.Compact(out)
		}
		at := len(data) - len(rest) + i
		line = 1 + bytes.LastIndexByte(data[:at], '\n')
		if name := declaredStruct(data[line:at]); name != "" {
			out = append(out, "struct "+name)
		}
		rest = rest[i+len(initMark.text):]
	}
}

// declaredStruct is the name of the struct in `static const struct NAME variable[]`.
func declaredStruct(text []byte) string {
	_, after, ok := bytes.Cut(text, []byte("struct "))
	if !ok {
		return ""
	}
	after = bytes.TrimLeft(after, " \t")
	end := 0
	for end < len(after) && (after[end] == '_' || after[end]-'0' < 10 || (after[end]|0x20)-'a' < 26) {
		end++
	}
	return string(after[:end])
}
