package driver

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/source"
)

// KbuildArgs is what the kernel's build hands to a checker: the compiler's
// arguments, and the file as the last one.
type KbuildArgs struct {
	File    string
	Include []string // directories of -I and -isystem, in their order
	Options Options  // what --rules= and the like say
}

// takesValue lists the compiler's options whose value is a word of its own.
var takesValue = []string{
	"-D", "-U", "-I", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-iprefix",
	"-iwithprefix", "-o", "-x", "-MF", "-MT", "-MQ", "-arch", "-target", "-mllvm", "-Xclang", "-T",
	"-l", "-L", "-e", "-u", "-z", "--param",
}

// ParseKbuild reads the arguments. Options of compilers and of sparse that it
// does not know are none of its business; they change with every release.
func ParseKbuild(args []string) (*KbuildArgs, error) {
	k := &KbuildArgs{Options: Options{Cache: DefaultCache()}}
	for i := 0; i < len(args); i++ {
		a := args[i]
		name, value, joined := strings.Cut(a, "=")
		switch {
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
		case strings.HasPrefix(a, "-I") && len(a) > 2:
			k.Include = append(k.Include, a[2:])
		case slices.Contains(takesValue, a) && i+1 < len(args)-1:
			i++
			if a == "-I" || a == "-isystem" {
				k.Include = append(k.Include, args[i])
			}
		case i == len(args)-1 && !strings.HasPrefix(a, "-"):
			k.File = a
		}
	}
	if k.File == "" {
		return nil, errors.New("the last argument must be the file to check")
	}
	return k, nil
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
	res, j, err := prepare(o)
	if err != nil || len(j.files) == 0 {
		return res, err
	}
	disk, _ := o.openCache() // a build wants to hear about its files only
	err = res.check(ctx, o, &j, cFrontend{include: k.include(res.Tree), disk: disk})
	_ = disk.Close()
	return res, err
}

// include names the directories as the tree does; those outside of it hold the
// compiler's own headers and what the build generates.
func (k *KbuildArgs) include(t *source.Tree) []string {
	var dirs []string
	for _, d := range k.Include {
		if rel, err := t.Rel(d); err == nil {
			dirs = append(dirs, rel)
		}
	}
	return dirs
}

// RenderKbuild writes findings as compilers write warnings: the build goes on.
func RenderKbuild(w io.Writer, r *Result, from string) error {
	for i := range r.Findings {
		r.Findings[i].Severity = diag.Warning
	}
	if len(r.Findings) == 0 {
		return nil
	}
	return renderText(w, r, RenderOptions{From: from})
}
