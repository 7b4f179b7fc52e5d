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
)

// missing lists the files that define functions which matter and are not
// loaded.
func (l *loader) missing(first bool) []string {
	selected := func(f string) bool { return l.selected[f] }
	l.survey = engine.NewSurvey(l.prog)
	want, tables := l.survey.Undefined(selected)
	files := map[string]bool{}
	for _, name := range tables {
		for _, f := range l.implementers(name) {
			files[f] = true
		}
	}
	for _, w := range want {
		if f := l.definition(w.Dir, w.Name); f != "" && !l.saw(f) {
			files[f] = true
		}
	}
	if first {
		for _, f := range l.cards(l.survey.DAINames(selected)) {
			files[f], l.linking[f] = true, true
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

// cards lists the card drivers, not read yet, that name one of the DAIs: only
// they know whether its PCMs are nonatomic.
func (l *loader) cards(dais []string) []string {
	if len(dais) == 0 {
		return nil
	}
	l.askedCards = true
	var out []string
	for f, text := range l.cardText() {
		if l.saw(f) {
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
	return out
}

// readCards reads the drivers of cards that state links.
func (w *world) readCards() map[string][]byte {
	texts := map[string][]byte{}
	for _, rel := range w.cardFiles() {
		text := remembered(w.o.Cache, w.o.Tree, rel, func(c *Cache) map[string][]byte { return c.cards }, func() []byte {
			if !w.fact(rel).card {
				return nil
			}
			data, _ := w.o.Tree.Read(rel)
			return data
		})
		if text != nil {
			texts[rel] = text
		}
	}
	return texts
}

// cardFiles lists the files that may state links.
func (w *world) cardFiles() (files []string) {
	if w.gist != nil {
		return w.gist.linking
	}
	w.o.Disk.wait(w.o.Tree)
	w.o.Tree.WalkAll(func(rel string) {
		if strings.HasPrefix(rel, cardDir) && strings.HasSuffix(rel, ".c") {
			files = append(files, rel)
		}
	})
	return files
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
func (w *world) definition(dir, name string) string {
	for _, d := range searched(dir) {
		if f := w.outline(d)[name]; f != "" {
			return f
		}
	}
	return w.exports()[name]
}

// searched lists the directories whose functions are looked through: that of the
// caller, and the one above unless it is that of a subsystem.
func searched(dir string) []string {
	if up := path.Dir(dir); strings.Count(up, "/") >= 2 {
		return []string{dir, up}
	}
	return []string{dir}
}

// outline lists the external functions that the C files of a directory define.
func (w *world) outline(dir string) map[string]string {
	return w.outlines.get(dir, func() map[string]string {
		m := map[string]string{}
		files := w.cFiles(dir)
		names := make([][]string, len(files))
		w.parallel(context.Background(), len(files), func(i int) { names[i] = w.defines(files[i]) })
		for i, f := range files {
			for _, name := range names[i] {
				if m[name] == "" {
					m[name] = f
				}
			}
		}
		return m
	})
}

// defines lists the functions that a file defines.
func (w *world) defines(file string) []string {
	return remembered(w.o.Cache, w.o.Tree, file, func(c *Cache) map[string][]string { return c.defined }, func() []string {
		data, err := w.o.Tree.Read(file)
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
func (w *world) cFiles(dir string) []string {
	return w.byDir.get(dir, func() []string {
		return slices.DeleteFunc(w.o.Tree.Beside(dir), func(f string) bool { return !strings.HasSuffix(f, ".c") })
	})
}

var exportMark = newMark("EXPORT_SYMBOL", 'Y')

// indexExports finds every EXPORT_SYMBOL(name) of the tree.
func (w *world) indexExports() map[string]string {
	if w.gist != nil {
		return w.gist.exports
	}
	files := slices.DeleteFunc(w.cSources(), func(rel string) bool {
		return strings.HasPrefix(rel, "tools/") || strings.HasPrefix(rel, "scripts/")
	})
	names := w.eachFact(files, func(f fact) []string { return f.exports })
	w.o.Disk.complete(w.o.Tree)
	exports := make(map[string]string, 1<<15)
	for i, ns := range names {
		for _, n := range ns {
			if old := exports[n]; old == "" || rank(files[i]) < rank(old) {
				exports[n] = files[i]
			}
		}
	}
	return exports
}

// cSources lists the C files of the tree.
func (w *world) cSources() []string {
	var files []string
	w.o.Tree.WalkAll(func(rel string) {
		if strings.HasSuffix(rel, ".c") {
			files = append(files, rel)
		}
	})
	return files
}

// eachFact reads a list of names from the facts of files.
func (w *world) eachFact(files []string, names func(fact) []string) [][]string {
	w.o.Disk.wait(w.o.Tree)
	out := make([][]string, len(files))
	w.parallel(context.Background(), len(files), func(i int) { out[i] = names(w.fact(files[i])) })
	return out
}

// exportsOf lists what a file exports.
func (w *world) exportsOf(file string) []string {
	return w.fact(file).exports
}

// fact is what is known of a file by itself.
func (w *world) fact(file string) fact {
	return remembered(w.o.Cache, w.o.Tree, file, func(c *Cache) map[string]fact { return c.facts }, func() fact {
		return w.o.Disk.fact(w.o.Tree, file)
	})
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
		i := exportMark.index(data)
		if i < 0 {
			return out
		}
		data = data[i+len(exportMark.text):]
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
