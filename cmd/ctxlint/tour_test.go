package main

import (
	"flag"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tourTree is a Linux 6.12 on which the other outputs of the tour are produced
// anew, with -update.
var tourTree = flag.String("tree", "", "kernel tree for the outputs of docs/tour.md that are not of samples")

// console is a block of docs/tour.md: commands and what they print.
var console = regexp.MustCompile("(?m)(?:^(<!-- tree -->)\n)?^```console\n((?:.*\n)*?)^```$")

// TestTour runs the commands of the guided tour that are about samples, and holds
// what they print against the page.
func TestTour(t *testing.T) {
	const file = "../../docs/tour.md"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	samples := 0
	out := console.ReplaceAllStringFunc(string(data), func(block string) string {
		m := console.FindStringSubmatch(block)
		dir := ""
		if m[1] != "" {
			if dir = *tourTree; dir == "" || !*update {
				return block
			}
		} else {
			samples++
		}
		var b strings.Builder
		for _, l := range strings.Split(m[2], "\n") {
			if command, ok := strings.CutPrefix(l, "$ "); ok {
				b.WriteString(l + "\n" + tourRun(t, command, dir))
			}
		}
		if m[1] != "" {
			return m[1] + "\n```console\n" + b.String() + "```"
		}
		return "```console\n" + b.String() + "```"
	})
	if samples < 5 {
		t.Errorf("only %d blocks about samples", samples)
	}
	switch {
	case out == string(data):
	case *update:
		if err := os.WriteFile(file, []byte(out), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s does not say what its commands print: go test ./cmd/ctxlint -run TestTour -update\n%s", file, firstDifference(string(data), out))
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return "page:    " + as[i] + "\ncommand: " + bs[i]
		}
	}
	return "one is longer"
}

// tourRun runs a command line of the tour, with "| head -n N" as its only pipe.
func tourRun(t *testing.T, line, tree string) string {
	t.Helper()
	line, head, cut := strings.Cut(line, " | head -n ")
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "ctxlint" {
		t.Fatalf("%q is no command of ctxlint", line)
	}
	args := append(words[1:], "--progress=never")
	if tree != "" {
		args = append(args, "--root", tree)
		for i, a := range args { // a file of the tree
			if strings.HasPrefix(a, "drivers/") {
				args[i] = tree + "/" + a
			}
		}
	} else {
		args = append(args, "--cache", "none")
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = repository()
	cmd.Env = append(os.Environ(), asProgram+"=1", "NO_COLOR=1")
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != 1) {
		t.Errorf("%s: %v", line, err)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	if n, _ := strconv.Atoi(head); cut && n < len(lines) {
		lines = append(lines[:n], "…")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), " ") + "\n"
}
