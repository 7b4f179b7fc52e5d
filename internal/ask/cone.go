package ask

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Bounds of a cone. What lies beyond is said in the answer.
const (
	maxConeFuncs = 1000
	maxConeFiles = 600
	maxConeDepth = 40
	maxOpFiles   = 60
)

// cone is everything from which a function can be reached.
type cone struct {
	funcs map[*link.Func]bool
	level map[*link.Func]int // how many calls it is up
	// through is what all ways down from a function go through: see passed.go.
	through map[*link.Func][]passed
	files   map[string]bool
	cut     []string // what was left out, in words
}

// buildCone climbs from a function to all that calls it.
func (w *World) buildCone(ctx context.Context, fn *link.Func) (*cone, error) {
	c := &cone{funcs: map[*link.Func]bool{fn: true}, level: map[*link.Func]int{}, files: map[string]bool{fn.File: true}, through: map[*link.Func][]passed{fn: nil}}
	frontier := []*link.Func{fn}
	for depth := 0; len(frontier) > 0; depth++ {
		if depth == maxConeDepth {
			c.cut = append(c.cut, fmt.Sprintf("callers more than %d calls up are left out", maxConeDepth))
			break
		}
		// What takes a function as an argument may store it in a member, whose
		// callers are asked for then.
		for _, step := range []func(context.Context, *cone, []*link.Func) error{w.readCallers, w.readTakers, w.readCallers} {
			if err := step(ctx, c, frontier); err != nil {
				return nil, err
			}
		}
		frontier = w.climb(c, frontier, depth+1)
		if len(c.funcs) >= maxConeFuncs {
			c.cut = append(c.cut, fmt.Sprintf("more than %d functions lead here: the rest is left out", maxConeFuncs))
			break
		}
	}
	return c, nil
}

// climb adds the callers of the frontier and returns those that are new.
func (w *World) climb(c *cone, frontier []*link.Func, level int) []*link.Func {
	x := w.index()
	var next []*link.Func
	add := func(f *link.Func, through []passed) {
		switch {
		case c.funcs[f]:
			if c.narrow(f, through) {
				next = append(next, f) // more files may call it
			}
		case len(c.funcs) < maxConeFuncs:
			c.funcs[f], c.level[f], c.through[f] = true, level, through
			next = append(next, f)
		}
	}
	for _, f := range frontier {
		for _, caller := range x.callers[f] {
			add(caller, x.passing(caller, f, c.through[f]))
		}
		for _, h := range x.handed[f] {
			add(h.by, c.through[f])
			if !c.funcs[h.to] {
				c.funcs[h.to], c.level[h.to] = true, level // entered from there only, see flow.go
			}
		}
	}
	return next
}

// readCallers reads the files that may call the functions of the frontier.
func (w *World) readCallers(ctx context.Context, c *cone, frontier []*link.Func) error {
	byScope := map[string][]*link.Func{}
	x := w.index()
	var files []string
	add := func(f *link.Func, found []string) {
		for _, file := range found {
			if !c.files[file] && sourceFile(file) && !w.elsewhere(c.through[f], file) {
				files = append(files, file)
			}
		}
	}
	for _, f := range frontier {
		if f.AtFileScope() {
			continue // nobody calls it
		}
		if scope, all := w.scopeOf(f); all {
			byScope[scope] = append(byScope[scope], f)
		}
		for _, k := range x.bound[f] {
			add(f, w.opCallers(k, f))
		}
	}
	for scope, fns := range byScope {
		var names []string
		for _, f := range fns {
			names = append(names, f.Name)
		}
		slices.Sort(names)
		found := w.texts.of(slices.Compact(names), scope)
		for _, f := range fns {
			add(f, found[f.Name])
		}
	}
	slices.Sort(files)
	files = slices.Compact(files)
	if room := maxConeFiles - len(c.files); len(files) > room {
		sortByDistance(files, frontier[0].File)
		c.cut = append(c.cut, fmt.Sprintf("%d of %d files that may call %s() were not read", len(files)-max(room, 0), len(files), frontier[0].Name))
		files = files[:max(room, 0)]
	}
	for _, f := range files {
		c.files[f] = true
	}
	return w.read(ctx, files)
}

