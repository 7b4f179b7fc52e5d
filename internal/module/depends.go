package module

import (
	"path"
	"strings"
)

// What the options that a file is built by depend on themselves, as the nearest Kconfig
// that has them says: by "depends on", and by the menus and ifs that they are in. What
// these depend on in turn is not followed, which errs to a file that more machines have.

// Depends are the conditions of a file's options, each as Kconfig writes it.
func (m *Map) Depends(file string) []string {
	if m == nil {
		return nil
	}
	options := optionsIn(m.Condition(file))
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for _, option := range options {
		for dir := range above(path.Dir(file)) {
			if conds, ok := m.dependsIn(dir)[option]; ok {
				out = append(out, conds...)
				break
			}
		}
	}
	return out
}

// optionsIn are the options that a condition asks for one and all, without the prefix that
// Kconfig does not know; none where it asks for one of several.
func optionsIn(cond string) []string {
	if strings.ContainsAny(cond, "|!") {
		return nil
	}
	var out []string
	for part := range strings.SplitSeq(cond, "&&") {
		part = strings.TrimPrefix(strings.Trim(part, " ()"), "IS_ENABLED(")
		if option, ok := strings.CutPrefix(part, "CONFIG_"); ok {
			out = append(out, option)
		}
	}
	return out
}

func (m *Map) dependsIn(dir string) map[string][]string {
	if conds, ok := m.depends[dir]; ok {
		return conds
	}
	var conds map[string][]string
	if data, err := m.tree.Read(path.Join(dir, "Kconfig")); err == nil {
		conds = dependencies(string(data))
	}
	m.depends[dir] = conds
	return conds
}

// dependencies are the conditions of the options of a Kconfig.
func dependencies(text string) map[string][]string {
	out := map[string][]string{}
	var around [][]string // of the menus and ifs that are open
	option := ""
	for words := range statements(text) {
		rest := strings.Join(words[1:], " ")
		switch words[0] {
		case "config", "menuconfig":
			option = rest
			for _, conds := range around {
				out[option] = append(out[option], conds...)
			}
		case "menu", "choice":
			around, option = append(around, nil), ""
		case "if":
			around, option = append(around, []string{rest}), ""
		case "endmenu", "endif", "endchoice":
			if len(around) > 0 {
				around = around[:len(around)-1]
			}
			option = ""
		case "depends":
			cond := strings.TrimSpace(strings.TrimPrefix(rest, "on"))
			if option != "" {
				out[option] = append(out[option], cond)
			} else if n := len(around); n > 0 {
				around[n-1] = append(around[n-1], cond)
			}
		}
	}
	return out
}
