package patch

import (
	"maps"
	"slices"
	"strings"
)

// Changes are the changed lines of a state, with the patch of each.
type Changes struct {
	files map[string][]Mark
	order []string // in which the patches name the files
}

// Mark is a changed line. A deletion marks the line below it, which is the
// nearest that a reviewer still sees.
type Mark struct {
	Line  int
	Patch int  // number of the patch in the series, from 1
	Cut   bool // something was deleted above it, the line itself is not changed
	Idle  bool // it holds no code: a comment, a brace or nothing
}

// Changes lists the changed lines of the files as they are now. names orders the
// files; those of the patch itself come first to whom it shows them.
func (s *State) Changes(patches []*Patch) *Changes {
	c := &Changes{files: map[string][]Mark{}}
	for name, t := range s.files {
		if t == nil {
			continue
		}
		for i, l := range t.lines {
			switch {
			case l.by > 0:
				c.files[name] = append(c.files[name], Mark{Line: i + 1, Patch: l.by, Idle: idle(l.text)})
			case l.cut > 0:
				c.files[name] = append(c.files[name], Mark{Line: i + 1, Patch: l.cut, Cut: true})
			}
		}
	}
	for _, p := range patches {
		for _, f := range p.Files {
			if len(c.files[f.New]) > 0 && !slices.Contains(c.order, f.New) {
				c.order = append(c.order, f.New)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if !slices.Contains(c.order, name) {
			c.order = append(c.order, name)
		}
	}
	return c
}

// idle says whether a line cannot be the cause of anything.
func idle(s string) bool {
	s = strings.TrimSpace(s)
	return strings.Trim(s, "{};") == "" || strings.HasPrefix(s, "//") || strings.HasPrefix(s, "/*") || strings.HasPrefix(s, "* ") || s == "*" || s == "*/"
}

// Added says whether a line of a file is new or changed.
func (c *Changes) Added(file string, line int) bool {
	return slices.ContainsFunc(c.files[file], func(m Mark) bool { return m.Line == line && !m.Cut })
}

// in lists the marks of a file that belong to a patch; 0: to any.
func (c *Changes) in(file string, patch int) []Mark {
	if patch == 0 {
		return c.files[file]
	}
	var marks []Mark
	for _, m := range c.files[file] {
		if m.Patch == patch {
			marks = append(marks, m)
		}
	}
	return marks
}

// Renames returns where the files of patches have gone to: old name → new.
func Renames(patches []*Patch) map[string]string {
	m := map[string]string{}
	for _, p := range patches {
		for _, f := range p.Files {
			if f.Old == "" || f.New == "" || f.Old == f.New || f.Copy {
				continue
			}
			moved := false
			for from, to := range m {
				if to == f.Old {
					m[from], moved = f.New, true
				}
			}
			if !moved {
				m[f.Old] = f.New
			}
		}
	}
	return m
}

// Touched lists the C files that patches name, sorted; files that come and go
// within them included.
func Touched(patches []*Patch) []string {
	names := map[string]bool{}
	for _, p := range patches {
		for _, f := range p.Files {
			for _, name := range []string{f.Old, f.New} {
				if f.Kind == Text && IsC(name) {
					names[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}
