package module

import (
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
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(line, "\t", " ")), " ")
		switch word {
		case "config", "menuconfig":
			option = strings.TrimSpace(rest)
		case "bool", "tristate", "string", "int", "hex", "def_bool", "def_tristate":
			if option != "" && types[option] == "" {
				types[option] = strings.TrimPrefix(word, "def_")
			}
		}
	}
	return types
}
