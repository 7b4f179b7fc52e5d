package ask

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/nearest"
	"github.com/ctxlint/ctxlint/internal/source"
)

// target is what a question is about.
type target struct {
	fn   *link.Func
	line int // 0: the function as a whole
	op   link.OpKey
}

// TargetError is a question that names nothing, or too much.
type TargetError struct{ msg string }

func (e *TargetError) Error() string { return e.msg }

func noTarget(format string, args ...any) error {
	return &TargetError{fmt.Sprintf(format, args...)}
}

// target reads FUNC, FUNC@FILE, FILE:LINE or STRUCT.MEMBER, and has the file read
// that it leads to.
func (w *World) target(ctx context.Context, spec string) (target, error) {
	if file, line, ok := fileLine(spec); ok {
		return w.lineTarget(ctx, file, line)
	}
	name, file, hasFile := strings.Cut(spec, "@")
	if hasFile {
		rel, err := w.o.Tree.Rel(file)
		if err != nil {
			return target{}, noTarget("%s: %v", file, err)
		}
		if _, err := w.o.Tree.Read(rel); err != nil {
			return target{}, noTarget("%s: %v", path.Clean(file), err)
		}
		return w.funcTarget(ctx, name, []string{rel})
	}
	if file, at, ok := cutLast(spec, ':'); ok && source.IsC(file) {
		return target{}, noTarget("%s: %q is no line: the first is 1", file, at)
	}
	if source.IsC(spec) {
		return target{}, noTarget("%s is a file: say which line, as %s:LINE, or which function, as FUNC@%s", spec, spec, spec)
	}
	if s, member, ok := strings.Cut(spec, "."); ok && !strings.Contains(spec, "/") {
		tag, member := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "struct ")), strings.TrimSpace(member)
		if !isName(tag) || !isName(member) {
			return target{}, noTarget("%q names no member: STRUCT.MEMBER does, as file_operations.open", spec)
		}
		return target{op: link.OpKey{Struct: "struct " + tag, Field: member}}, nil
	}
	if !isName(name) {
		return target{}, noTarget("%q is no function, FILE:LINE or STRUCT.MEMBER", spec)
	}
	files := w.definitions(name)
	if len(files) == 0 {
		var err error
		if files, err = w.madeIn(ctx, name); err != nil {
			return target{}, err
		}
	}
	return w.funcTarget(ctx, name, files)
}

// maxMadeFiles bounds the files that are read for a function whose name no text defines.
const maxMadeFiles = 20

// madeIn lists the files in which a macro of their own makes a function of that name: the
// text has the name where it is used only.
func (w *World) madeIn(ctx context.Context, name string) ([]string, error) {
	users := slices.DeleteFunc(slices.Clone(w.texts.of([]string{name}, "")[name]), func(f string) bool { return !strings.HasSuffix(f, ".c") })
	users = users[:min(len(users), maxMadeFiles)]
	if len(users) == 0 {
		return nil, nil
	}
	if err := w.read(ctx, users); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(users, func(f string) bool { return len(w.Funcs(name, f)) == 0 }), nil
}

func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r > 127 || !isWord(byte(r)) }) && (s[0] < '0' || s[0] > '9')
}

func fileLine(spec string) (file string, line int, ok bool) {
	file, at, ok := cutLast(spec, ':')
	n, err := strconv.Atoi(at)
	return file, n, ok && err == nil && n > 0
}

// cutLast is [strings.Cut] at the last sep.
func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// definitions lists the files that define a function, C files before headers.
func (w *World) definitions(name string) []string {
	files := w.texts.of([]string{name}, "")[name]
	defines := make([]bool, len(files))
	w.texts.each(len(files), func(i int) {
		data, err := w.o.Tree.Read(files[i])
		if err != nil {
			return
		}
		for _, f := range cdriver.Functions(data) {
			defines[i] = defines[i] || f.Name == name
		}
	})
	var cs, hs []string
	for i, f := range files {
		switch {
		case !defines[i]:
		case strings.HasSuffix(f, ".c"):
			cs = append(cs, f)
		default:
			hs = append(hs, f)
		}
	}
	if len(cs) > 0 {
		return cs
	}
	return hs
}

// funcTarget takes the one function of that name in the files.
func (w *World) funcTarget(ctx context.Context, name string, files []string) (target, error) {
	if len(files) > 1 {
		files = preferTree(files)
	}
	switch {
	case len(files) == 0:
		return target{}, noTarget("no file of the tree defines %s()", name)
	case len(files) > 1:
		shown := files[:min(len(files), 6)]
		more := ""
		if len(files) > len(shown) {
			more = fmt.Sprintf(" and %d more", len(files)-len(shown))
		}
		return target{}, noTarget("%s() is defined in %s%s: say which, as %s@%s", name, strings.Join(shown, ", "), more, name, files[0])
	}
	if err := w.read(ctx, files); err != nil {
		return target{}, err
	}
	fns := w.Funcs(name, files[0])
	if len(fns) == 0 {
		var known []string
		if p := w.prog(); p != nil { // nil while no file could be read
			if u := p.Unit(files[0]); u != nil {
				for _, f := range u.Funcs {
					known = append(known, f.Name)
				}
			}
		}
		return target{}, noTarget("%s defines no function %s()%s", files[0], name, nearest.Hint(name, known))
	}
	return target{fn: largest(fns)}, nil
}

// preferTree drops definitions that are no part of a usual kernel: those of
// samples, and of other architectures where there is one outside of arch/.
func preferTree(files []string) []string {
	keep := func(ok func(string) bool) {
		if kept := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !ok(f) }); len(kept) > 0 {
			files = kept
		}
	}
	keep(func(f string) bool { return !strings.HasPrefix(f, "samples/") && !strings.Contains(f, "/selftests/") })
	keep(func(f string) bool { return !strings.HasPrefix(f, "arch/") })
	keep(func(f string) bool { return !strings.HasPrefix(f, "arch/") || strings.HasPrefix(f, "arch/x86/") })
	return files
}

// largest is the definition with the most in it: others are stubs for what was
// configured away.
func largest(fns []*link.Func) *link.Func {
	best := fns[0]
	for _, f := range fns[1:] {
		if len(f.Calls) > len(best.Calls) {
			best = f
		}
	}
	return best
}

// lineTarget is the function around a line.
func (w *World) lineTarget(ctx context.Context, file string, line int) (target, error) {
	rel, err := w.o.Tree.Rel(file)
	if err != nil {
		return target{}, noTarget("%s: %v", file, err)
	}
	data, err := w.o.Tree.Read(rel)
	if err != nil {
		return target{}, noTarget("%s: %v", path.Clean(file), err)
	}
	for _, f := range cdriver.Functions(data) {
		if f.First <= line && line <= f.Last {
			t, err := w.funcTarget(ctx, f.Name, []string{rel})
			t.line = line
			return t, err
		}
	}
	return target{}, noTarget("%s:%d is in no function", rel, line)
}
