package mutate

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// callee is the name of the function that a statement calls, "" if it is no call.
func callee(s ast.Stmt) string {
	var x ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			x = s.Rhs[0]
		}
	}
	c, ok := x.(*ast.CallExpr)
	if !ok {
		return ""
	}
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func locks(name string) bool {
	return strings.HasPrefix(name, "Lock") || strings.HasPrefix(name, "StreamLock") || name == "lock" || name == "lockIrq"
}

func unlocks(name string) bool {
	return strings.HasPrefix(name, "Unlock") || strings.HasPrefix(name, "StreamUnlock") || name == "unlock" || name == "unlockIrq"
}

// checks are calls without an effect that others could see: checks, delays, and what
// prepares an object that nobody else has yet.
var checks = []string{
	"AssertHeld", "AssertStreamLocked", "assertLocked", "assertAction", "Assert", "Touch", "MightSleep", "access",
	"Init", "init", "Own", "EnterCallback", "LeaveCallback", "UsleepRange", "Udelay",
}

// swappable tells a call that has an effect and is neither a lock nor an unlock.
func swappable(s ast.Stmt) bool {
	_, expr := s.(*ast.ExprStmt)
	name := callee(s)
	return expr && name != "" && !locks(name) && !unlocks(name) && !slices.Contains(checks, name) && !contains(s)
}

// movable tells what can leave a section: it declares nothing, and is no check.
func movable(s ast.Stmt) bool {
	switch x := s.(type) {
	case *ast.ExprStmt:
		return swappable(s)
	case *ast.IncDecStmt:
		return true
	case *ast.AssignStmt:
		return x.Tok != token.DEFINE && !contains(s) && !locks(callee(s))
	}
	return false
}

// contains reports whether a statement has others in it, in a function literal.
func contains(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		_, lit := n.(*ast.FuncLit)
		found = found || lit
		return !found
	})
	return found
}

// section is the index of the unlock of the same lock in a block, -1 if statement i
// takes none or it is released elsewhere.
func section(list []ast.Stmt, i int) int {
	if !locks(callee(list[i])) {
		return -1
	}
	for j := i + 1; j < len(list); j++ {
		if unlocks(callee(list[j])) {
			return j
		}
		if locks(callee(list[j])) {
			return -1
		}
	}
	return -1
}

// drop leaves out the setting of a flag, a counter or a pointer of an object.
func (w *writer) drop(s ast.Stmt, x *slot) {
	var to ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		if name := callee(s); name != "Inc" && name != "Dec" {
			return
		}
		to = s.X.(*ast.CallExpr).Fun
	case *ast.IncDecStmt:
		to = s.X
	case *ast.AssignStmt:
		if s.Tok != token.ASSIGN || len(s.Lhs) != 1 {
			return
		}
		if id, ok := s.Rhs[0].(*ast.Ident); !ok || id.Name != "true" && id.Name != "false" && id.Name != "nil" {
			return
		}
		to = s.Lhs[0]
	}
	if _, field := to.(*ast.SelectorExpr); field {
		x.unless = append(x.unless, w.mutant("drop", w.code(s)))
	}
}

// weaker are waits with the function that starts the same and does not wait.
var weaker = map[string]string{
	"CancelSync": "Cancel", "Disable": "DisableNosync", "TerminateSync": "TerminateAsync", "Kill": "Unlink",
}

// weaken replaces a wait by what does not wait, where there is such a thing.
func (w *writer) weaken(s ast.Stmt, x *slot) {
	expr, ok := s.(*ast.ExprStmt)
	if !ok || weaker[callee(s)] == "" {
		return
	}
	sel, ok := expr.X.(*ast.CallExpr).Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	name := sel.Sel.Name
	receiver := w.code(sel.X)
	if name == "CancelSync" && !strings.HasSuffix(strings.ToLower(receiver), "timer") || name == "Kill" && receiver != "usb" {
		return // a work, a tasklet: they have no other
	}
	n := w.mutant("weaken", w.code(s))
	x.unless = append(x.unless, n)
	x.instead = append(x.instead, fmt.Sprintf("\nif live.Is(%d) { %s }", n, strings.Replace(w.code(s), "."+name+"(", "."+weaker[name]+"(", 1)))
}

// loop makes a loop that waits look once, and its conditions blind.
func (w *writer) loop(f *ast.ForStmt) {
	waits := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
				waits = waits || slices.Contains([]string{"Schedule", "ScheduleTimeout", "wait", "UsleepRange", "TryLock"}, sel.Sel.Name)
			}
		}
		return true
	})
	if !waits {
		return
	}
	if n := len(f.Body.List); f.Cond != nil && n > 0 {
		m := w.mutant("weaken", "for "+w.code(f.Cond))
		w.insert(f.Body.List[n-1].End(), fmt.Sprintf("\nif live.Is(%d) { break }", m))
	}
	for _, s := range f.Body.List {
		if i, ok := s.(*ast.IfStmt); ok && i.Init == nil && i.Else == nil {
			n := w.mutant("look", "always "+w.code(i.Cond))
			m := w.mutant("look", "never "+w.code(i.Cond))
			w.insert(i.Cond.Pos(), fmt.Sprintf("live.Is(%d) || !live.Is(%d) && (", n, m))
			w.insert(i.Cond.End(), ")")
		}
	}
}

// operands makes each operand of a conjunction true, of a disjunction false.
func (w *writer) operands(cond ast.Expr) {
	b, ok := cond.(*ast.BinaryExpr)
	if !ok || b.Op != token.LAND && b.Op != token.LOR {
		return
	}
	for _, x := range []ast.Expr{b.X, b.Y} {
		if y, ok := x.(*ast.BinaryExpr); ok && (y.Op == token.LAND || y.Op == token.LOR) {
			w.operands(x)
			continue
		}
		n := w.mutant("look", w.code(x)+" in "+w.code(cond))
		if b.Op == token.LAND {
			w.insert(x.Pos(), fmt.Sprintf("(live.Is(%d) || ", n))
		} else {
			w.insert(x.Pos(), fmt.Sprintf("(!live.Is(%d) && ", n))
		}
		w.insert(x.End(), ")")
	}
}
