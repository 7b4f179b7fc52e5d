package cdriver

import (
	"bytes"
	"context"
	"regexp"
	"slices"

	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/points"
)

// CallGraph is a program of which every body counts, also of functions that the
// model has rows for. Files are added as questions need them.
type CallGraph struct {
	l      *loader
	flow   *points.Flow
	macros map[string]bool   // that the files read so far define
	bare   map[string]string // of these: the functions that those without parameters call
	looked int               // how many of the files were looked at
}

// NewCallGraph opens an empty one. Files in o are not looked at.
func NewCallGraph(o Options) *CallGraph {
	w := newWorld(o)
	w.o.Model = w.o.Model.Bodies()
	l := w.loader(nil)
	l.prog.AllSides = true
	return &CallGraph{l: l, macros: map[string]bool{}, bare: map[string]string{}}
}

// Read adds files, with what they include, and links anew. It tells whether there
// was anything to add.
func (g *CallGraph) Read(ctx context.Context, files []string) (bool, error) {
	files = slices.DeleteFunc(slices.Clone(files), func(f string) bool { return g.l.saw(f) || !g.l.has(f) })
	if len(files) == 0 {
		return false, nil
	}
	slices.Sort(files)
	files = slices.Compact(files)
	for _, f := range files {
		g.l.whole[f] = true
	}
	if err := g.l.add(ctx, files, "reading"); err != nil {
		return false, err
	}
	g.l.prog.Relink()
	g.flow = points.LinkAll(g.l.prog)
	return true, nil
}

// OnlyMacro: the name is a macro wherever it is known, as one whose text is neither a
// statement nor an expression that could call something.
func (g *CallGraph) OnlyMacro(name string) bool {
	g.lookAtMacros()
	return g.macros[name] && !g.l.prog.HasProto(name)
}

// Bare is the function that a macro without parameters calls with nothing, "" if the name
// is none: current is get_current().
func (g *CallGraph) Bare(name string) string {
	g.lookAtMacros()
	return g.bare[name]
}

func (g *CallGraph) lookAtMacros() {
	for ; g.looked < len(g.l.prog.Units); g.looked++ {
		data, err := g.l.o.Tree.Read(g.l.prog.Units[g.looked].Path)
		if err != nil {
			continue // said when it was lowered
		}
		for _, m := range definition.FindAllSubmatch(data, -1) {
			g.macros[string(m[1])] = true
			if m[2] != nil {
				g.bare[string(m[1])] = string(m[2])
			}
		}
	}
}

var definition = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)(?:[ \t]+(\w+)\(\)[ \t]*$)?`)

// Module lists the files of the module of a file.
func (g *CallGraph) Module(file string) []string { return g.l.modules.Files(g.l.modules.Of(file)) }

// Naming lists those of some files whose text has a name.
func (g *CallGraph) Naming(files []string, name string) []string {
	var out []string
	for _, f := range files {
		if data, err := g.l.o.Tree.Read(f); err == nil && bytes.Contains(data, []byte(name)) {
			out = append(out, f)
		}
	}
	return out
}

// NamedBy lists, for each of some words, the C files of the tree that have it.
func (g *CallGraph) NamedBy(words map[string]bool) map[string][]string {
	if len(words) == 0 {
		return nil
	}
	files := g.l.cSources()
	found := make([][]string, len(files))
	g.l.parallel(context.Background(), len(files), func(i int) {
		data, err := g.l.o.Tree.Read(files[i])
		if err != nil {
			return
		}
		eachWord(data, func(w []byte) {
			if words[string(w)] && !slices.Contains(found[i], string(w)) {
				found[i] = append(found[i], string(w))
			}
		})
	})
	out := map[string][]string{}
	for i, ws := range found {
		for _, w := range ws {
			out[w] = append(out[w], files[i])
		}
	}
	return out
}

// Definition is the file that defines an external function called from a
// directory; "": none is known.
func (g *CallGraph) Definition(dir, name string) string { return g.l.definition(dir, name) }

// Program is what was read so far, and Flow where its function values go.
func (g *CallGraph) Program() *link.Program { return g.l.prog }
func (g *CallGraph) Flow() *points.Flow     { return g.flow }
