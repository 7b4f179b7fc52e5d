package clower

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// TestFigures holds what does not depend on the machine, allocations and the size of
// what is lowered, against the figures that are committed: a change that makes either
// grow has to say so. One that makes them smaller has to lower the figures, so that
// they cannot creep back. -update writes them.
func TestFigures(t *testing.T) {
	src := benchSource()
	samples, err := filepath.Glob(filepath.Join("..", "..", "testdata", "pairs", "*", "bad.c"))
	if err != nil || len(samples) < 20 {
		t.Fatalf("%d samples: %v", len(samples), err)
	}
	tree := parse(t, src)
	got := map[string]float64{
		"parse, allocations a KiB": testing.AllocsPerRun(3, func() { parse(t, src) }) * 1024 / float64(len(src)),
		"lower, allocations a KiB": testing.AllocsPerRun(3, func() { Lower(tree, "a.c", Options{}) }) * 1024 / float64(len(src)),
		"lowered bytes a byte":     float64(len(ir.Append(nil, Lower(tree, "a.c", Options{})))) / float64(len(src)),
	}
	size, lowered := 0, 0
	for _, name := range samples {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := cparse.Parse(text, cparse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		size += len(text)
		lowered += len(ir.Append(nil, Lower(tree, "bad.c", Options{})))
	}
	got["lowered bytes a byte, samples"] = float64(lowered) / float64(size)
	compareFigures(t, "figures.txt", got)
}

// slack is how far a figure may be off: samples are added, a sync.Pool may be empty.
const slack = 0.08

func compareFigures(t *testing.T, file string, got map[string]float64) {
	t.Helper()
	if *update {
		var text strings.Builder
		for _, name := range slices.Sorted(maps.Keys(got)) {
			fmt.Fprintf(&text, "%s: %.3f\n", name, got[name])
		}
		if err := os.WriteFile(file, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		var want float64
		if _, err := fmt.Sscan(value, &want); err != nil {
			t.Fatalf("%s: %q: %v", file, line, err)
		}
		known++
		switch is := got[name]; {
		case is > want*(1+slack):
			t.Errorf("%s: %.3f, it was %.3f", name, is, want)
		case is < want*(1-slack):
			t.Errorf("%s: %.3f, it was %.3f: better, -update notes it", name, is, want)
		}
	}
	if known != len(got) {
		t.Errorf("%s has %d figures of %d", file, known, len(got))
	}
}
