package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// calls asks ctxlint for the calls by name of a file's functions, and of those that it
// includes, in the build that the compiler saw.
func (b *build) calls(bin, file string) ([]edge, error) {
	commands, err := b.command(file)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(bin, "graph", "--root", b.root, "--compile-commands", commands, "--within", fmt.Sprint(most), "--cache", filepath.Join(b.dir, "ctxlint.cache"), file)
	cmd.Dir = b.root
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	data, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s graph %s: %w: %s", bin, file, err, complaint.Bytes())
	}
	var out []edge
	for dec := json.NewDecoder(bytes.NewReader(data)); dec.More(); {
		var e struct{ Caller, Callee, Kind string }
		if err := dec.Decode(&e); err != nil {
			return nil, fmt.Errorf("%s graph %s: %w", bin, file, err)
		}
		if e.Kind == "direct" {
			out = append(out, edge{e.Caller, e.Callee})
		}
	}
	return out, nil
}

// command writes how an object was compiled, as kbuild noted it beside the object, in
// the form of compile_commands.json.
func (b *build) command(file string) (string, error) {
	stem := filepath.Join(b.dir, strings.TrimSuffix(file, ".c"))
	note := filepath.Join(filepath.Dir(stem), "."+filepath.Base(stem)+".o.cmd")
	data, err := os.ReadFile(note)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(data), "\n")
	_, command, ok := strings.Cut(line, ":= ")
	if !ok {
		return "", fmt.Errorf("%s:1: no command: %s", note, line)
	}
	command, _, _ = strings.Cut(command, " ; ") // what else is done with the object
	entry := []map[string]string{{"directory": b.dir, "file": filepath.Join(b.root, file), "command": command}}
	if data, err = json.Marshal(entry); err != nil {
		return "", err
	}
	out := stem + ".command.json"
	return out, os.WriteFile(out, data, 0o666)
}
