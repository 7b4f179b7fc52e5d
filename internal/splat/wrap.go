package splat

import (
	"regexp"
	"strings"
)

// openEnd is how lines end that a mailer broke where the kernel goes on.
var openEnd = regexp.MustCompile(`(?:\bfrom|\bcontext at|, at:|\bname:|\bat|\bat \(\d+\):(?: \[<\w+>\])?|\b[Tt]ainted)$`)

// warnEnd is a warning's place whose function went into the next line.
var warnEnd = regexp.MustCompile(`^WARNING: .* at \S+:\d+$`)

var symbolStart = regexp.MustCompile(`^[\w.]+\+0x`)

// maxWraps bounds the lines that one line is put together of.
const maxWraps = 4

// joined puts lines together again that were wrapped on their way. Two signs
// are believed: a line without a stamp among lines with one, and an end at which
// the kernel never ends a line. A line that is a whole frame stays alone.
func joined(lines []line) []line {
	var out []line
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		for n := 0; n < maxWraps && i+1 < len(lines) && continues(l, lines[i+1]); n++ {
			i++
			l.text = strings.TrimSpace(l.text + " " + lines[i].text)
		}
		out = append(out, l)
	}
	return out
}

func continues(l, next line) bool {
	if l.text == "" || next.text == "" || next.stamped && !l.stamped {
		return false
	}
	if isTitle(next.text) || isSection(next.text) {
		return false
	}
	if warnEnd.MatchString(l.text) && symbolStart.MatchString(next.text) {
		return true
	}
	if l.stamped && next.stamped {
		return false
	}
	if openEnd.MatchString(l.text) {
		return true
	}
	if !l.stamped {
		return false
	}
	return len(parseFrames(l.text, true)) == 0 && !isSection(l.text) || strings.HasPrefix(next.text, "[")
}
