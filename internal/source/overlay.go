package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Overlay replaces, adds and removes files of a tree, as `go build -overlay`
// does. The zero Overlay and a nil one change nothing.
type Overlay struct {
	name    string // for messages
	entries map[string]replacement
}

// replacement is what a file becomes: the file at path, the bytes in data, or
// nothing.
type replacement struct {
	path    string
	data    []byte
	removed bool
}

// ReadOverlay reads a JSON file of the form
//
//	{"Replace": {"path": "other path", "removed path": ""}}
//
// Paths are absolute or relative to the current directory.
func ReadOverlay(name string) (*Overlay, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("overlay %s: %w", name, cause(err))
	}
	var file struct{ Replace map[string]string }
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("overlay %s%s: %s (want {\"Replace\": {\"path\": \"other path\"}})",
			name, position(data, err), err)
	}
	if file.Replace == nil {
		return nil, fmt.Errorf("overlay %s: no \"Replace\" object (want {\"Replace\": {\"path\": \"other path\"}})", name)
	}
	o := &Overlay{name: name}
	for _, key := range sortedKeys(file.Replace) {
		if err := o.replace(key, file.Replace[key]); err != nil {
			return nil, fmt.Errorf("overlay %s: %q: %w", name, key, err)
		}
	}
	return o, nil
}

func (o *Overlay) replace(key, by string) error {
	if key == "" {
		return errors.New("empty path")
	}
	if by == "" {
		return o.add(key, replacement{removed: true})
	}
	abs, err := filepath.Abs(by)
	if err != nil {
		return err
	}
	info, err := os.Stat(abs)
	if err != nil {
		return fmt.Errorf("replacement %s: %w", by, cause(err))
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("replacement %s is not a regular file", by)
	}
	return o.add(key, replacement{path: abs})
}

// Set makes the file at name, absolute or relative to the current directory,
// hold data.
func (o *Overlay) Set(name string, data []byte) error {
	return o.add(name, replacement{data: data})
}

// Remove makes the file at name disappear.
func (o *Overlay) Remove(name string) error {
	return o.add(name, replacement{removed: true})
}

func (o *Overlay) add(name string, r replacement) error {
	abs, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	if o.entries == nil {
		o.entries = map[string]replacement{}
	}
	if _, twice := o.entries[abs]; twice {
		return fmt.Errorf("%s is replaced twice", abs)
	}
	o.entries[abs] = r
	return nil
}

// bind turns the overlay's absolute paths into names of the tree. An entry
// that the tree cannot have is an error: dropping it would analyse something
// other than what the user asked for.
func (o *Overlay) bind(t *Tree) (map[string]replacement, error) {
	if o == nil {
		return nil, nil
	}
	byRel := make(map[string]replacement, len(o.entries))
	for _, abs := range sortedKeys(o.entries) {
		rel, ok := t.relAbs(abs)
		if !ok {
			return nil, fmt.Errorf("overlay%s: %s is outside the tree's root %s", spaced(o.name), abs, t.root)
		}
		if info, err := os.Stat(abs); err == nil && info.IsDir() {
			return nil, fmt.Errorf("overlay%s: %s is a directory, only files can be replaced", spaced(o.name), abs)
		}
		byRel[rel] = o.entries[abs]
	}
	return byRel, nil
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

// position is ":line:column" of a JSON error, as far as the decoder tells.
func position(data []byte, err error) string {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	var offset int64
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &typ):
		offset = typ.Offset
	default:
		return ""
	}
	before := data[:min(int(offset), len(data))]
	line := 1 + bytes.Count(before, []byte{'\n'})
	return fmt.Sprintf(":%d:%d", line, len(before)-bytes.LastIndexByte(before, '\n')-1)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
