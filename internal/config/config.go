// Package config reads what a project has decided about its checks: the files
// [FileName] of a tree. One may lie in any directory; what it says holds for the
// files below.
//
//	rules: [default, -deprecated-terminate-all]
//	min-confidence: high
//	exclude: [drivers/staging, 'arch/*/boot', '**/*.mod.c']
//	baseline: ctxlint-baseline.jsonl
//	model: [tools/ctxlint/our-locks.tbl]
//
// # Scope
//
// The nearest file above a source file that states rules, or a confidence,
// decides about them; exclusions add up. Patterns and names are relative to the
// directory of the file that has them. Tables of the model say what functions do,
// wherever they are called, so only the file at the root names them.
//
// # Trust
//
// The reader is handed in: whoever judges a change reads the files as they were
// before it, so that a change cannot configure its own judgement.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/model"
)

// FileName is the name of a configuration.
const FileName = ".ctxlint.yaml"

// Reader reads the file with an absolute name. What is not there is
// [fs.ErrNotExist].
type Reader func(name string) ([]byte, error)

// File is what one configuration file says.
type File struct {
	Name     string
	rules    []string
	min      diag.Confidence
	exclude  []string
	baseline string   // path, resolved against the directory of the file
	tables   []string // of the model, likewise
}

// Set is the configuration of a tree. The zero Set says nothing.
type Set struct {
	read  Reader
	files map[string]*File // by the directory, relative to the root
}

// Place is where a tree lies: the path of a name in it, and whether a directory of it
// is the root of a project.
type Place interface {
	Path(rel string) string
	Base(dir string) bool
}

// Load reads the configurations of a tree for files of it. With only, an absolute
// name, that file is the only one, and must be there.
func Load(read Reader, at Place, only string, files []string) (*Set, error) {
	s := &Set{read: read, files: map[string]*File{}}
	if only != "" {
		return s, s.add(only, ".", false, true)
	}
	for _, dir := range Dirs(files) {
		if err := s.add(at.Path(path.Join(dir, FileName)), dir, !at.Base(dir), false); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Dirs lists the directories of files and those above them, the root first.
func Dirs(files []string) []string {
	seen := map[string]bool{".": true}
	for _, f := range files {
		for dir := path.Dir(f); !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
		}
	}
	var dirs []string
	for dir := range seen {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return dirs
}

func (s *Set) add(name, dir string, nested, asked bool) error {
	data, err := s.read(name)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil
	}
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	p := &parser{read: s.read, file: File{Name: name}, nested: nested}
	if err := p.parse(data); err != nil {
		return err
	}
	s.files[dir] = &p.file
	return nil
}

// Check says what is wrong with the text of a configuration.
func Check(read Reader, name string, data []byte, nested bool) error {
	return (&parser{read: read, file: File{Name: name}, nested: nested}).parse(data)
}

// above calls f for the configurations that hold for a file, nearest first, until
// it returns false.
func (s *Set) above(file string, f func(dir string, c *File) bool) {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if c := s.files[dir]; c != nil && !f(dir, c) {
			return
		}
		if dir == "." {
			return
		}
	}
}

// Rules are the words about rules that hold for a file; nil: nobody says any.
func (s *Set) Rules(file string) (words []string) {
	s.above(file, func(_ string, c *File) bool {
		words = c.rules
		return words == nil
	})
	return words
}

// Min is the confidence that holds for a file; "": nobody says one.
func (s *Set) Min(file string) (min diag.Confidence) {
	s.above(file, func(_ string, c *File) bool {
		min = c.min
		return min == ""
	})
	return min
}

// Excludes says whether a file is passed over: it, or a directory above it,
// matches a pattern.
func (s *Set) Excludes(file string) bool {
	hit := false
	s.above(file, func(dir string, c *File) bool {
		rel := file
		if dir != "." {
			rel = file[len(dir)+1:]
		}
		hit = Matches(c.exclude, rel)
		return !hit
	})
	return hit
}

// Baselines are the baselines that are named, by the directory that they hold
// for.
func (s *Set) Baselines() map[string]string {
	m := map[string]string{}
	for dir, c := range s.files {
		if c.baseline != "" {
			m[dir] = c.baseline
		}
	}
	return m
}

// Model is the embedded one with the tables of the configurations at roots.
func (s *Set) Model() (*model.Model, error) {
	var tables []model.Table
	for _, dir := range slices.Sorted(maps.Keys(s.files)) { // only roots have some
		for _, name := range s.files[dir].tables {
			data, err := s.read(name)
			if err != nil {
				return nil, fmt.Errorf("configuration: model table: %w", err)
			}
			tables = append(tables, model.Table{Name: name, Text: string(data)})
		}
	}
	m, err := model.KernelWith(tables)
	if err != nil {
		return nil, fmt.Errorf("configuration: model table: %w", err)
	}
	return m, nil
}

// Says lists the files that have a say beside the sources: configurations,
// baselines and tables.
func (s *Set) Says() []string {
	var names []string
	for _, c := range s.files {
		names = append(append(names, c.Name), c.tables...)
		if c.baseline != "" {
			names = append(names, c.baseline)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
