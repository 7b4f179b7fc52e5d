// Package mutate makes mutants of Go source: programs with one mistake of the kind
// that drivers have. All mutants of a package are in one rewritten source, each
// behind a question to package live, so that they are compiled once.
//
// # Operators
//
//   - swap: two calls next to each other, neither a lock nor an unlock, in the
//     other order
//   - drop: a flag, a counter or a pointer of an object that is not set
//   - early, late: the first, the last statement of a section moved out of its lock
//   - weaken: a wait that does not wait (cancel instead of cancel_sync), a loop
//     around a wait that does not look again
//   - look: a condition in a loop, or one of two, that is not looked at
//
// Statements that declare variables stay where they are, and so does what a
// constructor does: nobody else is there yet.
package mutate

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// livePath is the package that the rewritten source asks.
const livePath = "github.com/ctxlint/ctxlint/reference/mutate/live"

// Mutant is one mistake. Its key names it, whatever line it is on.
type Mutant struct {
	N   int // what live calls it
	Key string
}

// File rewrites a source file to hold its mutants, which are numbered from next on.
// name is what the keys call the file. Single conditions are changed only if that
// is wanted: those of a state machine are better held to its table.
func File(path, name string, next int, conditions bool) (text string, ms []Mutant, err error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, src, 0)
	if err != nil {
		return "", nil, err
	}
	w := &writer{src: src, base: fset.File(f.Pos()).Base(), next: next, seen: map[string]int{}, file: filepath.ToSlash(name), conditions: conditions}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && !constructs(fn.Name.Name) {
			w.fn = fn.Name.Name
			w.function(fn)
		}
	}
	if len(w.mutants) == 0 {
		return "", nil, nil
	}
	w.insert(f.Name.End(), "; import live "+fmt.Sprintf("%q", livePath))
	return w.text(), w.mutants, nil
}

// constructs tells functions that run before anybody else does.
func constructs(name string) bool {
	for _, p := range []string{"New", "Probe", "probe", "Init", "init", "setup", "Setup"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// insertion is text put into the source; at one place the later comes behind.
type insertion struct {
	at   int
	text string
}

type writer struct {
	src        []byte
	base       int
	next       int
	file       string
	conditions bool
	fn         string
	seen       map[string]int
	ins        []insertion
	mutants    []Mutant
}

func (w *writer) insert(at token.Pos, text string) {
	w.ins = append(w.ins, insertion{int(at) - w.base, text})
}

func (w *writer) code(n ast.Node) string {
	return string(w.src[int(n.Pos())-w.base : int(n.End())-w.base])
}

// mutant makes a new one and returns its number.
func (w *writer) mutant(op, what string) int {
	key := fmt.Sprintf("%s %s %s: %s", op, w.file, w.fn, strings.Join(strings.Fields(what), " "))
	if w.seen[key]++; w.seen[key] > 1 {
		key += fmt.Sprintf(" (%d)", w.seen[key])
	}
	n := w.next
	w.next++
	w.mutants = append(w.mutants, Mutant{n, key})
	return n
}

func (w *writer) text() string {
	sort.SliceStable(w.ins, func(i, j int) bool { return w.ins[i].at < w.ins[j].at })
	var b strings.Builder
	at := 0
	for _, x := range w.ins {
		b.Write(w.src[at:x.at])
		b.WriteString(x.text)
		at = x.at
	}
	b.Write(w.src[at:])
	return b.String()
}

func (w *writer) function(fn *ast.FuncDecl) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			w.block(n.List)
		case *ast.CaseClause:
			w.block(n.Body)
		case *ast.ForStmt:
			w.loop(n)
		case *ast.IfStmt:
			if w.conditions {
				w.operands(n.Cond)
			}
		}
		return true
	})
}

// slot is a statement of a block, with what is put around it.
type slot struct {
	before, after []string
	unless        []int // mutants that lack it here
	instead       []string
}

// block applies the operators that move or leave out statements.
func (w *writer) block(list []ast.Stmt) {
	slots := make([]slot, len(list))
	for i, s := range list {
		w.drop(s, &slots[i])
		w.weaken(s, &slots[i])
		if i+1 < len(list) && swappable(s) && swappable(list[i+1]) {
			n := w.mutant("swap", w.code(s)+" / "+w.code(list[i+1]))
			slots[i].before = append(slots[i].before, fmt.Sprintf("if live.Is(%d) { %s }\n", n, w.code(list[i+1])))
			slots[i+1].unless = append(slots[i+1].unless, n)
		}
	}
	for i, s := range list {
		end := section(list, i)
		if end <= i+1 {
			continue
		}
		if first := list[i+1]; movable(first) {
			n := w.mutant("early", w.code(first)+" before "+w.code(s))
			slots[i].before = append(slots[i].before, fmt.Sprintf("if live.Is(%d) { %s }\n", n, w.code(first)))
			slots[i+1].unless = append(slots[i+1].unless, n)
		}
		if last := list[end-1]; movable(last) {
			n := w.mutant("late", w.code(last)+" after "+w.code(list[end]))
			slots[end].after = append(slots[end].after, fmt.Sprintf("\nif live.Is(%d) { %s }", n, w.code(last)))
			slots[end-1].unless = append(slots[end-1].unless, n)
		}
	}
	for i, s := range list {
		w.emit(s, &slots[i])
	}
}

func (w *writer) emit(s ast.Stmt, x *slot) {
	head := strings.Join(x.before, "")
	tail := ""
	if len(x.unless) > 0 {
		ns := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(x.unless)), ", "), "[]")
		head += "if live.None(" + ns + ") {\n"
		tail = "\n}"
	}
	tail += strings.Join(x.instead, "") + strings.Join(x.after, "")
	if head != "" {
		w.insert(s.Pos(), head)
	}
	if tail != "" {
		w.insert(s.End(), tail)
	}
}
