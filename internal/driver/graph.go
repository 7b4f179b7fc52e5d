package driver

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/graph"
	"github.com/ctxlint/ctxlint/internal/model"
)

// GraphOptions are a question about the call graph.
type GraphOptions struct {
	Options
	Specs    []string // FUNC or FUNC@FILE; or files
	Towards  string   // "callees", "callers", "sleepers"
	Within   int      // 0: two calls from functions, one from those of files
	Pairs    string   // file of pairs, "-" for standard input; "": none
	Format   string
	In       io.Reader
	Problems []Problem // what went wrong on the way, filled in
}

// GraphFormats and GraphTowards list what may be chosen.
var (
	GraphFormats = graph.Formats
	GraphTowards = []string{"callees", "callers", "sleepers"}
)

// defaultWithin is how many calls are followed from functions.
const defaultWithin = 2

// Graph answers a question about the call graph and prints the answer.
func Graph(ctx context.Context, w io.Writer, o *GraphOptions) error {
	if o.Within < 0 {
		return fmt.Errorf("--within %d: at least one call", o.Within)
	}
	if err := chosen("format", o.Format, GraphFormats); err != nil {
		return err
	}
	if err := chosen("towards", o.Towards, GraphTowards); err != nil {
		return err
	}
	pairs, err := o.readPairs()
	if err != nil {
		return err
	}
	tree, err := openTree(o.Options)
	if err != nil {
		return err
	}
	if o.Jobs == 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	disk, early := o.openCache()
	o.Problems = early
	defer closeCache(disk, &o.Problems)
	build, err := o.readBuild(tree)
	if err != nil {
		return err
	}
	g := graph.New(cdriver.Options{Tree: tree, Jobs: o.Jobs, Progress: o.progress(), Disk: disk, Build: build})
	if pairs != nil {
		answers, err := g.Pairs(ctx, pairs, cmp.Or(o.Within, defaultWithin))
		if err != nil {
			return err
		}
		return graph.WriteAnswers(w, answers)
	}
	edges, err := o.edges(ctx, g, tree.Rel)
	if err != nil {
		return err
	}
	return graph.Write(w, o.Format, edges)
}

func chosen(what, word string, from []string) error {
	if slices.Contains(from, word) {
		return nil
	}
	return unknown(what, word, from)
}

// edges asks for what the specs and the direction name.
func (o *GraphOptions) edges(ctx context.Context, g *graph.Graph, rel func(string) (string, error)) ([]graph.Edge, error) {
	var files []string
	var specs []graph.Spec
	for _, s := range o.Specs {
		name, file, _ := strings.Cut(s, "@")
		if file == "" && strings.HasSuffix(name, ".c") {
			file, name = name, ""
		}
		if file != "" {
			r, err := rel(file)
			if err != nil {
				return nil, err
			}
			file = r
		}
		if name == "" {
			files = append(files, file)
		} else {
			specs = append(specs, graph.Spec{Name: name, File: file})
		}
	}
	switch {
	case len(files) > 0 && len(specs) > 0:
		return nil, fmt.Errorf("either files or functions, not both")
	case len(files) > 0:
		return g.Files(ctx, files, max(o.Within, 1))
	case o.Towards == "callers":
		return g.To(ctx, specs, cmp.Or(o.Within, defaultWithin))
	}
	edges, err := g.From(ctx, specs, cmp.Or(o.Within, defaultWithin))
	if err == nil && o.Towards == "sleepers" {
		edges = graph.Sleepers(edges, model.Kernel())
	}
	return edges, err
}

// readPairs reads lines of two functions and, maybe, their files.
func (o *GraphOptions) readPairs() ([]graph.Pair, error) {
	if o.Pairs == "" {
		return nil, nil
	}
	var data []byte
	var err error
	if o.Pairs == "-" {
		data, err = io.ReadAll(o.In)
	} else {
		data, err = os.ReadFile(o.Pairs)
	}
	if err != nil {
		return nil, fmt.Errorf("pairs: %w", err)
	}
	out := []graph.Pair{}
	for n, line := range strings.Split(string(data), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cols := strings.Split(strings.TrimRight(line, "\r"), "\t")
		if len(cols) < 2 || len(cols) > 4 || cols[0] == "" || cols[1] == "" {
			return nil, fmt.Errorf("%s:%d: want outer<TAB>inner[<TAB>file of outer<TAB>file of inner], got %q", o.Pairs, n+1, line)
		}
		cols = append(cols, "", "")
		out = append(out, graph.Pair{Outer: cols[0], Inner: cols[1], OuterFile: cols[2], InnerFile: cols[3]})
	}
	return out, nil
}
