//go:build cgo

package cparse

import (
	"os"
	"path/filepath"
	"testing"
)

// corpus is the text to measure on: sound/ of the tree that CTXLINT_KERNEL
// names, else the samples of testdata repeated to a size that matters.
func corpus(b *testing.B) (files [][]byte) {
	b.Helper()
	root := os.Getenv("CTXLINT_KERNEL")
	if root == "" {
		for _, src := range samples(b) {
			var big []byte
			for len(big) < 64<<10 {
				big = append(big, src...)
			}
			files = append(files, big)
		}
	} else {
		err := filepath.WalkDir(filepath.Join(root, "sound"), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".c" {
				return err
			}
			src, err := os.ReadFile(path)
			files = append(files, src)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	total := 0
	for _, f := range files {
		total += len(f)
	}
	b.SetBytes(int64(total))
	b.ResetTimer()
	return files
}

func BenchmarkParse(b *testing.B) {
	files := corpus(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range files {
			if _, err := Parse(src, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkRewrite is Parse without the grammar.
func BenchmarkRewrite(b *testing.B) {
	files := corpus(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range files {
			p := newParser(src, &Options{})
			p.rewrite()
		}
	}
}

func BenchmarkScan(b *testing.B) {
	files := corpus(b)
	for b.Loop() {
		for _, src := range files {
			Scan(src)
		}
	}
}

func BenchmarkLearnIterators(b *testing.B) {
	files := corpus(b)
	for b.Loop() {
		for _, src := range files {
			LearnIterators(src)
		}
	}
}
