package source

import "fmt"

// Problem is an input that could not be used, or could only be used in part.
type Problem struct {
	File    string // relative to the root, or as the user wrote it
	Line    int    // 0: the file as a whole
	Message string
	Fatal   bool // the work is incomplete: exit status 2
}

// Error makes a Problem an error: "file:line: message".
func (p Problem) Error() string {
	switch {
	case p.File == "":
		return p.Message
	case p.Line > 0:
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	}
	return fmt.Sprintf("%s: %s", p.File, p.Message)
}
