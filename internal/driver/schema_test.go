package driver

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/ctxlint/ctxlint/internal/diag"
)

var updateSchemas = flag.Bool("update-schemas", false, "rewrite docs/schema/whatif.json")

// TestWhatIfSchema holds the schema against the type, and an answer against the
// schema.
func TestWhatIfSchema(t *testing.T) {
	s, err := jsonschema.For[whatIfAnswer](nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Schema, s.Title = "https://json-schema.org/draft/2020-12/schema", WhatIfSchema
	one := any(WhatIfSchema)
	s.Properties["schema"].Const = &one
	want, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	const file = "../../docs/schema/whatif.json"
	if *updateSchemas {
		if err := os.WriteFile(file, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, want) {
		t.Errorf("%s is not what the type says: go test ./internal/driver -run Schema -update-schemas, and a new version if a field went", file)
	}
	var out bytes.Buffer
	d := diag.Diagnostic{Rule: "r", File: "a.c", Line: 1, Contexts: []diag.Context{}, Steps: []diag.Step{}, Fixes: []diag.Fix{}}
	if err := WriteWhatIf(&out, "json", &WhatIf{Assumed: []Assumption{{Text: "x", File: "a.c", Line: 1}}, Wrong: []diag.Diagnostic{d}}, false); err != nil {
		t.Fatal(err)
	}
	var x any
	if err := json.Unmarshal(out.Bytes(), &x); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err == nil {
		err = r.Validate(x)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out.Bytes())
	}
}
