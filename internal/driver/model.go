package driver

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/ctxlint/ctxlint/internal/model"
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
