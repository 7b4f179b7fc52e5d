package driver

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/patch"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Which files are checked for a change: those that it touches, the modules
// around them, and the callers elsewhere of functions that it changes.

// wholeDir is the number of files up to which a directory counts as one module.
// In a larger one (drivers/spi, drivers/mmc/host) drivers lie side by side, and
// only files that share a name with what is touched are of interest.
const wholeDir = 40

// maxCallers bounds how many files elsewhere are checked; the nearest are
// taken. A function of a core with more callers is a contract, not a helper.
const maxCallers = 60

// scope lists the files to check, over all states.
func (r *patchRun) scope() []string {
	s := &scope{before: r.res.states[0].tree, after: r.res.states[len(r.res.states)-1].tree, files: map[string]bool{}}
	touched := patch.Touched(r.patches)
	dirs := map[string]bool{}
	for _, f := range touched {
		s.files[f] = true
		dirs[path.Dir(f)] = true
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		s.module(dir, touched)
	}
	if !r.o.Near {
		r.linked(s, touched)
		r.callers(s, touched)
	}
	return sortedFiles(s.files)
}

func sortedFiles(files map[string]bool) []string { return slices.Sorted(maps.Keys(files)) }

type scope struct {
	before, after *source.Tree
	files         map[string]bool
}

// list is what a directory has on either side.
func (s *scope) list(dir string) []string {
	files := append(s.before.List(dir), s.after.List(dir)...)
	slices.Sort(files)
	return slices.Compact(files)
}

// texts are a file's texts on both sides.
func (s *scope) texts(file string) [][]byte {
	var out [][]byte
	for _, t := range []*source.Tree{s.before, s.after} {
		if data, err := t.Read(file); err == nil {
			out = append(out, data)
		}
		if !s.before.Replaced(file) && !s.after.Replaced(file) {
			break
		}
	}
	return out
}

// module adds the files of a directory that belong together with what is
// touched in it.
func (s *scope) module(dir string, touched []string) {
	files := s.list(dir)
	if len(files) <= wholeDir {
		for _, f := range files {
			s.files[f] = true
		}
		return
	}
	// Two files belong together if one defines a function that the other
	// names; and so on from there.
	visible := make([][]string, len(files))
	eachFile(len(files), func(i int) { visible[i] = s.visible(files[i]) })
	defined := map[string]int{} // number of the file, from 1
	for i, names := range visible {
		for _, name := range names {
			defined[name] = i + 1
		}
	}
	named := make([]map[int]bool, len(files))
	eachFile(len(files), func(i int) { named[i] = s.named(files[i], defined) })
	near := map[string][]string{}
	for i, f := range files {
		for _, j := range slices.Sorted(maps.Keys(named[i])) {
			if g := files[j-1]; g != f {
				near[f] = append(near[f], g)
				near[g] = append(near[g], f)
			}
		}
	}
	for todo := slices.Clone(touched); len(todo) > 0; {
		f := todo[0]
		todo = todo[1:]
		for _, g := range near[f] {
			if !s.files[g] {
				s.files[g] = true
				todo = append(todo, g)
			}
		}
	}
}

// eachFile does something for n files on all processors.
func eachFile(n int, do func(i int)) {
	var wg sync.WaitGroup
	workers := defaultJobs()
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}

