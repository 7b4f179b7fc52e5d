package ask

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
)

var update = flag.Bool("update", false, "rewrite docs/schema")

// schemas are the forms that other programs read.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	out := map[string]*jsonschema.Schema{}
	add := func(name, id string, s *jsonschema.Schema, err error) {
		if err != nil {
			t.Fatal(err)
		}
		s.Schema = "https://json-schema.org/draft/2020-12/schema"
		s.Title = id
		one := any(id)
		s.Properties["schema"].Const = &one
		out[name] = s
	}
	c, err := jsonschema.For[Answer](nil)
	add("context.json", ContextSchema, c, err)
	o, err := jsonschema.For[OpAnswer](nil)
	add("op.json", OpSchema, o, err)
	k, err := jsonschema.For[CallersAnswer](nil)
	add("callers.json", CallersSchema, k, err)
	s, err := jsonschema.For[SplatAnswer](nil)
	add("splat.json", SplatSchema, s, err)
	return out
}

// TestSchemas holds docs/schema against the types, so that a change of the form
// is seen.
func TestSchemas(t *testing.T) {
	for name, s := range schemas(t) {
		want, err := json.MarshalIndent(s, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, '\n')
		file := "../../docs/schema/" + name
		if *update {
			if err := os.WriteFile(file, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(file)
		if err != nil || string(have) != string(want) {
			t.Errorf("%s is not what the types say (%v): go test ./internal/ask -run TestSchemas -update, and a new version if a field went", file, err)
		}
	}
}

// TestAnswersFitSchemas validates real answers.
func TestAnswersFitSchemas(t *testing.T) {
	all := schemas(t)
	valid := func(name string, v any) {
		t.Helper()
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var x any
		if err := json.Unmarshal(data, &x); err != nil {
			t.Fatal(err)
		}
		r, err := all[name].Resolve(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Validate(x); err != nil {
			t.Errorf("%s: %v\n%s", name, err, data)
		}
	}
	for _, spec := range []string{"foo_irq", "foo_sleeper", "foo_each_one", "foo_alloc", "dma_device.device_issue_pending"} {
		a, op, err := world(t).Context(context.Background(), spec)
		switch {
		case err != nil:
			t.Fatal(err)
		case a != nil:
			valid("context.json", a)
		default:
			valid("op.json", op)
		}
	}
	s, err := world(t).Splat(context.Background(), fooReport+" foo_issue+0x1/0x2\n")
	if err != nil {
		t.Fatal(err)
	}
	valid("splat.json", s)
}
