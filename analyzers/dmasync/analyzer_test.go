package dmasync_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/ctxlint/ctxlint/analyzers/dmasync"
)

// TestAnalyzer runs the rules on small packages in Go: a client, a PCM driver
// and a provider, each with its mistakes and without. Some rules are a preview.
func TestAnalyzer(t *testing.T) {
	if err := dmasync.Analyzer.Flags.Set("rules", "all"); err != nil {
		t.Fatal(err)
	}
	for _, pkg := range []string{"client", "pcmdriver", "provider"} {
		t.Run(pkg, func(t *testing.T) {
			analysistest.Run(t, analysistest.TestData(), dmasync.Analyzer, pkg)
		})
	}
}
