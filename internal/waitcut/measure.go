package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// finding is what is read of a line of the program's output.
type finding struct {
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Line        int    `json:"line"`
	Function    string `json:"function"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`
	Steps       []struct {
		File string `json:"file"`
	} `json:"steps"`
}

// touches: the finding lies in the directory of a file, or passes through it: the
// free that a wait is missed before is often in another file of the driver.
func (f *finding) touches(file string) bool {
	dir := path.Dir(file)
	if path.Dir(f.File) == dir {
		return true
	}
	for _, s := range f.Steps {
		if path.Dir(s.File) == dir {
			return true
		}
	}
	return false
}

// measurement runs the program on trees with waits taken out.
type measurement struct {
	root, bin, cache string
	cases            []cut
	hits             map[int]finding // by id
}

// measure runs each case. Without the cuts the program runs once; cases of one
// directory are kept apart.
func (m *measurement) measure(cases []cut) error {
	m.cases, m.hits = cases, map[int]finding{}
	clean, err := m.check(cases, "")
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, f := range clean {
		known[f.Fingerprint+f.Message] = true
	}
	for _, part := range rounds(cases) {
		over, err := m.overlay(part)
		if err != nil {
			return err
		}
		found, err := m.check(part, over)
		os.RemoveAll(filepath.Dir(over))
		if err != nil {
			return err
		}
		for _, c := range part {
			for _, f := range found {
				if _, ok := m.hits[c.ID]; !ok && f.touches(c.File) && !known[f.Fingerprint+f.Message] {
					m.hits[c.ID] = f
				}
			}
		}
	}
	return nil
}

// rounds parts the cases so that those of one directory are in different parts.
func rounds(cases []cut) [][]cut {
	var out [][]cut
	used := map[string]int{}
	for _, c := range cases {
		d := path.Dir(c.File)
		if used[d] == len(out) {
			out = append(out, nil)
		}
		out[used[d]] = append(out[used[d]], c)
		used[d]++
	}
	return out
}

// overlay writes the files of cases without their waits.
func (m *measurement) overlay(cases []cut) (string, error) {
	dir, err := os.MkdirTemp("", "waitcut")
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for _, c := range cases {
		name := filepath.Join(m.root, filepath.FromSlash(c.File))
		src, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		lines := strings.Split(string(src), "\n")
		if c.Line < 1 || c.Line > len(lines) || !strings.Contains(lines[c.Line-1], c.Call+"(") {
			return "", fmt.Errorf("case %d: %s:%d is no call of %s()", c.ID, c.File, c.Line, c.Call)
		}
		lines[c.Line-1] = ";"
		to := filepath.Join(dir, strconv.Itoa(c.ID)+".c")
		if err := os.WriteFile(to, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			return "", err
		}
		replace[name] = to
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	over := filepath.Join(dir, "overlay.json")
	return over, os.WriteFile(over, data, 0o644)
}

// check runs the program on the files of cases.
func (m *measurement) check(cases []cut, overlay string) ([]finding, error) {
	args := []string{"check", "--root", m.root, "--cache", m.cache, "--config", "none", "--everywhere", "--format", "jsonl"}
	if overlay != "" {
		args = append(args, "--overlay", overlay)
	}
	for _, c := range cases {
		args = append(args, c.File)
	}
	cmd := exec.Command(m.bin, args...)
	cmd.Dir = m.root
	var errs bytes.Buffer
	cmd.Stderr = &errs
	text, err := cmd.Output()
	if x, ok := err.(*exec.ExitError); err != nil && (!ok || x.ExitCode() != 1) {
		return nil, fmt.Errorf("%s: %w: %s", m.bin, err, errs.String())
	}
	var out []finding
	for _, l := range bytes.Split(text, []byte("\n")) {
		if len(l) == 0 || l[0] != '{' {
			continue
		}
		var f finding
		if err := json.Unmarshal(l, &f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// print writes the outcome of each case, and the sums.
func (m *measurement) print(out io.Writer) error {
	bugs, found, wrong := 0, 0, 0
	for _, c := range m.cases {
		f, hit := m.hits[c.ID]
		word := "missed "
		switch {
		case *c.Bug && hit:
			word = "found  "
		case hit:
			word = "WRONG  "
			wrong++
		case !*c.Bug:
			word = "no bug "
		}
		if *c.Bug {
			bugs++
			if hit {
				found++
			}
		}
		fmt.Fprintf(out, "%s %3d %s:%d %s %s\n", word, c.ID, c.File, c.Line, c.Function, c.Call)
		if hit {
			fmt.Fprintf(out, "            %s:%d %s: %s\n", f.File, f.Line, f.Rule, f.Message)
		}
	}
	_, err := fmt.Fprintf(out, "found %d of %d bugs; findings for %d of %d cuts that are none\n", found, bugs, wrong, len(m.cases)-bugs)
	return err
}
