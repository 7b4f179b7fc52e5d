// Package cparse reads the C of the Linux kernel: bytes in, an own compact tree
// out. It is pure syntax. It knows the dialect that the kernel's macros make of C
// (a table of words, dialect.go) and nothing of what any API does.
//
// # How a file is read
//
// Kernel source is not C before the preprocessor has run, and running it needs a
// configuration, an architecture and a build, and shows one configuration only.
// So cparse reads the text as written and rewrites what the grammar of
// tree-sitter cannot read:
//
//		bytes ─ lex ─► tokens ─ cond ─► tokens of both sides of every #if
//		      ─ prepare ─► without attributes and assembly, brackets paired
//		      ─ rewrite_* ─► C ─ walk.c: tree-sitter, one walk ─► nodes ─ finish ─► Tree
//
//	  - The lexer blanks comments, directives and the insides of literals in a copy
//	    of the text. The copy keeps its length; what the grammar needs in addition
//	    (the semicolon behind a statement macro, the `while(` around a loop macro)
//	    is noted as an insertion. Offsets of nodes are mapped back, nodes that
//	    consist of inserted text are left out, and Node.Text reads the original:
//	    users of a tree never see the rewritten text.
//	  - Before that, uses at file scope of macros of the file that define functions are
//	    replaced by what they stand for (instances.go). Tree.Src is the text after
//	    that, and Tree.Origin leads back to the file.
//	  - Every function, what stands between two functions, and every macro body is
//	    parsed on its own ("chunk"). An error therefore stays in its function. The
//	    grammar's recovery, left to itself, sometimes gives up a whole file.
//	  - A function-like macro with a statement or an expression for a body becomes a
//	    function_definition with MarkMacro, a child of the root behind the file's own.
//	  - Nodes are written to one flat preorder array by one call into C for the whole
//	    file. Asking tree-sitter node by node through cgo costs twice the parse.
//	    Anonymous tokens are left out unless they carry a field (operators).
//
// # What a caller can rely on
//
// Parse never fails because of the bytes and never panics. What could not be read
// is in Tree.Errors, functions that should be there and are not in Tree.Lost;
// everything outside of these ranges is as written. Time and memory are bounded:
// brackets nest to 400, trees to 3,000, and the grammar has a time limit. No C
// memory outlives the call.
//
// Directions of error: a branch of a conditional that cannot stand beside its
// alternative is dropped (Tree.Dropped): code is not seen, nothing is invented. A
// macro of unknown meaning with a block behind it is taken for a loop
// (MarkBlockMacro): its block may run or not.
//
// # Shapes that differ from the grammar's
//
//   - Loop macros: while_statement with MarkIterator (MarkBlockMacro when unknown);
//     its condition is the macro's call. scoped_guard: if_statement with
//     MarkScopedGuard, likewise. guard(x)(y) is a call of a call.
//   - ({ … }) is a statement_expression with one child, the compound_statement.
//   - Arguments: a type is an identifier with MarkType, whose text is the type; a
//     statement is a compound_statement with MarkStatementArg; what is neither an
//     expression nor those is an identifier with MarkOpaque.
//   - case A ... B: the value is a binary_expression whose operator has MarkRange.
//   - SYSCALL_DEFINE1(x, …) { }: function_definition with MarkMacroFunction.
//   - `static DEFINE_X(a, b);` at file scope: an expression_statement with a call.
//
// Without cgo, Scan and LearnIterators work and Parse returns ErrNoCgo.
package cparse
