package module

import (
	"maps"
	"slices"
	"strings"
)

// What an architecture always sets is known of files that are built for it only: a function
// of arch/x86 meets no other that exists without SPARSE_IRQ, since `config X86` selects
// that whatever else is chosen.

// architectures are the options that the Kconfig of each architecture sets in all of its
// builds, and the architecture of those that one alone so sets.
type architectures struct {
	sets map[string]map[string]bool // by directory below arch
	text map[string]string          // the same in one string, in order
	of   map[string]string
}

// Sets are the options that each build has which has the file; nil where nothing is known.
// A file of arch/arm that another architecture builds, too, errs to silence.
func (m *Map) Sets(file string) map[string]bool {
	if m == nil {
		return nil
	}
	needs := m.Condition(file)
	m.mu.Lock()
	defer m.mu.Unlock()
	arch := m.builtFor(file, needs) // which reads them first
	return m.archs.sets[arch]
}

// Lacks tells that a file is built for one architecture alone, which does not set an option
// in all of its builds.
func (m *Map) Lacks(file, option string) bool {
	set := m.Sets(file)
	return len(set) > 0 && !set[option]
}

// builtFor is the architecture that a file is built for, by its place and its condition;
// "" if it is not one alone.
func (m *Map) builtFor(file, needs string) string {
	if m.archs == nil {
		m.archs = readArchitectures(m.tree)
	}
	if rest, ok := strings.CutPrefix(file, "arch/"); ok {
		arch, rest, _ := strings.Cut(rest, "/")
		if within, _, _ := strings.Cut(rest, "/"); m.archs.sets[within] != nil {
			return "" // arch/x86/um is built for um
		}
		return arch
	}
	if strings.ContainsAny(needs, "|!") {
		return ""
	}
	for _, option := range strings.FieldsFunc(needs, func(r rune) bool { return strings.ContainsRune(" &()", r) }) {
		if arch := m.archs.of[option]; arch != "" {
			return arch
		}
	}
	return ""
}

// readArchitectures reads arch/*/Kconfig.
func readArchitectures(t Tree) *architectures {
	a := &architectures{map[string]map[string]bool{}, map[string]string{}, map[string]string{}}
	for _, arch := range t.Dirs("arch") {
		a.sets[arch] = map[string]bool{}
		if data, err := t.Read("arch/" + arch + "/Kconfig"); err == nil {
			a.sets[arch] = alwaysSet(string(data))
		}
		a.text[arch] = strings.Join(slices.Sorted(maps.Keys(a.sets[arch])), "\n")
	}
	several := map[string]bool{}
	for arch, options := range a.sets {
		for o := range options {
			several[o] = several[o] || a.of[o] != ""
			a.of[o] = arch
		}
	}
	for o := range several {
		if several[o] {
			delete(a.of, o)
		}
	}
	return a
}

// entry is what one entry of a Kconfig says of an option.
type entry struct {
	name    string
	on      bool // set unless something is asked first
	asks    bool // a user may choose, or it depends on something
	selects []string
}

// alwaysSet are the options that a Kconfig sets whatever is chosen, and what they select
// without a condition, as macros that C asks for. Entries within `if` or a menu's
// condition do not count.
func alwaysSet(text string) map[string]bool {
	byName := map[string]entry{}
	var work []string
	for _, o := range entries(text) {
		byName[o.name] = o
		if o.on && !o.asks {
			work = append(work, o.name)
		}
	}
	set := map[string]bool{}
	for ; len(work) > 0; work = work[1:] {
		if name := "CONFIG_" + work[0]; !set[name] {
			set[name] = true
			work = append(work, byName[work[0]].selects...)
		}
	}
	return set
}

// entries are those of the text that stand under no condition. Of an option with several
// entries none counts, but for what a single one says.
func entries(text string) []entry {
	var out []entry
	times := map[string]int{}
	nested := 0
	var cur *entry
	for words := range statements(text) {
		switch words[0] {
		case "if", "menu", "choice":
			nested, cur = nested+1, nil
		case "endif", "endmenu", "endchoice":
			nested, cur = nested-1, nil
		case "source", "comment", "mainmenu":
			cur = nil
		case "config", "menuconfig":
			cur = nil
			if len(words) == 2 {
				times[words[1]]++
				if nested == 0 {
					out = append(out, entry{name: words[1]})
					cur = &out[len(out)-1]
				}
			}
		default:
			if cur != nil {
				cur.read(words)
			}
		}
	}
	kept := out[:0]
	for _, o := range out {
		if times[o.name] == 1 {
			kept = append(kept, o)
		}
	}
	return kept
}

// read takes in a line of the entry.
func (o *entry) read(words []string) {
	switch words[0] {
	case "def_bool", "default":
		o.on = o.on || len(words) == 2 && words[1] == "y"
		o.asks = o.asks || len(words) != 2 || words[1] != "y"
	case "bool":
		o.asks = o.asks || len(words) > 1 // a prompt
	case "depends", "prompt", "tristate", "def_tristate", "int", "hex", "string", "visible":
		o.asks = true
	case "select":
		if len(words) == 2 {
			o.selects = append(o.selects, words[1])
		}
	}
}
