package atomicctx_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/ctxlint/ctxlint/analyzers/atomicctx"
	"github.com/ctxlint/ctxlint/internal/rule"
)

// prelude is what the examples in Go leave out.
const prelude = `package example

import (
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

type Errno int

func (e Errno) Error() string { return "" }

const EINVAL Errno = 22

type Hub struct {
	k       *sim.Kernel
	lock    sim.Spinlock
	mem     sim.Mem
	irq     *sim.IRQ
	pcm     pcm.PCM
	card    pcm.Card
	playing *pcm.Substream
	resets  int
}
`

// quiet takes what analysistest complains about: examples have no want comments.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}

// TestExamples holds the documentation's examples in Go to what they show.
func TestExamples(t *testing.T) {
	seen := 0
	for _, r := range atomicctx.Rules() {
		if r.Languages.Go == rule.None {
			continue
		}
		seen++
		if got := rulesOf(t, r.Bad.Go); !strings.Contains(got, "["+r.ID+"]") {
			t.Errorf("%s: the bad example yields %q", r.ID, got)
		}
		if got := rulesOf(t, r.Good.Go); got != "" {
			t.Errorf("%s: the mended example yields %q", r.ID, got)
		}
	}
	if seen == 0 {
		t.Error("no rule has an example in Go")
	}
}

// rulesOf analyses an example and joins the messages.
func rulesOf(t *testing.T, example string) string {
	t.Helper()
	dir := t.TempDir()
	stubs := filepath.Join("src", "github.com")
	if err := os.CopyFS(filepath.Join(dir, stubs), must(fs.Sub(os.DirFS(analysistest.TestData()), filepath.ToSlash(stubs)))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "src", "example", "example.go")
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(prelude+example+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, res := range analysistest.Run(quiet{}, dir, atomicctx.Analyzer, "example") {
		if res.Err != nil {
			t.Fatal(res.Err)
		}
		for _, d := range res.Diagnostics {
			out.WriteString(d.Message + "\n")
		}
	}
	return out.String()
}

func must(f fs.FS, err error) fs.FS {
	if err != nil {
		panic(err)
	}
	return f
}
