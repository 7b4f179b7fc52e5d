package cdriver

import (
	"bytes"
	"context"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
)

// missing lists the files that define functions which matter and are not
// loaded.
func (l *loader) missing(prog *link.Program, selected map[string]bool, first bool) []string {
	want := engine.Undefined(prog, func(f string) bool { return selected[f] })
	files := map[string]bool{}
	for _, w := range want {
		if f := l.definition(w.Dir, w.Name); f != "" && !l.seen[f] {
			files[f] = true
		}
	}
	if first {
		for _, f := range l.cards(engine.DAINames(prog, func(f string) bool { return selected[f] })) {
			files[f] = true
		}
	}
	out := make([]string, 0, len(files))
	for f := range files {
		out = append(out, f)
	}
	sort.Strings(out)
	return out
}

// cardDir is where card drivers are; cardMark is in each that states links.
const cardDir = "sound/soc/"

var cardMark = []byte("COMP_CPU(\"")

// maxCards bounds the card drivers that are read for the DAIs of a check.
const maxCards = 60

// cards lists the card drivers, not read yet, that name one of the DAIs: only
// they know whether its PCMs are nonatomic.
func (l *loader) cards(dais []string) []string {
	if len(dais) == 0 {
		return nil
	}
	if l.cardText == nil {
		l.cardText = map[string][]byte{}
		l.o.Disk.wait(l.o.Tree)
		l.o.Tree.WalkAll(func(rel string) {
			if !strings.HasPrefix(rel, cardDir) || !strings.HasSuffix(rel, ".c") {
				return
			}
			text := remembered(l.o.Cache, l.o.Tree, rel, func(c *Cache) map[string][]byte { return c.cards }, func() []byte {
				if !l.o.Disk.fact(l.o.Tree, rel).card {
					return nil
				}
				data, _ := l.o.Tree.Read(rel)
				return data
			})
			if text != nil {
				l.cardText[rel] = text
			}
		})
	}
	var out []string
	for f, text := range l.cardText {
		if l.seen[f] {
			continue
		}
		for _, d := range dais {
			if bytes.Contains(text, []byte("COMP_CPU(\""+d+"\")")) {
				out = append(out, f)
				break
			}
		}
	}
	sort.Strings(out)
	return out[:min(len(out), maxCards)]
}

// LinkedDAIs lists the DAIs that a card driver's text links to: what it says of
// a link holds for their drivers.
func LinkedDAIs(text []byte) []string {
	var names []string
	for {
		_, rest, ok := bytes.Cut(text, cardMark)
		if !ok {
			slices.Sort(names)
			return slices.Compact(names)
		}
		name, after, ok := bytes.Cut(rest, []byte("\""))
		if ok && len(name) > 0 && !bytes.Contains(name, []byte("\n")) {
			names = append(names, string(name))
		}
		text = after
	}
}

// definition finds the file that defines an external function called from a
// directory: there, in the directory above, or wherever it is exported.
func (l *loader) definition(dir, name string) string {
	if f := l.outline(dir)[name]; f != "" {
		return f
	}
	if up := path.Dir(dir); strings.Count(up, "/") >= 2 {
		if f := l.outline(up)[name]; f != "" {
			return f
		}
	}
	if l.exports == nil {
		l.indexExports()
	}
	return l.exports[name]
}

// outline lists the external functions that the C files of a directory define.
func (l *loader) outline(dir string) map[string]string {
	if m, ok := l.outlines[dir]; ok {
		return m
	}
	m := map[string]string{}
	l.outlines[dir] = m
	files := l.cFiles(dir)
	names := make([][]string, len(files))
	l.parallel(context.Background(), len(files), "looking for definitions", func(i int) { names[i] = l.defines(files[i]) })
	for i, f := range files {
		for _, name := range names[i] {
			if m[name] == "" {
				m[name] = f
			}
		}
	}
	return m
}

// defines lists the functions that a file defines.
func (l *loader) defines(file string) []string {
	return remembered(l.o.Cache, l.o.Tree, file, func(c *Cache) map[string][]string { return c.defined }, func() []string {
		data, err := l.o.Tree.Read(file)
		if err != nil {
			return nil
		}
		var names []string
		for _, fn := range cparse.Scan(data).Funcs {
			names = append(names, fn.Name)
		}
		return names
	})
}

// cFiles lists the C files of a directory.
func (l *loader) cFiles(dir string) []string {
	if l.byDir == nil {
		l.byDir = map[string][]string{}
		l.o.Tree.WalkAll(func(rel string) {
			if strings.HasSuffix(rel, ".c") {
				l.byDir[path.Dir(rel)] = append(l.byDir[path.Dir(rel)], rel)
			}
		})
	}
	return l.byDir[dir]
}

var exportMark = []byte("EXPORT_SYMBOL")

// indexExports finds every EXPORT_SYMBOL(name) of the tree.
func (l *loader) indexExports() {
	var files []string
	l.o.Tree.WalkAll(func(rel string) {
		if strings.HasSuffix(rel, ".c") && !strings.HasPrefix(rel, "tools/") && !strings.HasPrefix(rel, "scripts/") {
			files = append(files, rel)
		}
	})
	l.o.Disk.wait(l.o.Tree)
	names := make([][]string, len(files))
	l.parallel(context.Background(), len(files), "indexing exports", func(i int) {
		names[i] = remembered(l.o.Cache, l.o.Tree, files[i], func(c *Cache) map[string][]string { return c.exports }, func() []string {
			return l.o.Disk.fact(l.o.Tree, files[i]).exports
		})
	})
	l.o.Disk.complete(l.o.Tree)
	l.exports = make(map[string]string, 1<<15)
	for i, ns := range names {
		for _, n := range ns {
			if old := l.exports[n]; old == "" || rank(files[i]) < rank(old) {
				l.exports[n] = files[i]
			}
		}
	}
}

// rank orders definitions of one exported name: generic code first, then x86.
func rank(file string) int {
	switch {
	case strings.HasPrefix(file, "arch/x86/"):
		return 1
	case strings.HasPrefix(file, "arch/"):
		return 2
	}
	return 0
}

func exportsOf(data []byte) []string {
	var out []string
	for {
		i := bytes.Index(data, exportMark)
		if i < 0 {
			return out
		}
		data = data[i+len(exportMark):]
		open := bytes.IndexByte(data, '(')
		if open < 0 || open > 12 {
			continue
		}
		end := open + 1
		for end < len(data) && (data[end] == '_' || data[end] >= '0' && data[end] <= '9' || data[end]|0x20 >= 'a' && data[end]|0x20 <= 'z') {
			end++
		}
		if name := string(data[open+1 : end]); name != "" {
			out = append(out, name)
		}
	}
}
