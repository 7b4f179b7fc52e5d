package module

import (
	"path"
	"slices"
	"strings"
)

// makefile is what one Makefile says about objects.
type makefile struct {
	owner   map[string]string   // C file → module
	members map[string][]string // module → C files
	flags   flags
	loads   map[string]bool     // C files of objects that can be loaded and unloaded, for all that is known
	needs   map[string][]string // C file or directory → the conditions under which it is built, one for each place that says so
	off     map[string]bool     // options that it sets to n itself
}

// maxIncludes bounds the Makefiles that one includes, and theirs.
const maxIncludes = 200

// reader reads one Makefile with those that it includes.
type reader struct {
	tree     Tree
	types    optionTypes
	dir      string
	vars     map[string]string // variable → its value, not expanded
	defines  map[string]bool
	includes int
}

func readMakefile(t Tree, types optionTypes, dir string, data []byte) *makefile {
	r := &reader{tree: t, types: types, dir: dir, vars: map[string]string{"src": dir, "obj": dir, "srctree": "."}, defines: map[string]bool{}}
	r.read(string(data))
	mk := r.modules()
	mk.flags = r.flags()
	mk.off = r.off()
	return mk
}

// read collects the assignments of a Makefile; both sides of every condition.
// Assignments may be indented by a tab, as recipes are, which assign nothing.
func (r *reader) read(text string) {
	text = strings.ReplaceAll(text, "\\\r\n", " ")
	text = strings.ReplaceAll(text, "\\\n", " ")
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if rest, ok := cutWord(line, "include", "-include"); ok {
			r.include(rest)
			continue
		}
		r.collectDefines(line)
		r.assign(line)
	}
}

func cutWord(line string, words ...string) (string, bool) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(line, w); ok && rest != "" && (rest[0] == ' ' || rest[0] == '\t') {
			return rest, true
		}
	}
	return "", false
}

func (r *reader) include(names string) {
	for _, name := range strings.Fields(r.expand(names, 0)) {
		name = path.Clean(name)
		if r.includes >= maxIncludes || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "..") {
			continue
		}
		if data, err := r.tree.Read(name); err == nil {
			r.includes++
			r.read(string(data))
		}
	}
}

// assign notes `name = value` in its forms. Every form adds: which of several
// values holds depends on the configuration.
func (r *reader) assign(line string) {
	i := strings.IndexByte(line, '=')
	if i <= 0 {
		return
	}
	name := strings.TrimRight(strings.TrimRight(line[:i], ":+?"), " \t")
	if n := r.expandName(name); n != "" && !strings.ContainsAny(n, " \t:") {
		old := r.vars[n]
		if value := strings.TrimSpace(line[i+1:]); strings.Contains(value, "$("+n+")") {
			r.vars[n] = strings.ReplaceAll(value, "$("+n+")", old)
		} else {
			r.vars[n] = strings.TrimSpace(old + " " + value)
		}
	}
}

// anyConfig stands for what a variable of the configuration expands to.
const anyConfig = "\x00"

// expandName expands the variables in an assigned name: options of the
// configuration become [anyConfig].
func (r *reader) expandName(name string) string {
	for {
		start := strings.Index(name, "$(")
		if start < 0 {
			return name
		}
		end := strings.IndexByte(name[start:], ')')
		if end < 0 {
			return ""
		}
		v := name[start+2 : start+end]
		value := anyConfig + v
		if strings.ContainsAny(v, " $(,") {
			value = anyConfig
		}
		if known, ok := r.vars[v]; ok && !strings.HasPrefix(v, "CONFIG_") {
			value = strings.TrimSpace(r.expand(known, 0))
		}
		name = name[:start] + value + name[start+end+1:]
	}
}

