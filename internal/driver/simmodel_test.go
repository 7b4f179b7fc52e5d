package driver

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// modelTest is a model as a test, as docs/reference.md says that it can be written.
const modelTest = `package chip

import (
	"testing"

	"github.com/ctxlint/ctxlint/reference/sim"
)

func TestCount(t *testing.T) {
	r := sim.Explore(sim.Model{Name: "count", Build: func(k *sim.Kernel) {
		count, seen := 0, 0
		k.Go("a", 0, func() { count++ })
		k.Go("b", 1, func() { seen = count })
		k.AtExit(func() { k.Assert(seen <= count, "seen what was not counted") })
	}}, sim.Options{})
	t.Log(r)
	if r.Violation != nil {
		t.Log(r.Violation.Msg)
	}
}
`

// TestWatchOverlay runs the tests of a module of somebody's own as they are and with
// the overlay, which lies among its packages.
func TestWatchOverlay(t *testing.T) {
	dir := t.TempDir()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	mod := fmt.Sprintf("module example.org/chip\n\ngo 1.24\n\nrequire github.com/ctxlint/ctxlint v0.0.0\n\nreplace github.com/ctxlint/ctxlint => %s\n", root)
	for name, text := range map[string]string{"go.mod": mod, "chip_test.go": modelTest} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tests := func(args ...string) string {
		c := exec.Command("go", append(append([]string{"test", "-mod=mod", "-v"}, args...), "./...")...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	if out := tests(); !strings.Contains(out, "complete, Go variables not watched: ") {
		t.Errorf("as it is:\n%s", out)
	}
	if err := WatchOverlay(t.Context(), filepath.Join(dir, "o.json"), dir, true, "./..."); err != nil {
		t.Fatal(err)
	}
	if out := tests("-overlay", "o.json"); !strings.Contains(out, "read of count by b races with write by a") {
		t.Errorf("with the overlay:\n%s", out)
	}
}

// watchedReference are the reference's own sources: all but the simulator.
var watchedReference = []string{
	"./reference/pairs", "./reference/pcm/...", "./reference/dma/...", "./reference/drivers/...", "./reference/conformance",
}

// TestReferenceWatched: the reference's cores, providers and drivers share no Go
// variable without a lock or something else that orders who meets on it, in what
// exploration within these bounds sees.
func TestReferenceWatched(t *testing.T) {
	root := filepath.Join("..", "..")
	overlay := filepath.Join(t.TempDir(), "o.json")
	if err := WatchOverlay(t.Context(), overlay, root, false, watchedReference...); err != nil {
		t.Fatal(err)
	}
	for _, tests := range []string{
		"TestFixed/(client-issue|pcm-terminate|irq-unsafe|rcar-prep-pm|resubmit|meter)",
		"TestScenarios/(pl|irqpcm|usbaudio|rsnd.*)/(play_and_close|pause)$", "TestRelinked",
	} {
		c := exec.Command("go", "test", "-vet=off", "-overlay", overlay, "-run", tests, "./reference/pairs")
		c.Dir = root
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
