package golower

import (
	"bytes"
	"go/ast"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// TestStandardLibrary lowers real packages, with generics, goroutines and every
// kind of statement: what comes out is sane, can be read back, and is complete.
func TestStandardLibrary(t *testing.T) {
	conf := &packages.Config{Mode: packages.LoadSyntax}
	pkgs, err := packages.Load(conf, strings.Fields(stdPackages)...)
	if err != nil {
		t.Fatal(err)
	}
	prog, built := ssautil.Packages(pkgs, ssa.BuilderMode(0))
	prog.Build()
	for i, p := range built {
		if p == nil {
			t.Fatalf("%s was not built: %v", pkgs[i].PkgPath, pkgs[i].Errors)
		}
		units := Package(p, pkgs[i].Syntax, pkgs[i].PkgPath)
		funcs := 0
		for _, u := range units {
			funcs += len(u.Funcs)
			if u.Stats.Unknown > 0 {
				t.Errorf("%s: %d functions with an unknown region", u.Path, u.Stats.Unknown)
			}
		}
		for _, u := range units {
			text := render(t, []*ir.Unit{u})
			back, err := ir.Parse(u.Path, text)
			if err != nil {
				t.Fatalf("%v:\n%s", err, line(text, err))
			}
			if again := render(t, []*ir.Unit{back}); !bytes.Equal(text, again) {
				t.Errorf("%s changes when it is read back", u.Path)
			}
		}
		if want := declarations(pkgs[i].Syntax); funcs < want {
			t.Errorf("%s: %d functions, %d are declared", pkgs[i].PkgPath, funcs, want)
		}
	}
}

// declarations counts the functions with a body and a name.
func declarations(files []*ast.File) int {
	n := 0
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil && fd.Name.Name != "_" {
				n++
			}
		}
	}
	return n
}

const stdPackages = "sync go/types net/http encoding/json slices iter os"

func line(text []byte, err error) string {
	f := strings.Split(err.Error(), ":")
	n := 0
	for _, w := range f {
		if k, e := strconv.Atoi(w); e == nil {
			n = k
			break
		}
	}
	return strings.Split(string(text), "\n")[n-1]
}
