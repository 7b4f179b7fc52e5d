package cdriver

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/source"
)

// failingKeeper fails, as no part of the program should, on one module.
type failingKeeper struct {
	lineKeeper
	on string
}

func (k *failingKeeper) Keep(m Module) []byte {
	if m.Name == k.on {
		var none []int
		_ = none[len(m.Name)]
	}
	return k.lineKeeper.Keep(m)
}

// TestRecovered: an internal error is a problem that names the module, and the other
// modules are analysed.
func TestRecovered(t *testing.T) {
	d := newKeptTest(t)
	tree, err := source.Open(d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := tree.Select([]string{filepath.Join(d.dir, "drv")})
	k := &failingKeeper{on: "drv/a"}
	res, err := Run(context.Background(), Options{Tree: tree, Files: files, Jobs: 2, Keeper: k}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Problems) != 1 || !res.Problems[0].Fatal || res.Problems[0].File != "drv/a.c" || !strings.Contains(res.Problems[0].Message, "module drv/a: runtime error: index out of range") {
		t.Errorf("problems: %+v", res.Problems)
	}
	if !slices.ContainsFunc(k.lines, func(l string) bool { return strings.HasPrefix(l, "drv/b: ") }) {
		t.Errorf("the other module has no finding: %q", k.lines)
	}
}
