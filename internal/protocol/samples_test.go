package protocol_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/protocol"
)

var update = flag.Bool("update", false, "write testdata/samples.golden anew")

const golden = "testdata/samples.golden"

// TestSamples holds all that is concluded of the samples in testdata: findings
// with their ways, conditions and doubts, what was refuted and why, and the flaws of
// protocols with their steps. The command's own tests say which of it is right; this one,
// without the command, that nothing of it changes unseen.
func TestSamples(t *testing.T) {
	cases := append(glob(t, "../../testdata/cases/*/*"), glob(t, "../../testdata/pairs/*/*.c")...)
	var out strings.Builder
	for _, path := range cases {
		if filepath.Ext(path) == ".txt" {
			continue
		}
		fmt.Fprintf(&out, "# %s\n", filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path)))
		for _, line := range concluded(protocol.Run(program(t, path), engine.Options{Jobs: 1})) {
			fmt.Fprintln(&out, line)
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != string(want) {
		t.Errorf("%s differs, go test ./internal/protocol -run TestSamples -update writes it anew:\n%s", golden, firstDifference(string(want), got))
	}
}

func glob(t *testing.T, pattern string) []string {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no samples: %v", pattern, err)
	}
	return files
}

// program links a sample, a file or those of a folder.
func program(t *testing.T, path string) *link.Program {
	files := []string{path}
	if more, _ := filepath.Glob(filepath.Join(path, "*.[ch]")); len(more) > 0 {
		files = more
	}
	p := link.New(model.Kernel())
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := cparse.Parse(data, cparse.Options{})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		p.Add(clower.Lower(tree, "drivers/x/"+filepath.Base(file), clower.Options{}))
	}
	points.Link(p)
	return p
}

// concluded is the result in lines.
func concluded(res *engine.Result) (out []string) {
	for i := range res.Findings {
		f := &res.Findings[i]
		out = append(out, fmt.Sprintf("found %s, confidence %d, needs [%s], doubts [%s]", way(f), f.Confidence, strings.Join(f.Requires, "; "), strings.Join(f.Doubts, "; ")))
		d := f.Diagnostic()
		for _, c := range d.Contexts {
			out = append(out, fmt.Sprintf("  %s of %s: %s", c.Kind, c.Root, c.Why))
		}
		out = append(out, steps(d.Steps)...)
	}
	for i := range res.Refuted {
		out = append(out, fmt.Sprintf("refuted %s: %s", way(&res.Refuted[i].Finding), res.Refuted[i].Why))
	}
	for i := range res.Flaws {
		f := &res.Flaws[i]
		out = append(out, fmt.Sprintf("flaw %d %s:%d %s %d %q %q %q %v %s managed %v late %v returns %v", f.Kind, f.Function, f.Pos.Line, f.Callee, f.Confidence, f.Subject, f.Actor, f.Detail, f.Waits, f.Again, f.Managed, f.Late, f.Returns))
		out = append(out, steps(f.Steps)...)
	}
	return out
}

func steps(list []diag.Step) (out []string) {
	for _, s := range list {
		out = append(out, fmt.Sprintf("  %s:%d %s", s.Function, s.Line, s.What))
	}
	return out
}

// way is a finding's, from where the context began; with the other side's, if it has two.
func way(f *engine.Finding) string {
	text := fmt.Sprintf("%d %s %s %s", f.Kind, f.Origin.Kind, f.Origin.Fn.Name, f.Origin.Lock)
	for _, frames := range [][]engine.Frame{f.Opened, f.Chain} {
		text += " |"
		for i := range frames {
			text += fmt.Sprintf(" %s:%d", frames[i].Fn.Name, frames[i].In.Pos.Line)
		}
	}
	text += fmt.Sprintf(" %s@%d also %d others %d", f.Leaf().Callee, f.Primary, len(f.Also), len(f.Others))
	if f.Second != nil {
		text += " against " + way(f.Second)
	}
	return text
}

// firstDifference is the first line that is another, with the sample it belongs to.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	sample := ""
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("%s\n got: %s\nwant: %s", sample, g[i], w[i])
		}
		if strings.HasPrefix(w[i], "# ") {
			sample = w[i]
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}
