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
	// StampBuilt says of the headers below a directory outside of the tree which there are
	// and when they were written.
	StampBuilt(dir string) string
}

// stamp is what results rest on outside of the tree: the headers that the build generated.
func (b *Build) stamp() string {
	if b.settling == nil {
		return ""
	}
	dirs := map[string]bool{}
	for _, c := range b.commands {
		for _, dir := range c.Search {
			if path.IsAbs(dir) {
				dirs[dir] = true
			}
		}
	}
	h := sha256.New()
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		fmt.Fprintf(h, "%q %q\n", dir, b.settling.files.StampBuilt(dir))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// settledID stands for what headers decide, "" if nothing is known of that. Results rest
// on it wherever a header of theirs was read otherwise for a change in one that is none
// of theirs. What a unit's own headers decide changes with these, which are among the
// files that were read.
func (b *Build) settledID() string {
	if b == nil || b.settling == nil {
		return ""
	}
	h := sha256.New()
	headers := b.settling.agreed(b)
	for _, file := range slices.Sorted(maps.Keys(headers)) {
		known := headers.Of(file)
		for _, text := range slices.Sorted(maps.Keys(known)) {
			fmt.Fprintf(h, "%q %q %v\n", file, text, known[text])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
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
		known = s.agreed(b).Of(file)
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

// agreed is what conditions of headers come to, read once.
func (s *settling) agreed(b *Build) cparse.Conditions {
	s.once.Do(func() { s.headers = b.readUnits() })
	return s.headers
}

// readUnits reads some units, and says what conditions come to in each of them.
func (b *Build) readUnits() cparse.Conditions {
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
