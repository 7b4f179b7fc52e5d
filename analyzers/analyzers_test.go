package analyzers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/analyzers/atomicctx"
	"github.com/ctxlint/ctxlint/analyzers/dmasync"
)

func TestDeclarations(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All() {
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
		if seen[r.ID] {
			t.Errorf("rule %s is declared twice", r.ID)
		}
		seen[r.ID] = true
	}
}

// TestOneFilePerRule holds the layout that makes a rule findable: the file is
// named after the id, and every file but doc.go and helpers belongs to one.
func TestOneFilePerRule(t *testing.T) {
	for _, r := range slices.Concat(atomicctx.Rules(), dmasync.Rules()) {
		name := strings.ReplaceAll(r.ID, "-", "_") + ".go"
		matches, err := filepath.Glob(filepath.Join("*", name))
		if err != nil || len(matches) != 1 {
			t.Fatalf("rule %s: want one file %s, found %v", r.ID, name, matches)
		}
		text, err := os.ReadFile(matches[0])
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), `"`+r.ID+`"`) {
			t.Errorf("%s does not declare %s", matches[0], r.ID)
		}
	}
}

// TestNoAPINames keeps API knowledge in the model: outside the documentation
// fields of a rule, no string of a rule may look like the name of a kernel
// function (an identifier with an underscore).
func TestNoAPINames(t *testing.T) {
	files, err := filepath.Glob("*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok && isDocField(kv.Key) {
				return false
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && looksLikeAPI(lit.Value) {
				t.Errorf("%s: %s names an API; it belongs into internal/model", fset.Position(lit.Pos()), lit.Value)
			}
			return true
		})
	}
}

// isDocField says whether key is a field of rule.Rule that holds prose.
func isDocField(key ast.Expr) bool {
	id, ok := key.(*ast.Ident)
	if !ok {
		return false
	}
	switch id.Name {
	case "Title", "What", "Why", "Fix", "Bad", "Good", "LeaveAlone", "Errs", "Sources":
		return true
	}
	return false
}

func looksLikeAPI(literal string) bool {
	text := strings.Trim(literal, "`\"")
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}) {
		if strings.Contains(strings.Trim(word, "_"), "_") {
			return true
		}
	}
	return false
}
