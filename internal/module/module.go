// Package module says which files of a tree are linked together: the one notion
// of "driver" that everything else has.
//
// # What a module is
//
// The tree's Makefiles say it. An object that is made of others
// (`foo-y := a.o b.o`, `foo-objs`, `foo-$(CONFIG_X)`) is one with all of them,
// in whatever directories they lie; an object of its own
// (`obj-$(CONFIG_X) += a.o`) is one; what a directory always contributes
// (`obj-y`) is one together, and so are the objects of one option that cannot be a
// module by its Kconfig: they call each other, and export nothing. A directory without a Makefile, in it or above it,
// is one: out-of-tree code, or a sample. A file that no Makefile names is one by
// itself.
//
// Headers are no objects: those of a directory belong to its module if it has
// one only, else they are one of their own together.
//
// # How a Makefile is read
//
// Assignments, variables, the functions that make lists of names, and include.
// Conditions are not judged: both sides are read, since nothing is configured. A
// Makefile that cannot be understood errs to smaller modules.
package module

import (
	"bytes"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// Tree is what is asked of a tree.
type Tree interface {
	Read(rel string) ([]byte, error)
	Exists(rel string) bool
	WalkAll(f func(rel string))
	Beside(dir string) []string // what WalkAll finds in the directory itself
	Dirs(dir string) []string   // the directories there that it comes to
}

// Map knows the modules of one tree. It is safe for concurrent use.
type Map struct {
	// Included is for those who know what [Included] says of a file without reading it;
	// nil: nobody does.
	Included func(file string) []string

	tree  Tree
	needs sync.Map // see Condition, by file
	known sync.Map // module by file, of those asked for: linking asks for each call

	mu    sync.Mutex
	makes map[string]*makefile // by directory; nil: it has none
	types optionTypes
	// depends are the conditions of the options of a Kconfig, by directory; nil: it has none.
	depends map[string]map[string][]string
	archs   *architectures      // nil: not read
	dirs    map[string][]string // C files and headers by directory, of those asked for
	of      map[string]string   // module by file
	files   map[string][]string // files by module
	far     map[string]string   // claims of Makefiles that do not lie above a file; nil: not read

	includers map[string]map[string]string // by directory: C file → the file there that includes it
	includes  map[[2]string][]string       // by the directories of a file and its module: see [Map.Includes]
}

// New returns the modules of a tree. Nothing is read until it is asked for.
func New(t Tree) *Map {
	return &Map{tree: t, makes: map[string]*makefile{}, types: optionTypes{}, depends: map[string]map[string][]string{}, dirs: map[string][]string{}, of: map[string]string{}, files: map[string][]string{}, includers: map[string]map[string]string{}, includes: map[[2]string][]string{}}
}

// Of names the module of a file.
func (m *Map) Of(file string) string {
	if m == nil {
		return path.Dir(file)
	}
	if name, ok := m.known.Load(file); ok {
		return name.(string)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	name := m.moduleOf(file)
	m.known.Store(file, name)
	return name
}

// Condition is that under which a build has a C file, by the options that the
// Makefiles of its directory and of those above ask for; "" where nothing is known.
// What is in a conditional of a Makefile counts without it, which errs to a weaker
// condition.
func (m *Map) Condition(file string) string {
	if m == nil || !strings.HasSuffix(file, ".c") {
		return ""
	}
	if c, ok := m.needs.Load(file); ok {
		return c.(string)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	cond := ""
	var ways []string
	sub := ""
	for dir := range above(path.Dir(file)) {
		if mk := m.makefile(dir); mk != nil {
			ways = append(ways, mk.needs[file]...)
			cond = both(cond, anyOf(mk.needs[sub]))
		}
		sub = dir
	}
	cond = both(anyOf(ways), cond)
	m.needs.Store(file, cond)
	return cond
}

// Stays tells whether a C file is part of the kernel itself wherever it is built, and so
// is never unloaded: its objects are asked for by options that cannot be "m". Where that
// is not known it may be a module.
func (m *Map) Stays(file string) bool {
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	mk := m.makefile(path.Dir(m.moduleOf(file)))
	if mk == nil {
		return false
	}
	loads, built := mk.loads[file]
	return built && !loads
}

// maxWays bounds the places that have a file built whose conditions are told apart.
const maxWays = 4

// anyOf is the condition that one of several holds.
func anyOf(conds []string) string {
	conds = slices.Clone(conds)
	slices.Sort(conds)
	conds = slices.Compact(conds)
	if len(conds) == 0 || len(conds) > maxWays || conds[0] == "" {
		return ""
	}
	if len(conds) == 1 {
		return conds[0]
	}
	return "((" + strings.Join(conds, ") || (") + "))"
}

// Same tells whether two files belong to one module.
func (m *Map) Same(a, b string) bool { return a == b || m.Of(a) == m.Of(b) }

// Files lists the files of a module, sorted.
func (m *Map) Files(name string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if files, ok := m.files[name]; ok {
		return files
	}
	var files []string
	for _, dir := range m.placesOf(name) {
		for _, f := range m.beside(dir) {
			if m.moduleOf(f) == name {
				files = append(files, f)
			}
		}
	}
	slices.Sort(files)
	files = slices.Compact(files)
	m.files[name] = files
	return files
}

// placesOf lists the directories in which files of a module may lie.
func (m *Map) placesOf(name string) []string {
	dirs := []string{path.Dir(name), name}
	for _, at := range []string{path.Dir(name), name} {
		mk := m.makefile(at)
		if mk == nil {
			continue
		}
		for _, f := range mk.members[name] {
			dirs = append(dirs, path.Dir(f))
			for inc := range m.includersIn(path.Dir(f)) {
				dirs = append(dirs, path.Dir(inc))
			}
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// moduleOf finds the nearest Makefile that claims a file.
func (m *Map) moduleOf(file string) string {
	if name, ok := m.of[file]; ok {
		return name
	}
	name := ""
	m.of[file] = strings.TrimSuffix(file, ".c") // where two include each other
	if strings.HasSuffix(file, ".h") {
		name = m.ofHeader(file)
	} else {
		name = m.ofSource(file)
	}
	m.of[file] = name
	return name
}

func (m *Map) ofSource(file string) string {
	made := false
	for dir := range above(path.Dir(file)) {
		if mk := m.makefile(dir); mk != nil {
			made = true
			if name := mk.owner[file]; name != "" {
				return name
			}
		}
	}
	if name := m.elsewhere(file); name != "" {
		return name
	}
	if !made {
		return path.Dir(file)
	}
	if by := m.includer(file); by != "" {
		return m.moduleOf(by)
	}
	return strings.TrimSuffix(file, ".c")
}

// elsewhere asks the Makefiles that do not lie above a file: one of a driver
// whose directories lie side by side.
func (m *Map) elsewhere(file string) string {
	if m.far == nil {
		m.far = m.claims()
	}
	return m.far[file]
}

// Claims lists the files that belong to a module by a Makefile that does not lie
// above them. Finding out takes all Makefiles of the tree.
func (m *Map) Claims() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.elsewhere("")
	return m.far
}

// Assume spares finding out what [Map.Claims] has told of the same tree.
func (m *Map) Assume(claims map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.far = claims
}

func (m *Map) claims() map[string]string {
	dirs, files := map[string]bool{}, map[string]bool{}
	m.tree.WalkAll(func(rel string) { dirs[path.Dir(rel)], files[rel] = true, true })
	m.tree = walked{m.tree, files}
	far := map[string]string{}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		mk := m.makefile(dir)
		if mk == nil {
			continue
		}
		for f, name := range mk.owner {
			if _, claimed := far[f]; !claimed && !strings.HasPrefix(f, dir+"/") {
				far[f] = name
			}
		}
	}
	return far
}

// walked is a tree of which the files are known: nobody has to look whether one exists
// that a Makefile names. What a walk passes over may exist all the same.
type walked struct {
	Tree
	files map[string]bool
}

func (w walked) Exists(rel string) bool { return w.files[rel] || w.Tree.Exists(rel) }

// includer is a C file, in the directory or the one above, that includes a
// file: such a file is no object.
func (m *Map) includer(file string) string {
	for _, dir := range []string{path.Dir(file), path.Dir(path.Dir(file))} {
		if by := m.includersIn(dir)[file]; by != "" && by != file {
			return by
		}
	}
	return ""
}

func (m *Map) includersIn(dir string) map[string]string {
	by, ok := m.includers[dir]
	if ok {
		return by
	}
	by = map[string]string{}
	m.includers[dir] = by
	for _, f := range m.beside(dir) {
		if strings.HasSuffix(f, ".c") {
			m.includedBy(f, by)
		}
	}
	return by
}

var includeMark = []byte("#include \"")

func (m *Map) includedBy(file string, by map[string]string) {
	for _, inc := range m.included(file) {
		if by[inc] == "" {
			by[inc] = file
		}
	}
}

func (m *Map) included(file string) []string {
	if m.Included != nil {
		return m.Included(file)
	}
	data, err := m.tree.Read(file)
	if err != nil {
		return nil
	}
	return Included(file, data)
}

// Included lists the C files beside a file that its text includes.
func Included(file string, data []byte) []string {
	var out []string
	for {
		i := bytes.Index(data, includeMark)
		if i < 0 {
			return out
		}
		data = data[i+len(includeMark):]
		if name, _, ok := bytes.Cut(data, []byte("\"")); ok && bytes.HasSuffix(name, []byte(".c")) {
			out = append(out, path.Join(path.Dir(file), string(name)))
		}
	}
}

// ofHeader: the headers of a directory go with its one module.
func (m *Map) ofHeader(file string) string {
	dir := path.Dir(file)
	name := ""
	for _, f := range m.beside(dir) {
		if strings.HasSuffix(f, ".h") {
			continue
		}
		of := m.moduleOf(f)
		if name != "" && of != name {
			return dir
		}
		name = of
	}
	if name == "" {
		return dir
	}
	return name
}

// beside lists the C files and headers of a directory.
func (m *Map) beside(dir string) []string {
	files, ok := m.dirs[dir]
	if !ok {
		files = m.tree.Beside(dir)
		m.dirs[dir] = files
	}
	return files
}

// above are a directory and those that it lies in, up to the root of the tree.
func above(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for ; yield(dir) && dir != "." && dir != "/"; dir = path.Dir(dir) {
		}
	}
}

// makefile reads the Makefile of a directory, once.
func (m *Map) makefile(dir string) *makefile {
	mk, ok := m.makes[dir]
	if ok {
		return mk
	}
	for _, name := range []string{"Kbuild", "Makefile"} {
		if data, err := m.tree.Read(path.Join(dir, name)); err == nil {
			mk = readMakefile(m.tree, m.types, dir, data)
			break
		}
	}
	m.makes[dir] = mk
	return mk
}
