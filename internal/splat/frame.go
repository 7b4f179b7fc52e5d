package splat

import (
	"regexp"
	"strconv"
	"strings"
)

const (
	symbol = `\.?([A-Za-z_][\w.$]*)`
	offset = `\+0x([0-9a-f]+)/0x[0-9a-f]+`
	module = `(?:\s*\[([\w-]+)(?: [0-9a-f]{16,})?\])?`
)

var (
	// plain is a frame of most architectures: addresses, a question mark, the
	// symbol, module, place, and what the decoder adds.
	plain = regexp.MustCompile(`^(?:#?\d+: )?(\()?(?:\[?<?(?:0x)?[0-9a-f]{8,16}>?\]?:?\s*)*(?:\[[\w.]+\+\d+/\d+\]\s*)?(\? ?)?` + symbol + `(?:` + offset + `)?` + module + `(?:\s+(\S+?):(\d+))?(\s*\[inline\])?(\s*\(unreliable\))?(?:\s*\([A-Z]+\))?\)?$`)
	// paren is what decode_stacktrace.sh prints: symbol (file.c:12) module.
	paren = regexp.MustCompile(`^(\? ?)?` + symbol + `(?:` + offset + `)? \(((?:[\w./?~+-]+:[\d?]+(?: \(discriminator \d+\))?\s*)+)\)(?:\s+[\w-]+)?(?:\s*\([A-Z]\))?$`)
	// from is the two forms of arm: inner from outer.
	from    = regexp.MustCompile(`^(?:\[<[0-9a-f]+>\] ?)?\(?` + symbol + `(?:` + offset + `)?` + module + `\)? from (?:\[<[0-9a-f]+>\] ?)?\(?` + symbol + `(?:` + offset + `)?` + module + `\)?`)
	leading = regexp.MustCompile(`^(</?[A-Z]+>|<<?EO[EI]>?>|</?#\w+>)\s*`)
	// interrupted is the mark of powerpc.
	interrupted = regexp.MustCompile(`^--- interrupt: [0-9a-f]+ at ` + symbol)
	// nameless is a frame of a module whose symbols are not known.
	nameless = regexp.MustCompile(`^(?:\[<[0-9a-f]+>\] ?)?0x[0-9a-f]{6,16}$`)
	suffix   = regexp.MustCompile(`\.(?:constprop|isra|part|cold|llvm|lto_priv|localalias|clone)(?:\.\d+)*(?:\.|$)`)
)

// parseFrames reads a line of a trace: a mark, a frame, or both; two frames in
// the forms of arm. inTrace admits forms that are frames only where one is
// expected.
func parseFrames(text string, inTrace bool) []Frame {
	var out []Frame
	for m := leading.FindString(text); m != ""; m = leading.FindString(text) {
		out = append(out, Frame{Mark: strings.TrimSpace(m)})
		text = text[len(m):]
	}
	switch {
	case text == "":
		return out
	case inTrace && nameless.MatchString(text):
		return append(out, Frame{Mark: "..."})
	case text == "..." || text == "[...]" || text == "…" || strings.HasPrefix(text, "[snip"):
		if inTrace {
			out = append(out, Frame{Mark: "..."})
		}
		return out
	}
	if m := interrupted.FindStringSubmatch(text); m != nil {
		return append(out, Frame{Mark: "<IRQ>"}, Frame{Func: bare(m[1])})
	}
	if m := from.FindStringSubmatch(text); m != nil {
		return append(out, frameOf(m[1], m[2], m[3]), frameOf(m[4], m[5], m[6]))
	}
	if m := paren.FindStringSubmatch(text); m != nil && inTrace {
		f := frameOf(m[2], m[3], "")
		f.Doubtful = f.Doubtful || m[1] != ""
		f.File, f.Line = place(m[4])
		return append(out, f)
	}
	m := plain.FindStringSubmatch(text)
	if m == nil || m[4] == "" && m[6] == "" && !(inTrace && bracketed(text)) {
		return out
	}
	f := frameOf(m[3], m[4], m[5])
	f.Inlined = strings.TrimSpace(m[8]) != "" || m[4] == "" && m[6] != ""
	f.Doubtful = f.Doubtful || m[1] != "" || m[2] != "" || m[9] != ""
	f.File = m[6]
	f.Line, _ = strconv.Atoi(m[7])
	return append(out, f)
}

// bracketed: an address stands before the symbol.
func bracketed(text string) bool { return strings.HasPrefix(text, "[<") }

func frameOf(sym, off, mod string) Frame {
	f := Frame{Func: bare(sym), Module: mod}
	f.Offset, _ = strconv.ParseUint(off, 16, 64)
	// A return address at +0 follows a call that never returns: the symbol is
	// the next function, not the one that called.
	f.Doubtful = off != "" && f.Offset == 0
	return f
}

// place is the first file:line of a decoder's list.
func place(list string) (string, int) {
	first, _, _ := strings.Cut(list, " ")
	i := strings.LastIndexByte(first, ':')
	if i < 0 || strings.HasPrefix(first, "?") {
		return "", 0
	}
	n, _ := strconv.Atoi(first[i+1:])
	return first[:i], n
}

// bare is a symbol without what compilers append.
func bare(sym string) string {
	sym = strings.TrimPrefix(sym, ".")
	if loc := suffix.FindStringIndex(sym); loc != nil && loc[0] > 0 {
		sym = sym[:loc[0]]
	}
	return sym
}
