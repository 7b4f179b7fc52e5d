package diag

import "testing"

// A word that an edit is to replace must stand once in its range.
func TestPlace(t *testing.T) {
	const text = "a = f(WORD, WORDS,\n      1 | WORD_2, OTHER);\n"
	for _, c := range []struct {
		find string
		want string // the text, "" if the edit is dropped
	}{
		{"WORD", "a = f(x, WORDS,\n      1 | WORD_2, OTHER);\n"},
		{"OTHER", "a = f(WORD, WORDS,\n      1 | WORD_2, x);\n"},
		{"WOR", ""},
		{"MISSING", ""},
		{"1", "a = f(WORD, WORDS,\n      x | WORD_2, OTHER);\n"},
	} {
		ds := []Diagnostic{{File: "a.c", Line: 1, Column: 5, EndLine: 2, EndColumn: 25, Fixes: []Fix{{Title: "t", Edits: []Edit{{"a.c", 1, 5, 2, 25, "x", c.find}}}}}}
		Seal(ds, func(string) []byte { return []byte(text) })
		got, edits := "", ds[0].Fixes[0].Edits
		if len(edits) > 0 {
			data, ok := NewText([]byte(text)).Apply(edits)
			if !ok || edits[0].Find != "" {
				t.Fatalf("%q: %+v", c.find, edits)
			}
			got = string(data)
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.find, got, c.want)
		}
	}
}
