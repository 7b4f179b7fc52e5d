// Gcccalls measures ctxlint's direct calls against those that a compiler sees: it
// builds some objects of a kernel with gcc, has it write down the calls of each, and
// compares both lists. docs/accuracy.md has what came out.
//
//	go run ./internal/gcccalls --root TREE --build DIR --seed 1 --n 150
//
// # What the compiler is asked
//
// Two graphs of each object. What -fcallgraph-info writes (.ci) is what is left after
// inlining: a call by a function that was inlined is one of its caller. The dump of
// the call graph when it was first made (-fdump-ipa-cgraph) is before inlining, but
// after conditions over constants are decided. So:
//
//   - An edge of .ci is found if ctxlint's graph leads there through functions that
//     the compiler does not call in that place: those that it inlined.
//   - An edge of the first graph is found if ctxlint has that very edge.
//   - An edge of ctxlint is true if the first graph has it, or if the text that the
//     preprocessor left of the function calls that name: the compiler dropped it, as
//     what lies behind a constant condition.
//
// Only functions of the sampled file count as callers; those of headers would be
// counted once per object. Functions that a macro defines, as module_init's kin do,
// are counted apart: nothing is written there that ctxlint could read. Names that begin with __builtin_ are no functions.
//
// # Direction of error
//
// The objects are of one configuration of one architecture. What it leaves out is
// not looked at; what ctxlint sees of other configurations counts as wrong.
package main
