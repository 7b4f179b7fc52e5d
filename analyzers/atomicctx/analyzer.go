package atomicctx

import "github.com/ctxlint/ctxlint/internal/godriver"

// Analyzer runs the rules of this package on Go code, see internal/godriver.
var Analyzer = godriver.New("atomicctx", "find code that sleeps, or may deadlock, in atomic context", Rules(), Check)
