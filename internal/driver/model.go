package driver

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/source"
)

// ListModel prints the rows of the model whose key (a function, or
// "struct name.field") contains one of the words, or matches it as a pattern;
// all rows without words.
func ListModel(w io.Writer, words []string) error {
	c := &counter{w: w}
	shown := 0
	for _, r := range model.Kernel().Rows() {
		if !matchesAny(r.Key, words) {
			continue
		}
		shown++
		c.printf("%s: %s: %s", r.Table, r.Key, strings.Join(r.Columns, "; "))
		if r.Versions != "all" {
			c.printf(" (%s)", r.Versions)
		}
		c.printf(" [%s]", r.Source)
		if r.Note != "" {
			c.printf(" %s", r.Note)
		}
		c.printf("\n")
	}
	if shown == 0 {
		return fmt.Errorf("the model has no row for %s", strings.Join(words, ", "))
	}
	return c.err
}

func matchesAny(key string, words []string) bool {
	for _, word := range words {
		if ok, err := path.Match(word, key); err == nil && ok || strings.Contains(key, word) {
			return true
		}
	}
	return len(words) == 0
}

// VerifyModel compares every row of the model with the kernel tree at root,
// found upwards from the current directory if root is "". It prints the rows
// that do not hold, and returns how many there are.
func VerifyModel(w io.Writer, root string) (int, error) {
	if root == "" {
		var err error
		if root, err = source.FindRoot(nil); err != nil {
			return 0, err
		}
	}
	if !source.IsKernelRoot(root) {
		return 0, fmt.Errorf("%s is not the root of a kernel tree; name one with --root", root)
	}
	diffs, err := model.Verify(model.Kernel(), root)
	if err != nil {
		return 0, err
	}
	c := &counter{w: w}
	for _, d := range diffs {
		c.printf("%s\n", d)
	}
	c.printf("%d rows compared with Linux %s, %d do not hold\n",
		len(model.Kernel().Rows()), source.KernelVersion(root), len(diffs))
	return len(diffs), c.err
}
