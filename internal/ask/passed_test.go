package ask

import (
	"context"
	"testing"
)

// TestPassed: what is reached through a table alone is not reached from a driver with a
// table of its own, whose file is not read for it; from one without a table it may be.
func TestPassed(t *testing.T) {
	w := world(t)
	at, err := w.target(context.Background(), "topotwo_poll")
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.buildCone(context.Background(), at.fn)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		"drivers/topocore/core.c": true, "drivers/topotwo/two.c": true, "drivers/topouser/user.c": true,
		"drivers/topoone/irq.c":     true, // its directory does not set the member
		"drivers/topothree/three.c": false,
	} {
		if c.files[file] != want {
			t.Errorf("%s: read %v, want %v", file, c.files[file], want)
		}
	}
	// Who calls what is common to all is asked of all.
	if at, err = w.target(context.Background(), "topo_read"); err != nil {
		t.Fatal(err)
	}
	if c, err = w.buildCone(context.Background(), at.fn); err != nil || !c.files["drivers/topothree/three.c"] {
		t.Error(err, c.files)
	}
}

// TestOpSpec: what names no member is an error, and no search.
func TestOpSpec(t *testing.T) {
	for _, spec := range []string{"file_operations.", ".x", "a b.c", "file_operations.nothing"} {
		if _, _, err := world(t).Context(context.Background(), spec); err == nil {
			t.Errorf("%q: no error", spec)
		}
	}
}
