package config

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/xeipuuv/gojsonschema"
)

// TestSchema holds the schema for editors against the parser: the same keys, and
// the same verdict on each sample.
func TestSchema(t *testing.T) {
	text, err := os.ReadFile("../../docs/ctxlint.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(schema.Properties)), slices.Sorted(slices.Values(Keys)); !slices.Equal(got, want) {
		t.Errorf("the schema has the keys %v, the parser %v", got, want)
	}
	loader := gojsonschema.NewBytesLoader(text)
	tables := func(string) ([]byte, error) { return []byte("# a table\n"), nil }
	for sample, good := range map[string]bool{
		"rules: [default, -sleep-in-atomic]\nmin-confidence: high\nexclude: a\nbaseline: b\nmodel: [c.tbl]\n": true,
		"exclude: ['**/*.mod.c', '{a,b}/c']\n": true,
		"rules: []\n":                          true,
		"rule: [default]\n":                    false,
		"min-confidence: some\n":               false,
		"min-confidence: 3\n":                  false,
		"exclude: {a: b}\n":                    false,
		"baseline: [a]\n":                      false,
		"exclude: [3]\n":                       false,
		"- rules\n":                            false,
	} {
		err := Check(tables, filepath.Join(t.TempDir(), FileName), []byte(sample), false)
		if (err == nil) != good {
			t.Errorf("%q: the parser says %v", sample, err)
		}
		asJSON, yerr := yaml.YAMLToJSON([]byte(sample))
		if yerr != nil {
			t.Fatal(yerr)
		}
		res, verr := gojsonschema.Validate(loader, gojsonschema.NewBytesLoader(asJSON))
		if verr != nil || res.Valid() != good {
			t.Errorf("%q: the schema says %v, %v", sample, res, verr)
		}
	}
}

// TestDocumentedExample reads the example of docs/config.md, and finds every key in
// its table.
func TestDocumentedExample(t *testing.T) {
	text, err := os.ReadFile("../../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	sample, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/config.md has no yaml block")
	}
	if err := Check(func(string) ([]byte, error) { return nil, nil }, FileName, []byte(sample), false); err != nil {
		t.Error(err)
	}
	for _, key := range Keys {
		if !strings.Contains(sample, "\n"+key+":") || !strings.Contains(string(text), "| `"+key+"` |") {
			t.Errorf("docs/config.md does not show %s", key)
		}
	}
}

// place is a tree in a directory.
type place string

func (p place) Path(rel string) string { return filepath.Join(string(p), filepath.FromSlash(rel)) }
func (p place) Base(dir string) bool   { return dir == "." }

// TestScopes says which file decides about what.
func TestScopes(t *testing.T) {
	files := map[string]string{
		"/t/.ctxlint.yaml":       "rules: [default]\nmin-confidence: high\nexclude: ['*.mod.c', 'a/gen']\n",
		"/t/a/.ctxlint.yaml":     "min-confidence: low\nexclude: [x]\nbaseline: known.jsonl\n",
		"/t/a/b/.ctxlint.yaml":   "rules: [all]\n",
		"/t/elsewhere.ctxlint":   "rules: [sleep-in-atomic]\n",
		"/t/a/b/c/.ctxlint.yaml": "exclude: ['**']\n",
	}
	read := func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	s, err := Load(read, place("/t"), "", []string{"a/b/c/f.c", "z.c"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file, rules, min string
		excluded         bool
	}{
		{"z.c", "default", "high", false},
		{"z.mod.c", "default", "high", true},
		{"a/f.c", "default", "low", false},
		{"a/gen/f.c", "default", "low", true},
		{"a/x/f.c", "default", "low", true},
		{"a/b/x/f.c", "all", "low", false},
		{"a/b/c/f.c", "all", "low", true},
	} {
		if got := strings.Join(s.Rules(c.file), ","); got != c.rules {
			t.Errorf("%s: rules %s, want %s", c.file, got, c.rules)
		}
		if got := string(s.Min(c.file)); got != c.min {
			t.Errorf("%s: confidence %s, want %s", c.file, got, c.min)
		}
		if got := s.Excludes(c.file); got != c.excluded {
			t.Errorf("%s: excluded %v", c.file, got)
		}
	}
	if got := s.Baselines(); len(got) != 1 || got["a"] != "/t/a/known.jsonl" {
		t.Errorf("baselines %v", got)
	}
	if s, err = Load(read, place("/t"), "/t/elsewhere.ctxlint", []string{"a/f.c"}); err != nil || s.Excludes("a/gen/f.c") || s.Rules("a/f.c")[0] != "sleep-in-atomic" {
		t.Errorf("one file only: %+v, %v", s, err)
	}
}
