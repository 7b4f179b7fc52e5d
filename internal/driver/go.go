package driver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/packages"

	"github.com/ctxlint/ctxlint/analyzers"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/godriver"
	"github.com/ctxlint/ctxlint/internal/suppress"
)

// VetOptions says which Go packages to check and how.
type VetOptions struct {
	Dir           string   // in which patterns are resolved; "": the current directory
	Patterns      []string // as the go command takes them; none: "."
	Tests         bool     // check test files too
	Rules         []string
	MinConfidence Confidence
}

// goAnalyzers are what go vet runs.
func goAnalyzers() []*analysis.Analyzer {
	var out []*analysis.Analyzer
	for _, p := range analyzers.Parts {
		out = append(out, p.Analyzer)
	}
	return append(out, analyzers.Suppression)
}

// Vet checks Go packages, in the way of go vet but in one process.
func Vet(ctx context.Context, o VetOptions) (*Result, error) {
	if err := validate(Options{Rules: o.Rules, MinConfidence: o.MinConfidence}); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	pkgs, err := loadPackages(ctx, dir, o)
	if err != nil {
		return nil, err
	}
	res := &Result{texts: map[string][]byte{}}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			message := e.Error()
			if e.Pos == "" || e.Pos == "-" { // an error of no place, such as a package that there is not
				message = e.Msg
			}
			res.Problems = append(res.Problems, Problem{File: p.PkgPath, Message: message, Fatal: true})
		}
	}
	if res.Incomplete() {
		return res, nil // what does not compile cannot be analysed
	}
	todo, err := configuredAnalyzers(&o)
	if err != nil {
		return nil, err
	}
	graph, err := checker.Analyze(todo, pkgs, nil)
	if err != nil {
		return nil, err
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			res.Problems = append(res.Problems, Problem{File: act.Package.PkgPath, Message: act.Err.Error(), Fatal: true})
			continue
		}
		ds, _ := act.Result.([]diag.Diagnostic)
		for _, d := range ds {
			res.Findings = append(res.Findings, relocate(d, act.Package, dir))
		}
	}
	res.Findings = distinctFindings(res.Findings)
	for _, d := range res.Findings {
		if res.texts[d.File] == nil {
			name := d.File
			if !filepath.IsAbs(name) {
				name = filepath.Join(dir, name)
			}
			res.texts[d.File], _ = os.ReadFile(name) // without its text a finding has no excerpt
		}
	}
	diag.Seal(res.Findings, res.Read)
	return res, nil
}

func loadPackages(ctx context.Context, dir string, o VetOptions) ([]*packages.Package, error) {
	patterns := o.Patterns
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	conf := &packages.Config{Context: ctx, Dir: dir, Tests: o.Tests, Mode: packages.LoadAllSyntax | packages.NeedModule}
	pkgs, err := packages.Load(conf, patterns...)
	if err != nil {
		return nil, err
	}
	if len(pkgs) == 0 {
		return nil, fmt.Errorf("no Go packages match %s", strings.Join(patterns, " "))
	}
	return pkgs, nil
}

// configuredAnalyzers hands the options on as go vet would: as flags. Rules are
// one list for the user, and each analyzer has some of them.
func configuredAnalyzers(o *VetOptions) ([]*analysis.Analyzer, error) {
	chosen, err := analyzers.All().Select(o.Rules)
	if err != nil {
		return nil, err
	}
	parts := append(slices.Clone(analyzers.Parts), godriver.Part{Analyzer: analyzers.Suppression, Rules: suppress.Rules()})
	for _, p := range parts {
		var ids []string
		for _, r := range p.Rules {
			if chosen.Lookup(r.ID) != nil {
				ids = append(ids, r.ID)
			}
		}
		if len(ids) == 0 {
			ids = []string{"none"}
		}
		if err := p.Flags.Set("rules", strings.Join(ids, ",")); err != nil {
			return nil, err
		}
		if o.MinConfidence != "" && p.Flags.Lookup("min-confidence") != nil {
			if err := p.Flags.Set("min-confidence", string(o.MinConfidence)); err != nil {
				return nil, err
			}
		}
	}
	return goAnalyzers(), nil
}

// relocate turns names of the program into paths from dir, as far as they lie
// in the package's module.
func relocate(d diag.Diagnostic, p *packages.Package, dir string) diag.Diagnostic {
	root := ""
	if p.Module != nil {
		root = p.Module.Dir
	}
	move := func(file string) string {
		if root == "" {
			return file
		}
		full := filepath.Join(root, filepath.FromSlash(file))
		if _, err := os.Stat(full); errors.Is(err, os.ErrNotExist) {
			return file
		}
		if rel, err := filepath.Rel(dir, full); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
		return full
	}
	d.File = move(d.File)
	for i := range d.Steps {
		d.Steps[i].File = move(d.Steps[i].File)
	}
	for i := range d.Contexts {
		d.Contexts[i].File = move(d.Contexts[i].File)
	}
	return d
}

// distinctFindings drops what a package and its test variant both have.
func distinctFindings(ds []diag.Diagnostic) []diag.Diagnostic {
	type key struct {
		rule, file, message string
		line, column        int
	}
	seen := map[key]bool{}
	out := ds[:0]
	for _, d := range ds {
		k := key{d.Rule, d.File, d.Message, d.Line, d.Column}
		if !seen[k] {
			seen[k] = true
			out = append(out, d)
		}
	}
	return out
}

// IsVetCall tells whether the arguments are those by which go vet talks to its
// tool: a version, the flags, or the configuration of one package.
func IsVetCall(args []string) bool {
	for _, a := range args {
		if a == "-V=full" || a == "-flags" || strings.HasSuffix(a, ".cfg") && strings.HasPrefix(filepath.Base(a), "vet") {
			return true
		}
	}
	return false
}

// VetTool does what go vet asks of its tool, and exits.
func VetTool() { unitchecker.Main(goAnalyzers()...) }
