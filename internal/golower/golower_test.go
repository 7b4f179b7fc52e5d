package golower

import (
	"bytes"
	"flag"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
	"golang.org/x/tools/txtar"

	"github.com/ctxlint/ctxlint/internal/ir"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// lower type-checks one file as package p and lowers it.
func lower(t *testing.T, name string, src []byte) []*ir.Unit {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	conf := &types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, _, err := ssautil.BuildPackage(conf, fset, types.NewPackage("p", "p"), []*ast.File{file}, ssa.SanityCheckFunctions)
	if err != nil {
		t.Fatal(err)
	}
	return Package(pkg, []*ast.File{file}, "p")
}

func render(t *testing.T, units []*ir.Unit) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, u := range units {
		if err := ir.SanityUnit(u); err != nil {
			t.Error(err)
		}
		if err := ir.Print(&out, u); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// TestGolden compares testdata/*.txtar, each with in.go and the text that it
// lowers to, and reads that text back.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := render(t, lower(t, "in.go", a.Files[0].Data))
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "out.ir", Data: got})
				if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if len(a.Files) < 2 || !bytes.Equal(a.Files[1].Data, got) {
				t.Errorf("differs, -update rewrites it:\n%s", got)
			}
			if u, err := ir.Parse(name, got); err != nil {
				t.Error(err)
			} else if again := render(t, []*ir.Unit{u}); !bytes.Equal(again, got) {
				t.Errorf("the text changes when it is read back:\n%s", again)
			}
		})
	}
}

func TestDisplay(t *testing.T) {
	for text, want := range map[string]string{
		"(*github.com/x/y/sim.Spinlock).Lock() holds r->lock": "Spinlock.Lock() holds r.lock",
		"github.com/x/y/dma.TerminateSync() may sleep":        "dma.TerminateSync() may sleep",
		"(p.T).M$1":                            "T.M.func1",
		"p.F$2$1()":                            "p.F.func2.func1()",
		"through github.com/x/pcm.Ops.Trigger": "through pcm.Ops.Trigger",
		"a & b":                                "a & b",
		"holds &c->lock":                       "holds c.lock",
	} {
		if got := Display(text); got != want {
			t.Errorf("Display(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestBase(t *testing.T) {
	for sym, want := range map[string]string{"(*a/b.T).M": "M", "a/b.F": "F", "F": "F"} {
		if got := Base(sym); got != want {
			t.Errorf("Base(%q) = %q, want %q", sym, got, want)
		}
	}
}
