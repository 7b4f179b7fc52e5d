package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestDocumentedBounds holds the tables of bounds in ARCHITECTURE.md against the
// constants of the packages that each table names.
func TestDocumentedBounds(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	tables := regexp.MustCompile(`<!-- bounds of (\S+) -->\n((?:\|.*\n)+)`).FindAllSubmatch(text, -1)
	if len(tables) < 2 {
		t.Fatalf("%d tables of bounds", len(tables))
	}
	row := regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([0-9]+) \\|")
	for _, table := range tables {
		dir := string(table[1])
		known := constants(t, filepath.Join("../..", dir))
		rows := row.FindAllSubmatch(table[2], -1)
		if len(rows) == 0 {
			t.Errorf("the table of %s is empty", dir)
		}
		for _, m := range rows {
			if want := known[string(m[1])]; want != string(m[2]) {
				t.Errorf("%s: %s is %q, documented %s", dir, m[1], want, m[2])
			}
		}
	}
}

// constants are the numbers that the files of a package name.
func constants(t *testing.T, dir string) map[string]string {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Names) != len(spec.Values) {
				return true
			}
			for i, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.INT {
					if x, err := strconv.ParseInt(lit.Value, 0, 64); err == nil {
						out[spec.Names[i].Name] = strconv.FormatInt(x, 10)
					}
				}
			}
			return true
		})
	}
	return out
}
