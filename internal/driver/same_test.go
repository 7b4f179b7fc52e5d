package driver

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// TestKeptWhole: nothing of a finding is lost on the way through what is kept.
func TestKeptWhole(t *testing.T) {
	d := diag.Diagnostic{Others: []diag.Diagnostic{{Rule: "o", Others: []diag.Diagnostic{{Rule: "p"}}}}}
	for v, i := reflect.ValueOf(&d).Elem(), 0; i < v.NumField(); i++ {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("text")
		case reflect.Int:
			f.SetInt(7)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Slice:
			if f.Len() == 0 {
				f.Set(reflect.MakeSlice(f.Type(), 1, 1))
			}
		}
	}
	m, err := decodeModule(encodeModule(&keptModule{Found: keptFindings([]diag.Diagnostic{d})}))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.findings(); len(got) != 1 || !reflect.DeepEqual(got[0], d) {
		t.Errorf("%+v, want %+v", got, d)
	}
}

// lines are the findings of a check of paths that touch one of the files, to the
// byte.
func lines(t *testing.T, o Options, touching func(file string) bool) []string {
	t.Helper()
	o.MinConfidence = diag.Low
	res, err := Check(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range res.Findings {
		if d := &res.Findings[i]; touches(d, touching) {
			var b bytes.Buffer
			one := *res
			one.Findings = []diag.Diagnostic{*d}
			if err := Render(&b, "jsonl", &one, RenderOptions{}); err != nil {
				t.Fatal(err)
			}
			out = append(out, b.String())
		}
	}
	return out
}

// sameEverywhere holds what is said about files of a tree alone, in their
// directory and in a larger run, in several orders of work and with a store in
// several states, against each other.
func sameEverywhere(t *testing.T, root, larger string, dirs []string) {
	cache := t.TempDir()
	for _, dir := range dirs {
		in := func(file string) bool { return path.Dir(file) == dir }
		o := Options{Root: root, Config: "none", Jobs: 1}
		at := func(o Options, names ...string) Options {
			for _, n := range names {
				o.Paths = append(o.Paths, filepath.Join(root, n))
			}
			return o
		}
		want := lines(t, at(o, dir), in)
		o.Jobs, o.Cache = 3, cache
		for _, way := range []struct {
			name string
			o    Options
		}{{"with several jobs, nothing kept", at(o, dir)}, {"read back", at(o, dir)}, {"in a larger run", at(o, dir, larger)}, {"the larger run again", at(o, larger, dir)}} {
			if got := lines(t, way.o, in); !slices.Equal(got, want) {
				t.Errorf("%s: %s:\n%s\nalone:\n%s", dir, way.name, strings.Join(got, ""), strings.Join(want, ""))
			}
		}
		entries, err := os.ReadDir(filepath.Join(root, dir))
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			if file := path.Join(dir, e.Name()); strings.HasSuffix(file, ".c") && i < 12 {
				is := func(f string) bool { return f == file }
				got, want := lines(t, at(o, file), is), lines(t, at(o, dir), is)
				if !slices.Equal(got, want) {
					t.Errorf("%s alone:\n%s\nin its directory:\n%s", file, strings.Join(got, ""), strings.Join(want, ""))
				}
			}
		}
	}
}

func TestSameEverywhereSamples(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(root, "pairs"))
	if err != nil {
		t.Fatal(err)
	}
	var dirs []string
	for i, e := range entries {
		if e.IsDir() && i%6 == 0 {
			dirs = append(dirs, "pairs/"+e.Name())
		}
	}
	sameEverywhere(t, root, "pairs/"+entries[len(entries)-1].Name(), dirs)
}

// TestSameEverywhereKernel draws directories of a kernel tree, where
// CTXLINT_KERNEL_612 names one; CTXLINT_SEED chooses others.
func TestSameEverywhereKernel(t *testing.T) {
	root := os.Getenv("CTXLINT_KERNEL_612")
	if root == "" {
		t.Skip("CTXLINT_KERNEL_612 names no kernel tree")
	}
	seed := int64(1)
	if s := os.Getenv("CTXLINT_SEED"); s != "" {
		if _, err := fmt.Sscan(s, &seed); err != nil {
			t.Fatal(err)
		}
	}
	var pool []string
	for _, top := range []string{"drivers", "sound", "net"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(p string, d os.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if files, _ := filepath.Glob(filepath.Join(p, "*.c")); len(files) >= 2 && len(files) <= 30 {
				rel, err := filepath.Rel(root, p)
				pool = append(pool, filepath.ToSlash(rel))
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewSource(seed))
	rng.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	sameEverywhere(t, root, "drivers/dma", pool[:6])
}
