package godriver

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/golower"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
	"github.com/ctxlint/ctxlint/internal/protocol"
	"golang.org/x/tools/go/ssa/ssautil"
)

// analysed lowers and analyses one file, as run does.
func analysed(t *testing.T, src string) (*Result, []*ir.Unit) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	conf := &types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, _, err := ssautil.BuildPackage(conf, fset, types.NewPackage("p", "p"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	own := golower.Package(pkg, []*ast.File{file}, "p")
	prog := link.New(model.Go())
	prog.Packages = true
	for _, u := range own {
		prog.Add(u)
	}
	points.Link(prog)
	return &Result{Engine: protocol.Run(prog, engine.Options{Jobs: 1})}, own
}

const source = `package p

import "time"

type ops struct{ start func() }

func sleeps(c chan int) { <-c }
func passes(f func())   { f() }
func bound()            {}
func dull(n int) int {
	for i := range n {
		n += i * i
	}
	return n
}
func long() { time.Sleep(1); time.Sleep(2); time.Sleep(3); time.Sleep(4); time.Sleep(5) }

var table = ops{start: bound}
`

func TestFactKeepsWhatMatters(t *testing.T) {
	res, own := analysed(t, source)
	fact := res.export(own)
	text := string(fact.Units[0])
	for name, want := range map[string]bool{"p.sleeps": true, "p.passes": true, "p.bound": true, "p.long": true, "p.dull": false} {
		if got := strings.Contains(text, `@"`+name+`"(`) && strings.Contains(text, "func "); got != want {
			t.Errorf("%s in the fact: %v, want %v:\n%s", name, got, want, text)
		}
	}
	if res.Dropped != 0 {
		t.Errorf("%d bodies dropped", res.Dropped)
	}
	if u, err := ir.Parse("fact", fact.Units[0]); err != nil {
		t.Error(err)
	} else if err := ir.SanityUnit(u); err != nil {
		t.Error(err)
	}
}

// The same source gives the same bytes: go vet caches by them.
func TestFactIsDeterministic(t *testing.T) {
	encode := func() []byte {
		res, own := analysed(t, source)
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(res.export(own)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := encode()
	for range 3 {
		if !bytes.Equal(first, encode()) {
			t.Fatal("the fact of one source differs from run to run")
		}
	}
	var back Package
	if err := gob.NewDecoder(bytes.NewReader(first)).Decode(&back); err != nil || len(back.Units) != 1 {
		t.Errorf("%v, %d units", err, len(back.Units))
	}
}

// A package beyond the budget loses its largest bodies, and says so.
func TestFactBudget(t *testing.T) {
	var src strings.Builder
	src.WriteString(source)
	for i := range 2000 {
		fmt.Fprintf(&src, "func f%d(c chan int) { <-c; <-c; <-c; <-c; <-c; <-c }\n", i)
	}
	res, own := analysed(t, src.String())
	fact := res.export(own)
	size := 0
	for _, u := range fact.Units {
		size += len(u)
	}
	if size > Budget || size < Budget/2 {
		t.Errorf("%d bytes, the budget is %d", size, Budget)
	}
	if res.Dropped == 0 || res.Bodies == 0 || res.Dropped+res.Bodies < 2000 {
		t.Errorf("%d bodies kept, %d dropped", res.Bodies, res.Dropped)
	}
	if !strings.Contains(string(fact.Units[0]), `@"p.sleeps"(`) {
		t.Error("a small body was dropped before a large one")
	}
}
