package module

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// What the Makefiles of a tree say about how the compiler is called: of the flags
// only those that define macros and those that name directories of headers.

// flags are those of one Makefile.
type flags struct {
	defines map[string]bool // macros that it defines for the compiler
	include []string        // directories in which its objects' headers are searched
	below   []string        // the same, for the objects of the directories below as well
}

// collectDefines notes the macros that a line defines, as -DNAME or -DNAME=1.
func (r *reader) collectDefines(line string) {
	for _, word := range strings.Fields(line) {
		if flag, ok := strings.CutPrefix(strings.TrimLeft(word, "'\""), "-D"); ok {
			name, _, _ := strings.Cut(flag, "=")
			r.defines[strings.Trim(name, "'\"")] = true
		}
	}
}

// flags are what the variables of a Makefile hand to the compiler. The directories of
// one object count for all objects of the Makefile: of two headers with one name the
// wrong one may be taken, which is rarer than that none is found.
func (r *reader) flags() flags {
	f := flags{defines: r.defines}
	var ofObjects []string
	for _, name := range slices.Sorted(maps.Keys(r.vars)) {
		switch kind, _, _ := strings.Cut(name, anyConfig); {
		case strings.HasPrefix(kind, "subdir-ccflags-"):
			f.below = append(f.below, r.includeDirs(r.vars[name])...)
		case strings.HasPrefix(kind, "ccflags-"), kind == "EXTRA_CFLAGS":
			f.include = append(f.include, r.includeDirs(r.vars[name])...)
		case strings.HasPrefix(kind, "CFLAGS_"):
			ofObjects = append(ofObjects, r.includeDirs(r.vars[name])...)
		}
	}
	f.include = append(f.include, ofObjects...)
	return f
}

// includeDirs are the directories in the tree that flags name with -I, joined or apart.
func (r *reader) includeDirs(value string) []string {
	var dirs []string
	next := false
	for _, word := range strings.Fields(r.expand(value, 0)) {
		dir, ok := strings.CutPrefix(word, "-I")
		if next {
			dir, ok = word, true
		}
		if next = ok && dir == ""; !ok || next {
			continue
		}
		dir = path.Clean(strings.Trim(dir, `'"`))
		if dir == "." || strings.HasPrefix(dir, "..") || strings.HasPrefix(dir, "/") || slices.Contains(dirs, dir) {
			continue
		}
		dirs = append(dirs, dir)
	}
	return dirs
}

// Includes lists the directories in which the Makefiles have the headers searched that a
// file includes, in their order behind those of the kernel: what the Makefiles of its
// directory, of those above it and of the module's hand down, then what that says which
// has the file built. A header is searched for as the C files of its module are.
func (m *Map) Includes(file string) []string {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	at := [2]string{path.Dir(file), path.Dir(m.moduleOf(file))}
	if dirs, ok := m.includes[at]; ok {
		return dirs
	}
	var below, own []string
	for _, from := range at {
		if mk := m.makefile(from); mk != nil {
			own = append(own, mk.flags.include...)
		}
		for dir := range above(from) {
			if mk := m.makefile(dir); mk != nil {
				below = append(below, mk.flags.below...)
			}
		}
	}
	var dirs []string
	for _, d := range append(below, own...) {
		if !slices.Contains(dirs, d) {
			dirs = append(dirs, d)
		}
	}
	m.includes[at] = dirs
	return dirs
}

// Defines tells whether the Makefile of a file's directory, or of one above it, defines
// a macro for the compiler, whatever it asks for that.
func (m *Map) Defines(file, name string) bool {
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for dir := range above(path.Dir(file)) {
		if mk := m.makefile(dir); mk != nil && mk.flags.defines[name] {
			return true
		}
	}
	return false
}

// off are the options that a Makefile sets to n and nowhere to anything else, as those of
// modules do that are developed outside of a tree: who builds it as it stands has none of
// what asks for them.
func (r *reader) off() map[string]bool {
	out := map[string]bool{}
	for name, value := range r.vars {
		if value == "n" && strings.HasPrefix(name, "CONFIG_") {
			out[name] = true
		}
	}
	return out
}

// Off tells whether the Makefile of a file's directory, or of one above it, sets an option
// to n.
func (m *Map) Off(file, option string) bool {
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for dir := range above(path.Dir(file)) {
		if mk := m.makefile(dir); mk != nil && mk.off[option] {
			return true
		}
	}
	return false
}

// Says names what the Makefiles say about a file, its condition, whether it can be
// unloaded, its directories of headers, its macros, what they switch off, and what its
// architecture sets, and what Kconfig says about its options: what is found in it changes
// only if this does, or a text.
func (m *Map) Says(file string) string {
	if m == nil {
		return ""
	}
	needs := m.Condition(file)
	said := append([]string{needs, strconv.FormatBool(m.Stays(file))}, m.Includes(file)...)
	if needs := m.Depends(file); len(needs) > 0 {
		said = append(append(said, "depends"), needs...)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	arch := m.builtFor(file, needs)
	said = append(said, m.archs.text[arch])
	for dir := range above(path.Dir(file)) {
		if mk := m.makefile(dir); mk != nil && len(mk.flags.defines) > 0 {
			said = append(said, slices.Sorted(maps.Keys(mk.flags.defines))...)
		}
		if mk := m.makefile(dir); mk != nil && len(mk.off) > 0 {
			said = append(append(said, "off"), slices.Sorted(maps.Keys(mk.off))...)
		}
	}
	return strings.Join(said, "\n")
}
