package module

import (
	"iter"
	"path"
	"strings"
)

// optionTypes are the types that the Kconfig of a directory gives options, by directory:
// "bool", "tristate" or another; nil where there is none. Filled when asked for.
type optionTypes map[string]map[string]string

// builtIn tells whether an option of the configuration is one that cannot be a module:
// the nearest Kconfig that has it, in the directory or above, gives it the type bool.
// Where none has it, it may be: that errs to smaller modules.
func (r *reader) builtIn(option string) bool {
	for dir := range above(r.dir) {
		if t := r.types.of(r.tree, dir)[option]; t != "" {
			return t == "bool"
		}
	}
	return false
}

func (o optionTypes) of(t Tree, dir string) map[string]string {
	types, ok := o[dir]
	if !ok {
		if data, err := t.Read(path.Join(dir, "Kconfig")); err == nil {
			types = typesIn(string(data))
		}
		o[dir] = types
	}
	return types
}

// typesIn are the types of the options of a Kconfig; of several the first.
func typesIn(text string) map[string]string {
	types := map[string]string{}
	option := ""
	for words := range statements(text) {
		switch words[0] {
		case "config", "menuconfig":
			option = strings.Join(words[1:], " ")
		case "bool", "tristate", "string", "int", "hex", "def_bool", "def_tristate":
			if option != "" && types[option] == "" {
				types[option] = strings.TrimPrefix(words[0], "def_")
			}
		}
	}
	return types
}

// statements are the lines of a Kconfig that say something, by words: without comments and
// the prose of help texts, in which a line may begin with any word.
func statements(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		help := noHelp
		for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
			column := indent(line)
			line, _, _ = strings.Cut(line, "#")
			words := strings.Fields(line)
			if len(words) == 0 {
				continue
			}
			if help == helpBegins {
				help = column
			}
			if help > noHelp && column >= help {
				continue // prose
			}
			help = noHelp
			if words[0] == "help" {
				help = helpBegins
			}
			if !yield(words) {
				return
			}
		}
	}
}

// Prose begins behind "help", and ends where a line is indented less than its first.
const (
	helpBegins = -1
	noHelp     = 0
)

// indent is the column in which the text of a line begins.
func indent(line string) int {
	column := 0
	for _, r := range line {
		switch r {
		case ' ':
			column++
		case '\t':
			column += 8 - column%8
		default:
			return column
		}
	}
	return column
}
