package sim

import (
	"fmt"
	"strconv"
	"strings"
)

// Schedule is the choice taken at every point that had more than one. It is
// what makes a run repeatable, and short enough for a bug report.
type Schedule []uint16

// String prints the schedule as numbers with repetitions counted: "0x12 2 0x3
// 1". Trailing zeros are left out, since replay continues with the first
// choice.
func (s Schedule) String() string {
	n := len(s)
	for n > 0 && s[n-1] == 0 {
		n--
	}
	var b strings.Builder
	for i := 0; i < n; {
		j := i
		for j < n && s[j] == s[i] {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if j-i == 1 {
			fmt.Fprintf(&b, "%d", s[i])
		} else {
			fmt.Fprintf(&b, "%dx%d", s[i], j-i)
		}
		i = j
	}
	if b.Len() == 0 {
		return "0"
	}
	return b.String()
}

// ParseSchedule reads what String prints.
func ParseSchedule(text string) (Schedule, error) {
	var s Schedule
	for _, f := range strings.Fields(text) {
		num, rep, ok := strings.Cut(f, "x")
		v, err := strconv.ParseUint(num, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("schedule: bad choice %q", f)
		}
		n := uint64(1)
		if ok {
			if n, err = strconv.ParseUint(rep, 10, 20); err != nil || n == 0 {
				return nil, fmt.Errorf("schedule: bad repetition %q", f)
			}
		}
		for range n {
			s = append(s, uint16(v))
		}
	}
	return s, nil
}
