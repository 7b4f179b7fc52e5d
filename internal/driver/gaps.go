package driver

import (
	"cmp"
	"context"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/source"
)

// Gap is an interface of the kernel whose context the model says nothing about: an
// ops struct with callbacks without a row, or a function that takes a callback.
type Gap struct {
	Name  string   // of the struct or the function
	Calls []string // the callbacks without a row
	File  string
	Users int // objects of the struct with an initialiser, or calls of the function
}

// ModelGaps lists, for the tree at root, the ops structs of include/ and the
// functions declared there that take a function, without a row, those with most
// users first. Others than with at least so many users are left out.
func ModelGaps(ctx context.Context, w io.Writer, root string, users int, progress func(done, total int, what string)) error {
	if root == "" {
		var err error
		if root, err = source.FindRoot(nil); err != nil {
			return err
		}
	}
	tree, err := source.Open(root, nil)
	if err != nil {
		return err
	}
	var headers, sources []string
	tree.WalkAll(func(rel string) {
		switch {
		case strings.HasPrefix(rel, "include/") && strings.HasSuffix(rel, ".h"):
			headers = append(headers, rel)
		case strings.HasSuffix(rel, ".c") && !strings.HasPrefix(rel, "tools/") && !strings.HasPrefix(rel, "samples/"):
			sources = append(sources, rel)
		}
	})
	slices.Sort(headers)
	s := &gapSearch{m: model.Kernel(), gaps: map[string]*Gap{}, typedefs: map[string]ir.Type{}}
	if _, err := cdriver.Units(ctx, cdriver.Options{Tree: tree, Files: headers, Jobs: runtime.GOMAXPROCS(0), Progress: progress}, s.types); err != nil {
		return err
	}
	s.find()
	s.count(tree, sources)
	return s.print(w, users)
}

// gapSearch collects gaps.
type gapSearch struct {
	m        *model.Model
	mu       sync.Mutex
	units    []*ir.Unit
	typedefs map[string]ir.Type
	gaps     map[string]*Gap
}

func (s *gapSearch) types(u *ir.Unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.units = append(s.units, &ir.Unit{Path: u.Path, Structs: u.Structs, Protos: u.Protos})
	for _, t := range u.Typedefs {
		s.typedefs[t.Name] = t.Type
	}
}

func (s *gapSearch) isFunction(t ir.Type) bool {
	if of, ok := s.typedefs[strings.TrimSuffix(string(t), "*")]; ok {
		t = of
	}
	return strings.HasPrefix(string(t), "fn(")
}

// find notes what has no row.
func (s *gapSearch) find() {
	slices.SortFunc(s.units, func(a, b *ir.Unit) int { return cmp.Compare(a.Path, b.Path) })
	for _, u := range s.units {
		for _, st := range u.Structs {
			var open []string
			for _, f := range st.Fields {
				if _, ok := s.m.Op(st.Name, f.Name); !ok && s.isFunction(f.Type) {
					open = append(open, f.Name)
				}
			}
			if open != nil && strings.HasPrefix(st.Name, "struct ") {
				s.gaps[st.Name] = &Gap{Name: st.Name, Calls: open, File: u.Path}
			}
		}
		for _, p := range u.Protos {
			if s.m.Effects(p.Name) == nil && slices.ContainsFunc(p.Params, s.isFunction) {
				s.gaps[p.Name] = &Gap{Name: p.Name, File: u.Path}
			}
		}
	}
}

var (
	initialised = regexp.MustCompile(`\b(struct \w+)\s+\w+\s*(?:\[\w*\])?\s*(?:__\w+\s*)*=\s*\{`)
	called      = regexp.MustCompile(`\b(\w+)\s*\(`)
)

// count counts users by the text of the tree: by far the cheapest, and near enough
// for an order.
func (s *gapSearch) count(tree *source.Tree, files []string) {
	var wg sync.WaitGroup
	next := make(chan string)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			mine := map[string]int{}
			for f := range next {
				data, err := tree.Read(f)
				if err != nil {
					continue
				}
				for _, re := range []*regexp.Regexp{initialised, called} {
					for _, m := range re.FindAllSubmatchIndex(data, -1) {
						if name := data[m[2]:m[3]]; s.gaps[string(name)] != nil {
							mine[string(name)]++
						}
					}
				}
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			for name, n := range mine {
				s.gaps[name].Users += n
			}
		})
	}
	for _, f := range files {
		next <- f
	}
	close(next)
	wg.Wait()
}

func (s *gapSearch) print(w io.Writer, users int) error {
	c := &counter{w: w}
	var list []*Gap
	for _, g := range s.gaps {
		if g.Users >= users {
			list = append(list, g)
		}
	}
	slices.SortFunc(list, func(a, b *Gap) int {
		return cmp.Or(-cmp.Compare(a.Users, b.Users), cmp.Compare(a.Name, b.Name))
	})
	for _, g := range list {
		if g.Calls == nil {
			c.printf("%6d  %s()  %s\n", g.Users, g.Name, g.File)
		} else {
			c.printf("%6d  %s: %s  %s\n", g.Users, g.Name, strings.Join(g.Calls, " "), g.File)
		}
	}
	c.printf("%d gaps with %d users or more\n", len(list), users)
	return c.err
}
