// Package archtest holds the import table: imports.txt says which room of the
// house may import which, and the test compares it with the source. A change
// of the table is a change of the architecture, and is reviewed as one.
//
// The reference must build from the standard library alone, which the test
// checks too: it is a library of its own, and what it shows must not depend on
// what checks it.
package archtest

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed imports.txt
var table string

// module is the path that all of our packages begin with.
const module = "github.com/ctxlint/ctxlint/"

// short names a package of ours without the module's path, the one at the top
// "."; other packages keep their names.
func short(path string) string {
	if path+"/" == module {
		return "."
	}
	return strings.TrimPrefix(path, module)
}

// room is one line of the table.
type room struct {
	name string
	may  []string
}

// parse reads the table.
func parse(text string) ([]room, error) {
	var rooms []room
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, may, ok := strings.Cut(line, "→")
		if !ok {
			return nil, fmt.Errorf("imports.txt:%d: no arrow", i+1)
		}
		r := room{name: strings.TrimSpace(name)}
		for _, m := range strings.Fields(may) {
			if m != "-" {
				r.may = append(r.may, m)
			}
		}
		rooms = append(rooms, r)
	}
	return rooms, nil
}

// find returns the room that a package, named without the module's path, lies
// in: the one with the longest name.
func find(rooms []room, pkg string) *room {
	var best *room
	for i := range rooms {
		r := &rooms[i]
		if (pkg == r.name || strings.HasPrefix(pkg, r.name+"/")) && (best == nil || len(r.name) > len(best.name)) {
			best = r
		}
	}
	return best
}

// judge says what is wrong with the imports of one package, "" if nothing is.
func judge(rooms []room, pkg string, imports []string) []string {
	own := find(rooms, pkg)
	if own == nil {
		return []string{pkg + " is in no room: add it to internal/archtest/imports.txt"}
	}
	var wrong []string
	for _, imp := range imports {
		other := short(imp)
		ours := other != imp
		switch {
		case own.name == "reference" && !ours && strings.Contains(firstElement(imp), "."):
			wrong = append(wrong, fmt.Sprintf("%s imports %s: reference uses the standard library only", pkg, imp))
		case !ours:
		case find(rooms, other) == own || own.allows(rooms, other):
		default:
			wrong = append(wrong, fmt.Sprintf("%s imports %s, which the table does not allow", pkg, other))
		}
	}
	return wrong
}

func (r *room) allows(rooms []room, pkg string) bool {
	other := find(rooms, pkg)
	if other == nil {
		return false
	}
	for _, m := range r.may {
		if m == other.name {
			return true
		}
	}
	return false
}

func firstElement(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}
