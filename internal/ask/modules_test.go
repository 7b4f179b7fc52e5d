package ask

import (
	"context"
	"slices"
	"testing"
)

// TestModuleEnds: a macro at file scope tells what runs the end of a module, and nothing
// is said to be left out for it.
func TestModuleEnds(t *testing.T) {
	a, _, err := world(t).Context(context.Background(), "mod_stop")
	if err != nil {
		t.Fatal(err)
	}
	if got := summary(a); !slices.Equal(got, []string{"process from mod_leave"}) || a.Contexts[0].Assumed || len(a.Limits) > 0 {
		t.Errorf("%q %+v", got, a)
	}
	if got := a.Contexts[0].Why; got != "mod_leave(): registered with module_exit()" {
		t.Error(got)
	}
	if got := a.Contexts[0].Way[0]; got != (Step{"drivers/fpu/mod.c", 11, "mod_leave", "is registered with module_exit() here"}) {
		t.Errorf("%+v", got)
	}
}
