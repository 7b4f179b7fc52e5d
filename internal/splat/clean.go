package splat

import (
	"regexp"
	"strconv"
	"strings"
)

// line is one line of the text without what transport put around it.
type line struct {
	text    string
	number  int  // in the input, from 1
	stamped bool // it had a stamp of the kernel's log or a logger's
	indent  bool // blanks are left before the text
}

// maxText bounds the input: a log of a boot is a tenth of it.
const maxText = 16 << 20

// maxLine bounds what is looked at of a line; the kernel prints 1 KiB at most.
const maxLine = 2048

// clean cuts a text into lines.
func clean(text string) []line {
	if len(text) > maxText {
		text = text[:maxText]
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\r", "")
	var out []line
	for i, raw := range unquoted(strings.Split(text, "\n")) {
		if raw.dropped {
			continue
		}
		if len(raw.text) > maxLine {
			raw.text = raw.text[:maxLine]
		}
		l := line{number: i + 1}
		l.text, l.stamped = strip(raw.text)
		l.indent = strings.HasPrefix(l.text, " ") || strings.HasPrefix(l.text, "\t")
		l.text = strings.TrimSpace(l.text)
		out = append(out, l)
	}
	return out
}

type rawLine struct {
	text    string
	dropped bool // it went into the line before
}

var qpHex = regexp.MustCompile(`=[0-9A-F]{2}`)

// unquoted undoes quoted-printable, in place so that lines keep their numbers.
// A text counts as such only if it has both soft breaks and coded bytes.
func unquoted(lines []string) []rawLine {
	soft, coded := false, false
	for _, l := range lines {
		soft = soft || strings.HasSuffix(l, "=")
		coded = coded || strings.Contains(l, "=3D") || strings.Contains(l, "=20") || strings.Contains(l, "=09")
	}
	out := make([]rawLine, len(lines))
	last := -1 // line that ends in a soft break
	for i, l := range lines {
		if !soft || !coded {
			out[i].text = l
			continue
		}
		open := strings.HasSuffix(l, "=") && !strings.HasSuffix(l, "==")
		l = qpHex.ReplaceAllStringFunc(strings.TrimSuffix(l, "="), decodeByte)
		at := i
		if last >= 0 && len(out[last].text) < maxLine {
			out[last].text += l
			out[i].dropped = true
			at = last
		} else {
			out[i].text = l
		}
		last = -1
		if open {
			last = at
		}
	}
	return out
}

func decodeByte(s string) string {
	n, err := strconv.ParseUint(s[1:], 16, 8)
	if err != nil || n >= 0x80 {
		return "?"
	}
	return string(rune(n))
}

// prefixes are what transport puts before a line, tried again and again until
// none fits. The second member says whether it is a stamp.
var prefixes = []struct {
	re    *regexp.Regexp
	stamp bool
}{
	{regexp.MustCompile(`^\s*(?:[>|]\s?)+`), false},                                                                 // a quote
	{regexp.MustCompile(`^\s*\[\s*\d+\.\d*\]\s?`), true},                                                            // [   12.345678]
	{regexp.MustCompile(`^\s*\[\s*(?:T\d+|C\d+|CPU\d+)\]`), true},                                                   // [  T934]
	{regexp.MustCompile(`^\s*\[\s*\d+\.\d+\s*[@|<,][^\]]*\]`), true},                                                // with the processor inside
	{regexp.MustCompile(`^\s*<\d{1,2}>`), true},                                                                     // level
	{regexp.MustCompile(`^\d{1,3},\d+,\d+,[-c+](?:,[\w=.-]+)*;`), true},                                             // /dev/kmsg
	{regexp.MustCompile(`^\s*[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \S+ `), true},                           // syslog
	{regexp.MustCompile(`^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)? ?`), true},               // ISO
	{regexp.MustCompile(`^\s*\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: \d{4})?(?:[^\]]*)\] ?`), true}, // dmesg -T
	{regexp.MustCompile(`^\s*(?:\S+ )?kernel(?:\[\d+\])?:(?: |$)`), true},                                           // journal
	{regexp.MustCompile(`^\s*\[\d{4}[-/]\d\d[-/]\d\d[T, ]+\d\d:\d\d:\d\d[.,\d]*\] ?`), true},                        // a terminal's log
	{regexp.MustCompile(`^\s*\d+\s*│\s?`), false},                                                                   // a viewer's line number
	{regexp.MustCompile(`^\s*[\w.-]+ login: `), false},                                                              // a console
}

// strip removes prefixes; a leading blank of the message itself stays.
func strip(s string) (string, bool) {
	stamped := false
	for range 8 {
		before := s
		for _, p := range prefixes {
			if m := p.re.FindString(s); m != "" {
				s = s[len(m):]
				stamped = stamped || p.stamp
			}
		}
		if s == before {
			break
		}
	}
	return s, stamped
}
