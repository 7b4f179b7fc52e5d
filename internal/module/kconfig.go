package module

import (
	"path"
	"strings"
)

// builtIn tells whether an option of the configuration, as a part of an assigned name,
// is one that cannot be a module: the nearest Kconfig that has it, in the directory or
// above, gives it the type bool. Where none has it, it may be: that errs to smaller
// modules.
func (r *reader) builtIn(kind string) bool {
	option, ok := strings.CutPrefix(kind, anyConfig+"CONFIG_")
	if !ok {
		return false
	}
	for dir := r.dir; ; dir = path.Dir(dir) {
		if data, err := r.tree.Read(path.Join(dir, "Kconfig")); err == nil {
			if t := optionType(string(data), option); t != "" {
				return t == "bool"
			}
		}
		if dir == "." || dir == "/" {
			return false
		}
	}
}

// optionType is the type that a Kconfig gives an option: "bool", "tristate" or another;
// "" if it does not.
func optionType(text, option string) string {
	within := false
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(line, "\t", " ")), " ")
		switch word {
		case "config", "menuconfig":
			within = strings.TrimSpace(rest) == option
		case "bool", "tristate", "string", "int", "hex", "def_bool", "def_tristate":
			if within {
				return strings.TrimPrefix(word, "def_")
			}
		}
	}
	return ""
}