// readTakers reads the bodies of functions to which those of the frontier are
// passed as arguments.
func (w *World) readTakers(ctx context.Context, _ *cone, frontier []*link.Func) error {
	var files []string
	for _, f := range frontier {
		for _, t := range w.index().taken[f] {
			if file := w.ws.Definition(t.dir, t.name); file != "" {
				files = append(files, file)
			}
		}
	}
	slices.Sort(files)
	return w.read(ctx, slices.Compact(files))
}

func sourceFile(f string) bool {
	return strings.HasSuffix(f, ".c") || strings.HasSuffix(f, ".h")
}

// scopeOf is the directory below which a function can be called, "" for the
// tree; all is false for what only its own file can call. What is neither exported nor
// declared for everybody is called from its own module.
func (w *World) scopeOf(f *link.Func) (scope string, all bool) {
	switch {
	case f.Unit.Header || f.Kind == ir.FuncMacro && f.Unit.Header:
		if strings.HasPrefix(f.File, "include/") || strings.HasPrefix(f.File, "arch/") {
			return "", true
		}
		return moduleDir(f.File), true
	case f.Kind != ir.FuncNormal:
		return "", false
	}
	data, err := w.o.Tree.Read(f.File)
	top, _, _ := strings.Cut(f.File, "/")
	if err == nil && !exports(data, f.Name) && slices.Contains([]string{"drivers", "sound", "fs", "net", "crypto"}, top) && strings.Count(f.File, "/") > 1 && !w.declared(f.Name) {
		return moduleDir(f.File), true
	}
	return "", true
}

// declared: a header for everybody mentions a function, so that what is linked into the
// kernel can call it without an export.
func (w *World) declared(name string) bool {
	return len(w.texts.of([]string{name}, "include")[name]) > 0
}

// exports: the text hands the function to other modules.
func exports(data []byte, name string) bool {
	for _, l := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(l, "EXPORT_") && hasWord([]byte(l), name) {
			return true
		}
	}
	return false
}

// offers: a file exports something, as the cores of subsystems do.
func (w *World) offers(file string) bool {
	data, err := w.o.Tree.Read(file)
	return err == nil && bytes.Contains(data, []byte("\nEXPORT_"))
}

// moduleDir is the directory of a file, at most three deep.
func moduleDir(file string) string {
	parts := strings.Split(path.Dir(file), "/")
	return strings.Join(parts[:min(len(parts), 3)], "/")
}

// opCallers lists files that may call a function through a member that points to
// it. A member with a contract needs none: the contract says the context.
func (w *World) opCallers(k link.OpKey, f *link.Func) []string {
	if contracted(w.model, k) || k.Struct == "" {
		return nil
	}
	files, known := w.opFiles[k]
	if !known {
		files = w.memberCallers(k, f)
		w.opFiles[k] = files
	}
	files = slices.Clone(files)
	sortByDistance(files, f.File)
	// The inline functions beside the struct are how most files call the member.
	if i := slices.Index(files, w.prog().StructFile(f.Unit, ir.Type(k.Struct))); i >= 0 {
		header := files[i]
		files = slices.Insert(slices.Delete(files, i, i+1), 0, header)
	}
	return files[:min(len(files), maxOpFiles)]
}

// memberCallers lists the files that call through a member: of a struct that is
// declared for everybody those that name the struct or include its header, of
// another those below its directory.
func (w *World) memberCallers(k link.OpKey, f *link.Func) []string {
	tag := k.Struct[strings.LastIndexByte(k.Struct, ' ')+1:]
	header := w.prog().StructFile(f.Unit, ir.Type(k.Struct))
	switch {
	case strings.HasPrefix(header, "include/"):
		return w.texts.callers(k.Field, "", [][]string{{tag}, includeWords(header)})
	case header == "":
		return w.texts.callers(k.Field, "", [][]string{{tag}})
	}
	return w.texts.callers(k.Field, moduleDir(header), [][]string{nil})
}

// includeWords are the words of the line that includes a header.
func includeWords(header string) []string {
	name := strings.TrimSuffix(strings.TrimPrefix(header, "include/"), ".h")
	return strings.FieldsFunc(name, func(r rune) bool { return r > 127 || !isWord(byte(r)) })
}

// sortByDistance puts files near to one first.
func sortByDistance(files []string, near string) {
	slices.SortStableFunc(files, func(a, b string) int { return common(b, near) - common(a, near) })
}

// common counts the leading path components that two files share.
func common(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] {
		n++
	}
	return n
}
