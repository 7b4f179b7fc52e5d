package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// mutant is a condition that can be negated.
type mutant struct {
	dir, file  string // the package as it was named, and the file's full name
	place      string // "file:line"
	text       string
	start, end int // bytes of the condition
	source     []byte
}

// conditions lists those of the files of a package that are no tests: of if and for,
// and the cases of a switch without a value.
func conditions(dir string) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var out []mutant
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		found, err := inFile(dir, name)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func inFile(dir, name string) ([]mutant, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	full, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var out []mutant
	add := func(e ast.Expr) {
		if e == nil {
			return
		}
		from, to := set.Position(e.Pos()), set.Position(e.End())
		out = append(out, mutant{
			dir: dir, file: full, place: fmt.Sprintf("%s:%d", name, from.Line),
			text: string(source[from.Offset:to.Offset]), start: from.Offset, end: to.Offset, source: source,
		})
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			add(n.Cond)
		case *ast.ForStmt:
			if n.Init == nil { // a counting loop turned round proves nothing
				add(n.Cond)
			}
		case *ast.SwitchStmt:
			if n.Tag == nil {
				for _, c := range n.Body.List {
					for _, e := range c.(*ast.CaseClause).List {
						add(e)
					}
				}
			}
		}
		return true
	})
	return out, nil
}

// mutated is the file with the condition negated.
func (m *mutant) mutated() []byte {
	out := append([]byte{}, m.source[:m.start]...)
	out = append(out, "!("...)
	out = append(out, m.source[m.start:m.end]...)
	out = append(out, ')')
	return append(out, m.source[m.end:]...)
}
