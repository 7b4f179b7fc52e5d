package cdriver

import (
	"os"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/source"
)

// BenchmarkKernel measures the whole way from C files to findings for one
// directory of a kernel tree, and how much of it is the engine's.
//
//	CTXLINT_KERNEL=~/linux go test -run '^$' -bench Kernel ./internal/cdriver
func BenchmarkKernel(b *testing.B) {
	root := os.Getenv("CTXLINT_KERNEL")
	if root == "" {
		b.Skip("CTXLINT_KERNEL names no kernel tree")
	}
	tree, err := source.Open(root, nil)
	if err != nil {
		b.Fatal(err)
	}
	files, problems := tree.Select([]string{"drivers/dma"})
	if len(problems) > 0 || len(files) == 0 {
		b.Fatalf("%d files, %v", len(files), problems)
	}
	engineTime, bytes := 0.0, int64(0)
	for b.Loop() {
		res, err := Run(b.Context(), Options{Tree: tree, Files: files, Jobs: 1}, func(Module) {})
		if err != nil || res.Stats.Engine.Interpretations == 0 {
			b.Fatalf("%d interpretations, %v", res.Stats.Engine.Interpretations, err)
		}
		bytes = res.Stats.Bytes
		for _, p := range res.Stats.Phases {
			if strings.HasPrefix(p.Name, "analyse") {
				engineTime += p.Wall.Seconds()
			}
		}
	}
	b.SetBytes(bytes)
	b.ReportMetric(100*engineTime/b.Elapsed().Seconds(), "%engine")
}