// modules makes modules of the variables.
func (r *reader) modules() *makefile {
	mk := &makefile{owner: map[string]string{}, members: map[string][]string{}, needs: map[string][]string{}, loads: map[string]bool{}}
	names := make([]string, 0, len(r.vars))
	for name := range r.vars {
		names = append(names, name)
	}
	slices.Sort(names)
	parts := map[string][]part{} // object → what it is made of
	for _, name := range names {
		if base, ok := composite(name); ok {
			for _, o := range r.objects(r.vars[name]) {
				parts[base] = append(parts[base], part{o, option(name)})
			}
		}
	}
	for _, name := range names {
		kind, ok := strings.CutPrefix(name, "obj-")
		if !ok {
			kind, ok = strings.CutPrefix(name, "lib-")
		}
		if !ok || kind == "" {
			continue
		}
		objects := r.objects(r.vars[name])
		together := r.together(kind, len(objects))
		for _, o := range objects {
			module := path.Join(r.dir, o)
			if parts[o] == nil && together != "" {
				module = path.Join(r.dir, together)
			}
			r.addObject(mk, module, part{o, option(name)}, parts, 0, !r.stays(kind))
		}
		for _, w := range strings.Fields(r.expand(r.vars[name], 0)) {
			if sub, ok := strings.CutSuffix(w, "/"); ok {
				dir := path.Join(r.dir, sub)
				mk.needs[dir] = append(mk.needs[dir], option(name))
			}
		}
	}
	return mk
}

// together names what objects are linked into as one: those that a directory always
// contributes, and several of one option that cannot be a module. "": each is its own.
func (r *reader) together(kind string, objects int) string {
	if kind == "y" {
		return "built-in"
	}
	if option, _ := strings.CutPrefix(kind, anyConfig+"CONFIG_"); objects > 1 && r.stays(kind) {
		return "built-in_" + option
	}
	return ""
}

// stays tells whether the objects of obj-KIND are part of the kernel where they are built.
func (r *reader) stays(kind string) bool {
	option, ok := strings.CutPrefix(kind, anyConfig+"CONFIG_")
	return kind == "y" || ok && r.builtIn(option)
}

// part is an object with the condition under which it is one.
type part struct{ object, needs string }

// option is the condition that the name of a variable states: that the option of
// the configuration is set on which its end depends; "" if that is not one.
func option(name string) string {
	_, o, ok := strings.Cut(name, anyConfig)
	if !ok || !strings.HasPrefix(o, "CONFIG_") {
		return ""
	}
	return "IS_ENABLED(" + o + ")"
}

// both joins two conditions.
func both(a, b string) string {
	if a == "" || a == b {
		return b
	}
	if b == "" {
		return a
	}
	return a + " && " + b
}

// addObject adds the sources of an object, and of what it is made of.
func (r *reader) addObject(mk *makefile, module string, p part, parts map[string][]part, depth int, loads bool) {
	file := path.Join(r.dir, p.object) + ".c"
	if r.tree.Exists(file) {
		if mk.owner[file] == "" {
			mk.owner[file] = module
			mk.members[module] = append(mk.members[module], file)
		}
		mk.needs[file] = append(mk.needs[file], p.needs)
		mk.loads[file] = mk.loads[file] || loads
	}
	if depth < 8 {
		for _, o := range parts[p.object] {
			if o.object != p.object {
				r.addObject(mk, module, part{o.object, both(p.needs, o.needs)}, parts, depth+1, loads)
			}
		}
	}
}

// composite is the object that a variable names the parts of.
func composite(name string) (string, bool) {
	if base, _, ok := strings.Cut(name, "-objs-"); ok && isObject(base) {
		return base, true
	}
	for _, end := range []string{"-objs", "-y", "-m"} {
		if base, ok := strings.CutSuffix(name, end); ok && isObject(base) {
			return base, true
		}
	}
	if base, _, ok := strings.Cut(name, "-"+anyConfig); ok && isObject(strings.TrimSuffix(base, "-objs")) {
		return strings.TrimSuffix(base, "-objs"), true
	}
	return "", false
}

// isObject leaves out the variables of Kbuild itself.
func isObject(base string) bool {
	switch base {
	case "", "obj", "lib", "subdir", "ccflags", "asflags", "ldflags", "subdir-ccflags", "subdir-asflags", "extra", "always", "targets", "hostprogs", "userprogs", "header-test":
		return false
	}
	return !strings.ContainsAny(base, anyConfig+"$ ")
}

// objects lists the objects in a value, without ".o".
func (r *reader) objects(value string) []string {
	var out []string
	for _, w := range strings.Fields(r.expand(value, 0)) {
		if o, ok := strings.CutSuffix(w, ".o"); ok {
			out = append(out, r.relative(o))
		}
	}
	return out
}

// relative is an object's name as seen from the directory.
func (r *reader) relative(o string) string {
	if rest, ok := strings.CutPrefix(path.Clean(o), r.dir+"/"); ok {
		return rest
	}
	return path.Clean(o)
}
