// Command gendocs writes docs/rules from the declarations of the rules: one
// page a rule and a table of contents. Pages of rules that are gone are
// removed.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/rule"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gendocs DIRECTORY")
		os.Exit(2)
	}
	if err := write(os.Args[1], pages(analyzers.All())); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

// pages maps file names to their text.
func pages(rules rule.Set) map[string]string {
	m := map[string]string{"README.md": index(rules)}
	for _, r := range rules {
		m[r.ID+".md"] = r.Markdown()
	}
	return m
}

func index(rules rule.Set) string {
	var b strings.Builder
	b.WriteString("<!-- Generated from analyzers/ by `go generate ./analyzers`. Do not edit. -->\n\n" +
		"# Rules\n\n" +
		"`ctxlint explain RULE` prints the same pages. Stable rules run by default, those\n" +
		"in changes only with `ctxlint patch` and the hook; preview rules run when asked\n" +
		"for with `--rules`.\n\n" +
		"| rule | what is wrong | severity | status |\n|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.ID, r.ID, r.Title, r.Severity, r.Stage())
	}
	return b.String()
}

func write(dir string, files map[string]string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if _, ok := files[filepath.Base(name)]; !ok {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
