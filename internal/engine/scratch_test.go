package engine

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// TestScratch: only a temporary that one block alone mentions is dropped at its
// end; a variable may be read again when the block runs again.
func TestScratch(t *testing.T) {
	f, err := ir.ParseFunc("t.ir", []byte(`func int f(int a) "t.c":1 {
  var int v
b0:
  %1 = call one(a) @2:1
  store v = %1 @2:1
  %2 = call two() @3:1
  branch %2, b1, b2
b1:
  %3 = call three(%2) @4:1
  jump b2
b2:
  return v
}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"a": false, "v": false, "%1": true, "%2": false, "%3": true}
	for i, dropped := range scratch(f) {
		if name := f.Vars[i].Name; dropped != want[name] {
			t.Errorf("%s: dropped %v, want %v", name, dropped, want[name])
		}
	}
}
