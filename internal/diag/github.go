package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// GitHub writes workflow commands, which GitHub Actions turns into annotations
// of a pull request: one line per finding, with the steps in its message.
func GitHub(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	for i := range r.Findings {
		d := &r.Findings[i]
		command := map[Severity]string{Error: "error", Warning: "warning"}[d.Severity]
		if command == "" {
			command = "notice"
		}
		fmt.Fprintf(out, "::%s file=%s,line=%d,endLine=%d,col=%d,endColumn=%d,title=%s::%s\n", command,
			property(d.File), d.Line, max(d.EndLine, d.Line), d.Column, max(d.EndColumn-1, 1),
			property("ctxlint: "+d.Rule), data(plain(d)))
	}
	for _, n := range r.Notices {
		command := "notice"
		if n.Fatal {
			command = "error"
		}
		place := ""
		if n.File != "" {
			place = "file=" + property(n.File) + fmt.Sprintf(",line=%d,", max(n.Line, 1))
		}
		fmt.Fprintf(out, "::%s %stitle=ctxlint::%s\n", command, place, data(strings.ToValidUTF8(n.Message, "\ufffd")))
	}
	return out.Flush()
}

// plain is a finding as a few lines of text: the message and the way to it.
func plain(d *Diagnostic) string {
	lines := append([]string{d.Message}, remarks(d)...)
	for _, s := range d.Steps {
		lines = append(lines, fmt.Sprintf("%s:%d: %s", s.File, s.Line, sentence(s)))
	}
	for i, s := range d.Sites {
		if i > 0 {
			lines = append(lines, fmt.Sprintf("%s:%d: the same cause shows here: %s", s.File, s.Line, siteText(s)))
		}
	}
	for _, f := range d.Fixes {
		lines = append(lines, "fix: "+f.Title)
	}
	return strings.ToValidUTF8(strings.Join(lines, "\n"), "\ufffd")
}

// The runner decodes these escapes, and no others; what is not escaped could
// end the command and begin another.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(s) }
func property(s string) string { return propertyEscapes.Replace(s) }
