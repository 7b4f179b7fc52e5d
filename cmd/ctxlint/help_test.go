package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// every calls f for each command that a user sees.
func every(c *cobra.Command, f func(*cobra.Command)) {
	f(c)
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			every(sub, f)
		}
	}
}

// TestHelpFits: no line of any help is wider than a terminal.
func TestHelpFits(t *testing.T) {
	root := rootCommand()
	root.InitDefaultCompletionCmd()
	n := 0
	every(root, func(c *cobra.Command) {
		n++
		var b bytes.Buffer
		c.SetOut(&b)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		if c.Parent() != nil && c.Parent().Name() == "completion" {
			return // cobra's own text
		}
		for _, l := range strings.Split(b.String(), "\n") {
			if utf8.RuneCountInString(l) > helpWidth {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), utf8.RuneCountInString(l), l)
			}
		}
	})
	if n < 20 {
		t.Errorf("only %d commands", n)
	}
}

// TestManPages: each command has its page, the same each time.
func TestManPages(t *testing.T) {
	pages := func() map[string]string {
		dir := filepath.Join(t.TempDir(), "new", "man1")
		root := rootCommand()
		root.SetArgs([]string{"man", dir})
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		files, _ := filepath.Glob(filepath.Join(dir, "*.1"))
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(f)] = string(data)
		}
		return out
	}
	first, second := pages(), pages()
	for _, name := range []string{"ctxlint.1", "ctxlint-check.1", "ctxlint-context.1", "ctxlint-splat.1", "ctxlint-hook-install.1"} {
		if first[name] == "" || first[name] != second[name] {
			t.Errorf("%s: %d bytes, then %d", name, len(first[name]), len(second[name]))
		}
	}
	if !strings.Contains(first["ctxlint-check.1"], ".SH OPTIONS") || !strings.Contains(first["ctxlint-check.1"], "min-confidence") {
		t.Error("the page of check lacks its options")
	}
}

// TestCompletion asks as a shell does.
func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"check", "--format", ""}, []string{"text", "jsonl", "sarif", "html"}},
		{[]string{"context", "--format", "j"}, []string{"json"}},
		{[]string{"check", "--min-confidence", ""}, []string{"high", "medium", "low"}},
		{[]string{"check", "--rules", ""}, []string{"sleep-in-atomic", "default"}},
		{[]string{"explain", ""}, []string{"wait-on-self"}},
		{[]string{"what"}, []string{"whatif"}},
	} {
		var b bytes.Buffer
		root := rootCommand()
		root.SetOut(&b)
		root.SetArgs(append([]string{cobra.ShellCompRequestCmd}, c.args...))
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		for _, w := range c.want {
			if !strings.Contains("\n"+b.String(), "\n"+w) {
				t.Errorf("%q: no %s in %q", c.args, w, b.String())
			}
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		var b bytes.Buffer
		root := rootCommand()
		root.SetOut(&b)
		root.SetArgs([]string{"completion", shell})
		if err := root.Execute(); err != nil || b.Len() < 1000 {
			t.Errorf("%s: %v, %d bytes", shell, err, b.Len())
		}
	}
}
