package splat

import (
	"regexp"
	"strconv"
	"strings"
)

// section is what the lines that follow belong to.
type section int

const (
	inHeader  section = iota
	inTrace           // the report's own stack
	inOther           // another stack within the report
	inPreempt         // "Preemption disabled at"
	inLocks           // the list of held locks
)

var (
	traceStart = regexp.MustCompile(`(?i)^(?:call trace|backtrace|call-trace|stack backtrace|stack)\s*:\s*(.*)$`)
	otherStart = regexp.MustCompile(`^(?:(Allocated by|Freed by|Last potentially related work creation|Second to last potentially related work creation)\b.*:?|-> #\d+ .*:|(.*(?:state was registered at|which became [A-Z-]+irq-\w*safe at|to a [A-Z-]+irq-\w*safe lock|at first acquired|which lock already depends|\.\.\. which became).*):?)$`)
	lockStart  = regexp.MustCompile(`\b\d+ locks? held by|locks? held by .*:$`)
	lockLine   = regexp.MustCompile(`^#\d+:? .*?\((.+?)\)\{[^}]*\}(?:-\{(\d+):\d+\})?(?:,)? at:? (?:\[<[0-9a-f]+>\]\s*)?` + symbol)
	preempt    = regexp.MustCompile(`^Preemption disabled at:(.*)$`)
	endMark    = regexp.MustCompile(`^---\[ end (?:trace|Kernel panic)|^=+$|^The buggy address belongs|^Memory state around|^Code: |^other info that might help|^the existing dependency chain|^the shortest dependencies|^Showing all locks held`)
)

// isSection tells whether a line begins something else, so that it is no rest
// of the line before.
func isSection(text string) bool {
	return traceStart.MatchString(text) || otherStart.MatchString(text) || lockStart.MatchString(text) || preempt.MatchString(text) || endMark.MatchString(text)
}

// lockOf reads one held lock.
func lockOf(text string) (Lock, bool) {
	m := lockLine.FindStringSubmatch(text)
	if m == nil {
		return Lock{}, false
	}
	l := Lock{Name: strings.Trim(m[1], "()"), At: bare(m[3])}
	l.Wait, _ = strconv.Atoi(m[2])
	return l, true
}
