package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is a condition that can be negated.
type mutant struct {
	id    int
	dir   string // the package as it was named
	place string // "file:line"
	text  string
}

// file is a source file with its conditions.
type file struct {
	name, pkg string
	source    []byte
	spans     []span
}

// span is where a condition stands, in bytes.
type span struct{ id, start, end int }

// conditions lists those of the files of a package that are no tests: of if and for,
// and the cases of a switch without a value. They are numbered from the given id on.
func conditions(dir string, id int) ([]file, []mutant, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, nil, err
	}
	var files []file
	var out []mutant
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, found, err := inFile(dir, name, id+len(out))
		if err != nil {
			return nil, nil, err
		}
		files, out = append(files, f), append(out, found...)
	}
	return files, out, nil
}

func inFile(dir, name string, id int) (file, []mutant, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return file{}, nil, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return file{}, nil, err
	}
	f := file{name: name, pkg: tree.Name.Name, source: source}
	var out []mutant
	add := func(e ast.Expr) {
		if e == nil {
			return
		}
		from, to := set.Position(e.Pos()), set.Position(e.End())
		s := span{id + len(out), from.Offset, to.Offset}
		f.spans = append(f.spans, s)
		text := strings.Join(strings.Fields(string(source[s.start:s.end])), " ")
		out = append(out, mutant{s.id, dir, fmt.Sprintf("%s:%d", name, from.Line), text})
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
	return f, out, nil
}

// switched is the file with each condition handed to mutateAt. Lines stay where they
// are.
func (f *file) switched() []byte {
	type insert struct {
		at   int
		text string
	}
	var ins []insert
	for _, s := range f.spans {
		ins = append(ins, insert{s.start, fmt.Sprintf("mutateAt(%d, ", s.id)}, insert{s.end, ")"})
	}
	// Conditions within a condition begin and end inside of it: no two inserts of
	// different text meet at one byte but in the order in which they were made.
	slices.SortStableFunc(ins, func(a, b insert) int { return a.at - b.at })
	var out []byte
	at := 0
	for _, i := range ins {
		out = append(append(out, f.source[at:i.at]...), i.text...)
		at = i.at
	}
	return append(out, f.source[at:]...)
}
