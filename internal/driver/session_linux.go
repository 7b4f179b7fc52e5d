package driver

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// buildSession names the build that this process is a part of: the outermost make
// above it, by its number and when it began, since when the machine began, and in
// which world of processes; "": there is none.
func buildSession() string {
	outermost := ""
	for pid := os.Getppid(); pid > 1; {
		p, ok := readProcess(pid)
		if !ok {
			break
		}
		if slices.Contains(makes, p.name) {
			outermost = fmt.Sprintf("%d %s", pid, p.began)
		}
		pid = p.parent
	}
	if outermost == "" {
		return ""
	}
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	space, err2 := os.Readlink("/proc/self/ns/pid")
	if err != nil || err2 != nil {
		return ""
	}
	return outermost + " " + strings.TrimSpace(string(boot)) + " " + space
}

var makes = []string{"make", "gmake"}

// process is what the system tells of one.
type process struct {
	name   string
	parent int
	began  string // in ticks since the system did
}

// readProcess reads /proc/PID/stat: the number, the name in parentheses, which may
// hold any, the state, the parent; the 22nd word is when it began.
func readProcess(pid int) (process, bool) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return process{}, false
	}
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if open < 0 || end < open {
		return process{}, false
	}
	words := strings.Fields(string(data[end+1:]))
	if len(words) < 20 {
		return process{}, false
	}
	parent, err := strconv.Atoi(words[1])
	return process{string(data[open+1 : end]), parent, words[19]}, err == nil
}
