package cparse

import "bytes"

// What a file itself says about the names that its conditions ask for: `#define
// OS_TYPE OS_LINUX`, further down `#if OS_TYPE == OS_OTHER`.

// localDef is what a file's directives say about one name.
type localDef struct {
	text []byte // of its only definition, see value
	at   uint32 // where that stands
	open bool   // under a condition, repeated, undefined again or with arguments
}

// value is what the definition gives. Few of a header's are ever asked for.
func (l *localDef) value() string { return condText(l.text) }

// localNames are those that #define and #undef of the file name. A definition
// counts if it is the only one and under no condition but the guard that keeps a
// header from being read twice; whatever else a file says about a name leaves it
// open.
func (r *condResolver) localNames() map[string]localDef {
	names := map[string]localDef{}
	depth := 0
	if r.includeGuard() {
		depth = -1
	}
	for i := range r.dirs {
		d := &r.dirs[i]
		switch d.kind {
		case dirIf, dirIfdef, dirIfndef:
			depth++
		case dirEndif:
			depth--
		case dirDefine, dirOther:
			define := d.kind == dirDefine
			if !define && string(bytes.TrimLeft(r.src[d.start+1:d.arg], " \t")) != "undef" {
				continue
			}
			from := skipBlank(r.src, int(d.arg), int(d.end))
			to := from
			for to < int(d.end) && isIdentByte(r.src[to]) {
				to++
			}
			name := string(r.src[from:to])
			_, again := names[name]
			call := to < int(d.end) && r.src[to] == '('
			names[name] = localDef{r.src[to:d.end], d.start, !define || again || depth > 0 || call}
		}
	}
	return names
}

// includeGuard tells whether the whole file stands in an #ifndef of its own, its
// first directive, which the #define behind that closes for a second time: no
// condition that any configuration decides.
func (r *condResolver) includeGuard() bool {
	if r.guard == open {
		r.guard = truthOf(r.isGuarded())
	}
	return r.guard == yes
}

func (r *condResolver) isGuarded() bool {
	if len(r.dirs) < 3 || r.dirs[0].kind != dirIfndef || r.dirs[1].kind != dirDefine || r.dirs[len(r.dirs)-1].kind != dirEndif {
		return false
	}
	asked := condText(r.src[r.dirs[0].arg:r.dirs[0].end])
	set, _, _ := bytes.Cut([]byte(condText(r.src[r.dirs[1].arg:r.dirs[1].end])), []byte(" "))
	if asked != string(set) {
		return false
	}
	depth := 0
	for i := range r.dirs {
		switch r.dirs[i].kind {
		case dirIf, dirIfdef, dirIfndef:
			depth++
		case dirElse, dirElif:
			if depth == 1 {
				return false
			}
		case dirEndif:
			if depth--; depth == 0 && i != len(r.dirs)-1 {
				return false
			}
		}
	}
	return true
}
