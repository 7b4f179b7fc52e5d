// Package watch rewrites models of drivers so that the simulator sees every access
// to a Go variable which contexts may share. `ctxlint sim DIR` runs a model so: a
// plain field that two contexts meet on is a data race then, and not something that
// exploration calls complete without having seen it.
//
// What may be shared is a variable of a package, a local one that a function literal
// uses and somebody changes, and whatever lies behind a pointer, in a slice or a
// map. Its reads become *sim.WatchRead(&x, "x"), its writes *sim.WatchWrite(&x, "x"),
// in place, so that lines stay where they are. The simulator's own objects are left
// alone: they report themselves.
//
// It errs towards seeing less: an element of an array behind an index that calls
// something, a variable that a range clause assigns to, and what other packages than
// the model's do, are not seen.
package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

const (
	ours    = "github.com/ctxlint/ctxlint"
	simPath = ours + "/reference/sim"
)

// Rewrite returns the rewritten sources of the packages that the patterns name,
// seen from dir, and of what they are made of: packages that use the simulator,
// directly or not, and are not the simulator's. The keys are absolute paths.
func Rewrite(ctx context.Context, dir string, tests bool, patterns ...string) (map[string]string, error) {
	conf := &packages.Config{Context: ctx, Dir: dir, Tests: tests,
		Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps | packages.NeedFiles}
	roots, err := packages.Load(conf, patterns...)
	if err != nil {
		return nil, err
	}
	conf.Mode |= packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedCompiledGoFiles
	conf.Mode &^= packages.NeedDeps // of the dependencies, types are enough
	conf.Mode |= packages.NeedExportFile
	names := models(roots)
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: no package here uses %s", dir, simPath)
	}
	pkgs, err := packages.Load(conf, names...)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, listed(p.Errors)
		}
		if testMain(p) {
			continue
		}
		if err := rewritePackage(p, files); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// testMain reports whether a package is the program that the go command makes of a
// test: it lies in the go command's cache, and is nobody's model.
func testMain(p *packages.Package) bool { return strings.HasSuffix(p.PkgPath, ".test") }

func listed(errs []packages.Error) error {
	var all []error
	for _, e := range errs {
		all = append(all, e)
	}
	return errors.Join(all...)
}

// models are the packages to be rewritten: the roots, and what they are made of.
func models(roots []*packages.Package) []string {
	var names []string
	packages.Visit(roots, nil, func(p *packages.Package) {
		own := strings.HasPrefix(p.PkgPath, ours+"/reference/") && !slices.Contains(roots, p)
		if own || p.PkgPath == simPath || testMain(p) || !uses(p, map[*packages.Package]bool{}) {
			return
		}
		if name := strings.TrimSuffix(p.PkgPath, "_test"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	})
	slices.Sort(names)
	return names
}

// uses reports whether a package imports the simulator, directly or not.
func uses(p *packages.Package, seen map[*packages.Package]bool) bool {
	if seen[p] {
		return false
	}
	seen[p] = true
	for _, q := range p.Imports {
		if q.PkgPath == simPath || uses(q, seen) {
			return true
		}
	}
	return false
}

// rewritePackage adds the rewritten files of a package. A package with its tests
// comes after the one without, and replaces it.
func rewritePackage(p *packages.Package, files map[string]string) error {
	shared := captured(p)
	for _, f := range p.Syntax {
		name := p.Fset.File(f.Pos()).Name()
		if !slices.Contains(p.GoFiles, name) {
			continue // made by a tool, of cgo or of a test's main
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		abs, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		w := &writer{info: p.TypesInfo, file: p.Fset.File(f.Pos()), src: src, shared: shared}
		files[abs] = w.rewrite(f)
	}
	return nil
}