// visible lists the functions of a file that others can call.
func (s *scope) visible(file string) []string {
	var names []string
	for _, text := range s.texts(file) {
		for _, f := range cdriver.Functions(text) {
			if !f.Local || strings.HasSuffix(file, ".h") {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// named lists the files that define what a file names.
func (s *scope) named(file string, defined map[string]int) map[int]bool {
	files := map[int]bool{}
	for _, text := range s.texts(file) {
		eachWord(text, func(w []byte) {
			if g := defined[string(w)]; g != 0 {
				files[g] = true
			}
		})
	}
	return files
}

func isWordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// eachWord calls f for the identifiers of a text, and for numbers, which do no
// harm.
func eachWord(text []byte, f func([]byte)) {
	start := -1
	for i, c := range text {
		switch {
		case isWordByte(c):
			if start < 0 {
				start = i
			}
		case start >= 0:
			f(text[start:i])
			start = -1
		}
	}
	if start >= 0 {
		f(text[start:])
	}
}

// callers adds files elsewhere that call functions which behave otherwise than
// before. A function that the module keeps for itself is looked for below the
// driver's directory, an exported one or one of a header in the whole tree.
func (r *patchRun) callers(s *scope, touched []string) {
	local, global := map[string]bool{}, map[string]bool{}
	for _, f := range touched {
		for name, exported := range s.changed(f, r.res.states) {
			if exported {
				global[name] = true
			} else {
				local[name] = true
			}
		}
	}
	var found []string
	found = append(found, s.search(global, func(string) bool { return true })...)
	if len(local) > 0 {
		var above []string
		for _, f := range touched {
			above = append(above, moduleDir(f)+"/")
		}
		found = append(found, s.search(local, func(file string) bool {
			return slices.ContainsFunc(above, func(dir string) bool { return strings.HasPrefix(file, dir) })
		})...)
	}
	slices.SortFunc(found, func(a, b string) int {
		if d := kinship(b, touched) - kinship(a, touched); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	found = slices.Compact(found)
	if len(found) > maxCallers {
		r.remark(strings.Join(touched[:min(len(touched), 3)], " "), plural(len(found), "file")+
			" elsewhere use what is changed here; the nearest "+plural(maxCallers, "file")+" are checked")
		found = found[:maxCallers]
	}
	for _, f := range found {
		s.files[f] = true
	}
}

// linked adds the drivers of the DAIs that a changed card driver links to:
// whether their callbacks may sleep is stated there.
func (r *patchRun) linked(s *scope, touched []string) {
	names := map[string]bool{}
	for _, f := range touched {
		for _, text := range s.texts(f) {
			for _, name := range cdriver.LinkedDAIs(text) {
				names[`"`+name+`"`] = true
			}
		}
	}
	found := s.search(names, func(file string) bool { return strings.HasSuffix(file, ".c") && path.Dir(file) != "." })
	found = slices.DeleteFunc(found, func(f string) bool { return len(cdriver.LinkedDAIs(s.text(f))) > 0 })
	for _, f := range found[:min(len(found), maxCallers)] {
		s.files[f] = true
		s.module(path.Dir(f), []string{f})
	}
}

// text is a file's text after the change.
func (s *scope) text(file string) []byte {
	data, err := s.after.Read(file)
	if err != nil {
		return nil
	}
	return data
}

// moduleDir is where the driver of a file begins: at most four directories deep.
func moduleDir(file string) string {
	parts := strings.Split(path.Dir(file), "/")
	return strings.Join(parts[:min(len(parts), 4)], "/")
}

// kinship is the length of the longest path that file shares with one touched.
func kinship(file string, touched []string) int {
	best := 0
	for _, t := range touched {
		n := 0
		for n < len(t) && n < len(file) && t[n] == file[n] {
			n++
		}
		best = max(best, n)
	}
	return best
}

// changed lists the functions of a file that others can call and whose body
// changes, or calls one of the same file that does. The value says whether the
// whole tree can call it.
func (s *scope) changed(file string, states []*patchState) map[string]bool {
	header := strings.HasSuffix(file, ".h")
	before, after := functionTexts(states[0].read(file)), functionTexts(states[len(states)-1].read(file))
	dirty := map[string]bool{}
	for name, text := range after {
		if !bytes.Equal(before[name].Text, text.Text) {
			dirty[name] = true
		}
	}
	for name := range before {
		if _, there := after[name]; !there {
			dirty[name] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for name, f := range after {
			if dirty[name] {
				continue
			}
			eachWord(f.Text, func(w []byte) {
				if dirty[string(w)] {
					dirty[name], grown = true, true
				}
			})
		}
	}
	out := map[string]bool{}
	for name := range dirty {
		f, ok := after[name]
		if !ok {
			f = before[name]
		}
		if !f.Local || header {
			out[name] = header || exports(states[len(states)-1].read(file), name)
		}
	}
	return out
}

func functionTexts(data []byte) map[string]cdriver.Function {
	m := map[string]cdriver.Function{}
	for _, f := range cdriver.Functions(data) {
		m[f.Name] = f
	}
	return m
}

func exports(text []byte, name string) bool {
	return bytes.Contains(text, []byte("EXPORT_SYMBOL("+name+")")) ||
		bytes.Contains(text, []byte("EXPORT_SYMBOL_GPL("+name+")")) ||
		bytes.Contains(text, []byte("EXPORT_SYMBOL_NS_GPL("+name+","))
}

// search lists the files that use one of the names and that want accepts.
func (s *scope) search(names map[string]bool, want func(string) bool) []string {
	if len(names) == 0 {
		return nil
	}
	var files []string
	s.after.WalkAll(func(rel string) {
		if !s.files[rel] && want(rel) {
			files = append(files, rel)
		}
	})
	hit := make([]bool, len(files))
	eachFile(len(files), func(i int) {
		data, err := s.after.Read(files[i])
		hit[i] = err == nil && usesAny(data, names)
	})
	var out []string
	for i, f := range files {
		if hit[i] {
			out = append(out, f)
		}
	}
	return out
}

func usesAny(text []byte, names map[string]bool) bool {
	for name := range names {
		for rest := text; ; {
			i := bytes.Index(rest, []byte(name))
			if i < 0 {
				break
			}
			end := i + len(name)
			if (i == 0 || !isWordByte(rest[i-1])) && (end == len(rest) || !isWordByte(rest[end])) {
				return true
			}
			rest = rest[end:]
		}
	}
	return false
}
