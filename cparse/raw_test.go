//go:build cgo

package cparse

import (
	"context"
	"testing"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/c"
)

// BenchmarkRaw is the yardstick: tree-sitter alone on the unchanged text.
func BenchmarkRaw(b *testing.B) {
	files := corpus(b)
	p := sitter.NewParser()
	p.SetLanguage(c.GetLanguage())
	for b.Loop() {
		for _, src := range files {
			t, err := p.ParseCtx(context.Background(), nil, src)
			if err != nil {
				b.Fatal(err)
			}
			t.Close()
		}
	}
}
