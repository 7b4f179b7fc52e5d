package driver

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestREADMEShowsWhatTheProgramPrints compares the finding in the README with
// the one that the demo prints; -update rewrites the README.
func TestREADMEShowsWhatTheProgramPrints(t *testing.T) {
	const name, fence = "../../README.md", "```\n"
	readme, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), fence)
	shown, after, ok2 := strings.Cut(rest, fence)
	if !ok || !ok2 {
		t.Fatal("README.md has no block with a finding")
	}
	res, err := checkSample(t.Context(), demoCases[0], "bad.c")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := renderText(&out, res, RenderOptions{}); err != nil {
		t.Fatal(err)
	}
	if shown == out.String() {
		return
	}
	if !*update {
		t.Fatalf("README.md shows another finding than the program (-update rewrites it):\n%s", out.String())
	}
	if err := os.WriteFile(name, []byte(before+fence+out.String()+fence+after), 0o666); err != nil {
		t.Fatal(err)
	}
}
