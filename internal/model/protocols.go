package model

import (
	"fmt"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
)

// Part is one row of a protocol: what a member of an ops table, or a function,
// stands for in the order in which a core calls a driver. The rules about
// termination compose the events of a driver's callbacks along these rows, so
// that no rule names a core.
type Part struct {
	Protocol string
	Role     string
	// Struct and Field name the member; Struct is empty for a function, whose
	// name is Field then.
	Struct, Field string
	// Actor and Object belong to the roles "actor", "defers" and "awaits": the
	// kind of the deferred function, and the member that identifies it as
	// "struct s.field", "*" for every object of the kind.
	Actor        effect.Actor
	Object       string
	Source, Note string
}

// roles lists the roles, and how many words follow each.
var roles = map[string]int{
	"starts": 0, "prepares": 0, "stops": 0, "synchronizes": 0, "waits": 0, "releases": 0,
	"invokes": 0, "frees": 0, "tears": 0, "unregisters": 0, "teardown": 0, "setup": 0, "parameter": 0, "deprecated": 0, "shares": 0, "pauses": 0, "expires": 0, "naps": 0, "abandons": 0, "wakes": 0, "advises": 0, "async": 0, "sync": 0, "maps": 0,
	"actor": 1, "defers": 2, "awaits": 2, "devres": 2, "manages": 0, "calls": 1, "undoes": 1, "quits": 1, "apart": 0, "undone": 0, "before": 0, "flushes": 2, "uses": 0, "converts": 0, "silences": 0, "resumes": 0,
}

// addPart enters one row of a protocol table.
func (l *loader) addPart(r Row) error {
	p := Part{Protocol: r.Columns[0], Source: r.Source, Note: r.Note}
	role, rest, _ := strings.Cut(r.Columns[1], " ")
	n, ok := roles[role]
	if !ok {
		return fmt.Errorf("unknown role %q", role)
	}
	p.Role = role
	if role == "calls" || role == "undoes" || role == "quits" {
		p.Object = rest
	} else if n > 0 {
		kind, object, _ := strings.Cut(rest, " ")
		if p.Actor = actorNames[kind]; p.Actor == effect.NoActor {
			return fmt.Errorf("unknown actor %q", kind)
		}
		if p.Object = object; (n == 2) != (object != "") {
			return fmt.Errorf("%q wants %d words behind it", role, n)
		}
	} else if rest != "" {
		return fmt.Errorf("%q takes no operand", role)
	}
	p.Field = r.Columns[2]
	// The last dot is the member's: Go types are qualified by their package.
	if i := strings.LastIndexByte(p.Field, '.'); i >= 0 {
		switch s, f := p.Field[:i], p.Field[i+1:]; {
		case strings.HasPrefix(s, "struct "):
			p.Struct, p.Field = s, f
		case !strings.Contains(s, "/"):
			return fmt.Errorf("%q is not a struct type", s)
		}
	}
	l.m.parts[p.Protocol] = append(l.m.parts[p.Protocol], p)
	return l.unique(r, "part "+strings.Join(r.Columns[:3], " "))
}

// Parts lists the rows of a protocol in the order of the table, which is the
// order in which the core calls them.
func (m *Model) Parts(protocol string) []Part {
	parts := m.parts[protocol]
	return parts[:len(parts):len(parts)]
}
