package driver

import (
	"context"
	"io"
	"maps"
	"runtime"
	"slices"

	"github.com/ctxlint/ctxlint/internal/ask"
	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/lsp"
	"github.com/ctxlint/ctxlint/internal/source"
)

// analyst answers a language server: each question sees the tree through the
// texts of the editor, and all share what was read.
type analyst struct {
	o     Options
	tree  *source.Tree
	cache *cdriver.Cache
	disk  *cdriver.Disk
	build *cdriver.Build
}

// newAnalyst opens the tree around a directory.
func newAnalyst(o Options, dir string) (*analyst, error) {
	o.Paths = []string{dir}
	tree, err := openTree(o)
	if err != nil {
		return nil, err
	}
	if o.Jobs == 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	a := &analyst{o: o, tree: tree, cache: cdriver.NewCache()}
	a.disk, _ = o.openCache() // an editor has no use for what a cache lacks
	a.build, err = o.readBuild(tree)
	return a, err
}

// LanguageServer speaks with one editor until it goes away.
func LanguageServer(ctx context.Context, rw io.ReadWriteCloser, o Options) error {
	if err := validate(o); err != nil {
		return err
	}
	if o.Root != "" { // an editor would not show why it has no server
		if _, err := source.Open(o.Root, nil); err != nil {
			return err
		}
	}
	var opened *analyst
	err := lsp.Serve(ctx, rw, Version(), func(dir string) (lsp.Analyst, error) {
		var err error
		opened, err = newAnalyst(o, dir)
		return opened, err
	})
	if opened != nil {
		var problems []Problem
		closeCache(opened.disk, &problems)
	}
	return err
}

func (a *analyst) Root() string { return a.tree.Root() }

func (a *analyst) Name(path string) (string, bool) {
	rel, err := a.tree.Rel(path)
	return rel, err == nil && source.IsC(rel)
}

func (a *analyst) Read(name string) ([]byte, error) { return a.tree.Read(name) }

// view is the tree through the editor's texts.
func (a *analyst) view(texts lsp.Texts) (*source.Tree, error) {
	overlay := &source.Overlay{}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if err := overlay.Set(a.tree.Path(name), texts[name]); err != nil {
			return nil, err
		}
	}
	return a.tree.View(overlay)
}

func (a *analyst) Check(ctx context.Context, texts lsp.Texts, name string, progress func(done, total int, what string)) ([]diag.Diagnostic, error) {
	res, err := a.checkFiles(ctx, texts, []string{name}, progress)
	if err != nil {
		return nil, err
	}
	return res.Findings, nil
}

// checkFiles checks files as they are in the texts, or else in the tree.
func (a *analyst) checkFiles(ctx context.Context, texts lsp.Texts, files []string, progress func(done, total int, what string)) (*Result, error) {
	view, err := a.view(texts)
	if err != nil {
		return nil, err
	}
	res := &Result{Tree: view}
	_, j, err := prepareView(a.o, view, files)
	if err != nil {
		return nil, err
	}
	j.progress = progress
	return res, res.check(ctx, a.o, &j, cFrontend{cache: a.cache, disk: a.disk, build: a.build})
}

func (a *analyst) File(ctx context.Context, texts lsp.Texts, name string) (*ask.FileView, error) {
	view, err := a.view(texts)
	if err != nil {
		return nil, err
	}
	return ask.NewWorld(a.options(view)).File(ctx, name)
}

func (a *analyst) options(view *source.Tree) cdriver.Options {
	return cdriver.Options{Tree: view, Jobs: a.o.Jobs, Progress: func(int, int, string) {}, Cache: a.cache, Disk: a.disk, Build: a.build}
}
