package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// The flags that depend on who is reading.

func addProgressFlag(fs *pflag.FlagSet, progress *string) {
	fs.StringVar(progress, "progress", "auto", "progress bar on standard error: auto (on a terminal, after a second), always, never")
}

func addColorFlag(fs *pflag.FlagSet, color *string) {
	fs.StringVar(color, "color", "auto", "colour: auto (on a terminal, unless NO_COLOR is set), always, never")
}

func validateTerminalFlags(color, progress string) error {
	return errors.Join(oneOf("color", color), oneOf("progress", progress))
}

func oneOf(flag, value string) error {
	switch value {
	case "auto", "always", "never":
		return nil
	}
	return fmt.Errorf("--%s %q: want auto, always or never", flag, value)
}

// useColor decides for one output. NO_COLOR (https://no-color.org) and a dumb
// terminal win over auto, not over a flag.
func useColor(flag string, f *os.File) bool {
	switch flag {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(f)
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func list(words []string) string { return strings.Join(words, ", ") }

// terminalWidth is the number of columns of a terminal, 0 of anything else.
func terminalWidth(f *os.File) int {
	if w, _, err := term.GetSize(int(f.Fd())); err == nil && isTerminal(f) {
		return w
	}
	return 0
}

// helpWidth is the width of help texts, which are read in any terminal.
const helpWidth = 80

// wrapFlags makes a usage template wrap what it says about flags.
func wrapFlags(template string) string {
	return strings.ReplaceAll(template, "Flags.FlagUsages ", fmt.Sprintf("Flags.FlagUsagesWrapped %d ", helpWidth))
}
