package cdriver

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"runtime"
	"slices"
	"sync"

	"github.com/ctxlint/ctxlint/cparse"
)

// What the headers of a build decide ([cparse.Preprocessor]). The conditions of a file
// that has a command come to what they do in its own unit. Those of headers, which are
// read once for all units, come to what they do in each of some units: a header that
// none of these includes is read on both sides, and one that others see otherwise on one
// side too few. It takes some ten milliseconds a unit, which a build of a whole kernel
// would have five thousand times.

// maxSettling is the number of units that tell about headers.
const maxSettling = 120

// Files are where the text of a build is read: names are those of the tree, absolute
// paths what lies outside of it, as what the build generates.
type Files interface {
	ReadBuilt(file string) ([]byte, bool)
	HasBuilt(file string) bool
}

// settling is the reading of a build's units.
type settling struct {
	files   Files
	pre     *cparse.Preprocessor
	has     sync.Map // bool, by file
	once    sync.Once
	headers cparse.Conditions
	units   sync.Map // func() map[string]bool, by file: its own
}

// Settle has the build read its units' headers, as they lie there, for what they decide.
func (b *Build) Settle(files Files) {
	b.settling = &settling{files: files, pre: cparse.NewPreprocessor(files.ReadBuilt)}
}

// settled is what a file is read with, and the name of that variant.
func (b *Build) settled(file string, c commandDefines) (*cparse.Defines, string) {
	if b.settling == nil {
		return c.defines, c.variant
	}
	s := b.settling
	var known map[string]bool
	if b.commands[file] != nil {
		own, _ := s.units.LoadOrStore(file, sync.OnceValue(func() map[string]bool { return b.unit(file).Of(file) }))
		known = own.(func() map[string]bool)()
	} else {
		s.once.Do(func() { s.headers = b.agreed() })
		known = s.headers.Of(file)
	}
	if len(known) == 0 {
		return c.defines, c.variant
	}
	h := sha256.New()
	for _, text := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintf(h, "%q %v\n", text, known[text])
	}
	return c.defines.Settle(known), c.variant + hex.EncodeToString(h.Sum(nil))
}

// agreed is what conditions come to in each of some units.
func (b *Build) agreed() cparse.Conditions {
	files := slices.Sorted(maps.Keys(b.commands))
	if n := len(files); n > maxSettling {
		for i := range maxSettling {
			files[i] = files[i*n/maxSettling]
		}
		files = files[:maxSettling]
	}
	out := cparse.Conditions{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, f := range files {
		free <- struct{}{}
		wg.Go(func() {
			conds := b.unit(f)
			mu.Lock()
			out.Add(conds)
			mu.Unlock()
			<-free
		})
	}
	wg.Wait()
	return out
}

// unit is what the conditions of a unit and its headers come to.
func (b *Build) unit(file string) cparse.Conditions {
	c := b.commands[file]
	return b.settling.pre.Unit(cparse.PreprocessedUnit{
		Files:   append(slices.Clone(c.Forced), file),
		Defines: b.each[file].defines,
		Find:    func(from, name string, system bool) string { return b.settling.find(c, from, name, system) },
	})
}

// find finds an included file as the compiler does.
func (s *settling) find(c *Command, from, name string, system bool) string {
	if path.IsAbs(name) {
		return ""
	}
	if !system {
		if f := path.Join(path.Dir(from), name); s.exists(f) {
			return f
		}
	}
	for _, dir := range c.Search {
		if f := path.Join(dir, name); s.exists(f) {
			return f
		}
	}
	return ""
}

func (s *settling) exists(file string) bool {
	if has, ok := s.has.Load(file); ok {
		return has.(bool)
	}
	has := s.files.HasBuilt(file)
	s.has.Store(file, has)
	return has
}
