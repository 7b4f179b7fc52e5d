package atomicctx_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/ctxlint/ctxlint/analyzers/atomicctx"
)

// TestAnalyzer runs the rules on small packages in Go. Package driver is last:
// what it needs to know of package helpers comes as a fact.
func TestAnalyzer(t *testing.T) {
	for _, pkg := range []string{"spin", "irq", "lang", "ops", "helpers", "driver"} {
		t.Run(pkg, func(t *testing.T) {
			analysistest.Run(t, analysistest.TestData(), atomicctx.Analyzer, pkg)
		})
	}
}
