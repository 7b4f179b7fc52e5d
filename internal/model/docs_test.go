package model

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the row counts in docs/model.md")

var countRE = regexp.MustCompile(`(?m)^\| (\w+) \| (\w+) \| (\d+) \|`)

// docs/model.md lists every table with its grammar and its number of rows.
func TestDocumentedCounts(t *testing.T) {
	const doc = "../../docs/model.md"
	data, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	rows, kinds := map[string]int{}, map[string]string{}
	for _, r := range Kernel().Rows() {
		rows[r.Table]++
		kinds[r.Table] = r.Kind
	}
	if *update {
		data = countRE.ReplaceAllFunc(data, func(line []byte) []byte {
			f := countRE.FindSubmatch(line)
			return fmt.Appendf(nil, "| %s | %s | %d |", f[1], f[2], rows[string(f[1])])
		})
		if err := os.WriteFile(doc, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	listed := map[string]bool{}
	for _, f := range countRE.FindAllStringSubmatch(string(data), -1) {
		listed[f[1]] = true
		if kinds[f[1]] != f[2] || fmt.Sprint(rows[f[1]]) != f[3] {
			t.Errorf("%s: documented %s with %s rows, is %s with %d", f[1], f[2], f[3], kinds[f[1]], rows[f[1]])
		}
	}
	for table := range rows {
		if !listed[table] {
			t.Errorf("table %s is not documented", table)
		}
	}
	// Every word of the effects grammar is explained.
	for _, words := range []map[string]bool{keys(verbs), keys(lockNames), keys(contextNames), keys(condNames)} {
		for w := range words {
			if !strings.Contains(string(data), w) {
				t.Errorf("%q is not explained", w)
			}
		}
	}
}

func keys[V any](m map[string]V) map[string]bool {
	out := map[string]bool{}
	for k := range m {
		out[k] = true
	}
	return out
}
