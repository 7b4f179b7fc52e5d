package driver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/nearest"
	"github.com/ctxlint/ctxlint/internal/source"
)

// KbuildArgs is what the kernel's build hands to a checker: the compiler's
// arguments, and the file as the last one.
type KbuildArgs struct {
	File     string
	Compiler []string // the compiler's arguments
	Options  Options  // what --rules= and the like say
	Also     string   // another checker, which gets the same arguments
	FailOn   string   // which findings fail the build, as [FailsOn] takes it
}

// kbuildOptions are the options of its own.
var kbuildOptions = []string{"--rules", "--min-confidence", "--config", "--cache", "--root", "--fail-on", "--also"}

// compilerOptions are those of compilers that begin with two dashes, too.
var compilerOptions = []string{"--param", "--sysroot", "--target", "--gcc-toolchain", "--std", "--prefix", "--arch", "--include-directory"}

// ParseKbuild reads the arguments. Options of compilers and of sparse that it
// does not know are none of its business; they change with every release. All that
// begin with two dashes are known, so that a mistyped option is not taken for one
// of theirs and lost.
func ParseKbuild(args []string) (*KbuildArgs, error) {
	k := &KbuildArgs{Options: Options{Cache: DefaultCache()}, FailOn: "never"}
	k.Options.CacheURL, k.Options.CachePush = DefaultSharedCache()
	for i, a := range args {
		name, value, joined := strings.Cut(a, "=")
		if i == 0 || !slices.Contains(takesValue, args[i-1]) {
			if err := checkKbuildOption(name, joined); err != nil {
				return nil, err
			}
		}
		switch {
		case joined && name == "--also":
			k.Also = value
		case joined && name == "--fail-on":
			k.FailOn = value
		case joined && name == "--rules":
			k.Options.Rules = strings.Split(value, ",")
		case joined && name == "--min-confidence":
			k.Options.MinConfidence = Confidence(value)
		case joined && name == "--config":
			k.Options.Config = value
		case joined && name == "--cache":
			k.Options.Cache = value
		case joined && name == "--root":
			k.Options.Root = value
		case i == len(args)-1 && !strings.HasPrefix(a, "-"):
			k.File = a
		default:
			k.Compiler = append(k.Compiler, a)
		}
	}
	if k.File == "" {
		return nil, errors.New("the last argument must be the file to check")
	}
	return k, nil
}

func checkKbuildOption(name string, joined bool) error {
	switch {
	case slices.Contains(kbuildOptions, name) && !joined:
		return fmt.Errorf("%s: want %s=VALUE, with an equals sign", name, name)
	case strings.HasPrefix(name, "--") && !slices.Contains(kbuildOptions, name) && !slices.Contains(compilerOptions, name):
		return fmt.Errorf("unknown option %s%s; kbuild has %s", name, nearest.Hint(name, kbuildOptions), strings.Join(kbuildOptions, ", "))
	}
	return nil
}

// Kbuild checks one file: what its functions and whatever they call do in the
// contexts that the file puts them in. A build asks file by file, so what one
// file does to another is found when the first is asked for. A file that is not
// C is nothing to check.
func Kbuild(ctx context.Context, k *KbuildArgs) (*Result, error) {
	o := k.Options
	o.Paths, o.Jobs = []string{k.File}, 1 // make runs as many as it wants
	if err := validate(o); err != nil {
		return nil, err
	}
	if !source.IsC(k.File) {
		return &Result{}, nil
	}
	if o.Root == "" {
		o.Root = k.root()
	}
	res, j, err := prepare(o)
	if err != nil || len(j.files) == 0 {
		return res, err
	}
	res.Passed = k.File
	disk, _ := o.openCache() // a build wants to hear about its files only
	err = res.check(ctx, o, &j, cFrontend{build: k.build(res.Tree, j.files[0]), disk: disk, session: buildSession()})
	_ = disk.Close()
	return res, err
}

// root is the kernel tree that the compiler's arguments name: the one whose include
// directory is among them. A module outside of it is then checked in it, as it is
// compiled. "": it is found upwards from the file.
func (k *KbuildArgs) root() string {
	for _, dir := range parseCompiler(k.Compiler).include {
		if filepath.Base(dir) != "include" {
			continue
		}
		if root := source.Headers(filepath.Dir(dir)); source.IsKernelRoot(root) {
			return root
		}
	}
	return ""
}

// build is what the compiler's arguments say of the one file. Headers are read as
// it is.
func (k *KbuildArgs) build(tree *source.Tree, file string) *cdriver.Build {
	c := parseCompiler(k.Compiler).command(tree, ".", configurations{})
	return cdriver.NewBuild(map[string]*cdriver.Command{file: c})
}

// RenderKbuild writes findings as compilers write warnings, where the build goes
// on.
func RenderKbuild(w io.Writer, r *Result, from string) error {
	for i := range r.Findings {
		r.Findings[i].Severity = diag.Warning
	}
	if len(r.Findings) == 0 {
		return nil
	}
	return renderText(w, r, RenderOptions{From: from})
}
