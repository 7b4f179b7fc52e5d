package cparse

import "bytes"

// What a file itself says about the names that its conditions ask for: `#define
// OS_TYPE OS_LINUX`, further down `#if OS_TYPE == OS_OTHER`.

// localDef is what a file's directives say about one name.
type localDef struct {
	value string // of its only definition
	at    uint32 // where that stands
	open  bool   // under a condition, repeated, undefined again or with arguments
}

// localNames are those that #define and #undef of the file name. A definition
// counts if it is the only one and under no condition but the guard that keeps a
// header from being read twice; whatever else a file says about a name leaves it
// open.
func (r *condResolver) localNames() map[string]localDef {
	names := map[string]localDef{}
	guard, depth := r.includeGuard(), 0
	for i := range r.dirs {
		d := &r.dirs[i]
		switch d.kind {
		case dirIf, dirIfdef, dirIfndef:
			depth++
		case dirEndif:
			depth = max(0, depth-1)
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
			around := depth
			if guard >= 0 && i > guard {
				around--
			}
			call := to < int(d.end) && r.src[to] == '('
			names[name] = localDef{condText(r.src[to:d.end]), d.start, !define || again || around > 0 || call}
		}
	}
	return names
}

// includeGuard is the directive `#ifndef X` that the whole file stands in and
// that `#define X` follows, -1 if there is none.
func (r *condResolver) includeGuard() int {
	if len(r.dirs) < 3 || r.dirs[0].kind != dirIfndef || r.dirs[1].kind != dirDefine || r.dirs[len(r.dirs)-1].kind != dirEndif {
		return -1
	}
	asked := condText(r.src[r.dirs[0].arg:r.dirs[0].end])
	set, _, _ := bytes.Cut([]byte(condText(r.src[r.dirs[1].arg:r.dirs[1].end])), []byte(" "))
	if asked != string(set) {
		return -1
	}
	depth := 0
	for i := range r.dirs {
		switch r.dirs[i].kind {
		case dirIf, dirIfdef, dirIfndef:
			depth++
		case dirElse, dirElif:
			if depth == 1 {
				return -1
			}
		case dirEndif:
			if depth--; depth == 0 && i != len(r.dirs)-1 {
				return -1
			}
		}
	}
	return 0
}
