package driver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/ctxlint/ctxlint"
)

// demoCases are the sample drivers that the demo shows, the plainest first.
var demoCases = []string{
	"vc4-trigger-poll",
	"rcar-prep-alloc",
	"unlock-helper-nested",
	"pcm-nonatomic-irq",
	"work-cancels-itself",
}

// Demo checks sample drivers that come with the program, and prints what it
// finds in each and in its mended twin.
func Demo(ctx context.Context, w io.Writer, color bool) error {
	c := &counter{w: w}
	c.printf("Sample drivers, each with a bug that real drivers have had, and a mended twin.\n")
	silent := 0
	for i, name := range demoCases {
		title, err := caseTitle(name)
		if err != nil {
			return err
		}
		c.printf("\n--- %d. %s\n\n", i+1, title)
		bad, err := checkSample(ctx, name, "bad.c")
		if err != nil {
			return err
		}
		if len(bad.Findings) == 0 {
			return fmt.Errorf("demo: nothing was found in %s: this build is broken", name)
		}
		if err := renderText(w, bad, RenderOptions{Color: color}); err != nil {
			return err
		}
		ok, err := checkSample(ctx, name, "ok.c")
		if err != nil {
			return err
		}
		if len(ok.Findings) > 0 {
			return fmt.Errorf("demo: the mended twin of %s was flagged: this build is broken", name)
		}
		silent++
	}
	c.printf("\n--- The %d mended twins: no findings.\n\n", silent)
	c.printf("`ctxlint explain %s` says what to do about the first one.\n", "sleep-in-atomic")
	c.printf("`ctxlint check PATH` checks a driver, or a directory of a kernel tree.\n")
	return c.err
}

// caseTitle is the heading of a sample's description.
func caseTitle(name string) (string, error) {
	doc, err := ctxlint.Samples.ReadFile(path.Join("testdata/pairs", name, "case.md"))
	if err != nil {
		return "", err
	}
	title, _, _ := strings.Cut(string(doc), "\n")
	return strings.TrimPrefix(title, "# "), nil
}

// wantComment is what the samples tell the tests; the demo's reader need not
// see it.
var wantComment = regexp.MustCompile(`[ \t]*/\* want [^*]*\*/`)

// checkSample checks one file of a sample in a tree of its own, which is gone
// when it returns.
func checkSample(ctx context.Context, name, file string) (res *Result, err error) {
	root, err := os.MkdirTemp("", "ctxlint-demo-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(root)) }()
	include, err := fs.Sub(ctxlint.Samples, "testdata/include")
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(filepath.Join(root, "include"), include); err != nil {
		return nil, err
	}
	text, err := ctxlint.Samples.ReadFile(path.Join("testdata/pairs", name, file))
	if err != nil {
		return nil, err
	}
	driver := filepath.Join(root, name, file)
	if err := os.Mkdir(filepath.Dir(driver), 0o777); err != nil {
		return nil, err
	}
	if err := os.WriteFile(driver, wantComment.ReplaceAll(text, nil), 0o666); err != nil {
		return nil, err
	}
	res, err = Check(ctx, Options{Root: root, Paths: []string{driver}, Rules: []string{"all"}})
	if err != nil {
		return nil, err
	}
	return res.detach(), nil
}
