package patch

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// Git puts "a/" and "b/" before names unless diff.noprefix is set; patch(1) calls
// the result -p0. The parser drops the first component of git's names whatever it
// is, so those without a prefix get one first.

// prefixed gives the names of git's diffs their prefixes, if they have none.
func prefixed(data []byte) []byte {
	if !bytes.Contains(append([]byte("\n"), data...), []byte("\ndiff --git ")) || !bare(data) {
		return data
	}
	var out bytes.Buffer
	hunk := lineCount{}
	for line := range bytes.Lines(data) {
		text := string(line)
		switch {
		case hunk.inside(text):
		case strings.HasPrefix(text, "diff --git "):
			names := strings.TrimRight(text[len("diff --git "):], "\r\n")
			if name, ok := sameName(names); ok {
				text = "diff --git a/" + name + " b/" + name + "\n"
			} else if from, to, ok := strings.Cut(names, " "); ok {
				text = "diff --git a/" + from + " b/" + to + "\n" // its lines of the rename count
			}
		case strings.HasPrefix(text, "--- ") && !strings.HasPrefix(text, "--- /dev/null"):
			text = "--- a/" + text[len("--- "):]
		case strings.HasPrefix(text, "+++ ") && !strings.HasPrefix(text, "+++ /dev/null"):
			text = "+++ b/" + text[len("+++ "):]
		}
		out.WriteString(text)
	}
	return out.Bytes()
}

// bare says whether the names of a diff have no prefix: of a file that is changed,
// both are the same to the letter; one that is renamed says both again.
func bare(data []byte) bool {
	hunk := lineCount{}
	header, from := "", "" // of a file whose names differ, until they are seen again
	for line := range bytes.Lines(data) {
		text := strings.TrimRight(string(line), "\r\n")
		if hunk.inside(text) {
			continue
		}
		if rest, ok := strings.CutPrefix(text, "diff --git "); ok {
			if header != "" {
				return false // neither one name twice, nor a rename that says both
			}
			if _, same := sameName(rest); !same {
				header = rest
			}
		}
		for _, verb := range []string{"rename", "copy"} {
			if name, ok := strings.CutPrefix(text, verb+" from "); ok {
				from = name
			}
			if name, ok := strings.CutPrefix(text, verb+" to "); ok && header == from+" "+name {
				header = ""
			}
		}
	}
	return header == ""
}

// sameName splits "NAME NAME".
func sameName(s string) (string, bool) {
	n := len(s) / 2
	if len(s)%2 == 0 || s[n] != ' ' || s[:n] != s[n+1:] {
		return "", false
	}
	return s[:n], true
}

// lineCount knows which lines of a diff belong to a hunk: there "--- x" is a line
// that is taken away.
type lineCount struct{ old, new int }

var hunkHeader = regexp.MustCompile(`^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@`)

// count is the number of lines that a hunk's header gives; none means one.
func count(word string) int {
	if word == "" {
		return 1
	}
	n, _ := strconv.Atoi(word) // too large: the parser refuses it
	return n
}

func (c *lineCount) inside(line string) bool {
	if c.old > 0 || c.new > 0 {
		switch {
		case strings.HasPrefix(line, "+"):
			c.new--
		case strings.HasPrefix(line, "-"):
			c.old--
		case strings.HasPrefix(line, "\\"):
		default:
			c.old--
			c.new--
		}
		return true
	}
	if m := hunkHeader.FindStringSubmatch(line); m != nil {
		c.old, c.new = count(m[1]), count(m[2])
	}
	return false
}
