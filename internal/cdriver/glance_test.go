package cdriver

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// part checks one file, as a build asks for it, and says whether its module was
// analysed.
func (d *keptTest) part(what, session, file string, analysed bool, lines ...string) {
	d.Helper()
	d.session, d.file = session, file
	got, fresh := d.check(true)
	if len(fresh) > 0 != analysed {
		d.Errorf("%s: %s: analysed %q", what, file, fresh)
	}
	if !slices.Equal(got, lines) {
		d.Errorf("%s: %s: found %q, want %q", what, file, got, lines)
	}
}

// TestGlance: the processes of a build share what the first one saw of the tree as a
// whole; what a file itself rests on each looks at; and nothing that was judged by an
// old glance is taken for the truth later.
func TestGlance(t *testing.T) {
	const (
		core = "void core_wait(void)\n{\n\tmsleep(2);\n}\nEXPORT_SYMBOL(core_wait);\n"
		gone = "void b_gone(void)\n{\n\tmsleep(5);\n}\nEXPORT_SYMBOL(b_gone);\n"
	)
	d := newKeptTest(t)
	d.write("drv/b1.c", "void b(void)\n{\n\tspin_lock(&l);\n\tb_gone();\n\tspin_unlock(&l);\n}\n")
	d.part("first", "make 1", "drv/a.c", true, "drv/a: include/linux/demo.h:3")
	d.part("first", "make 1", "drv/b1.c", true)
	d.part("again", "make 1", "drv/a.c", false, "drv/a: include/linux/demo.h:3")
	d.part("the other", "make 1", "drv/b1.c", false)

	d.write("include/linux/demo.h", "static inline void nap(void)\n{\n}\n")
	d.part("a header is edited", "make 1", "drv/a.c", true)
	d.write("drv/b2.c", "void b_gone(void)\n{\n\n\tmsleep(1);\n}\n")
	d.part("a file beside it defines what is called", "make 1", "drv/b1.c", true, "drv/b: drv/b2.c:4")
	d.write("drv/b2.c", "void b_wait(void)\n{\n}\n")
	d.part("it does not any more", "make 1", "drv/b1.c", true)

	// Far away, it is seen by the next build, and by one that has something to analyse.
	d.write("lib/core.c", core+gone)
	d.part("far away", "make 1", "drv/b1.c", false)
	d.part("in another make", "make 2", "drv/b1.c", true, "drv/b: lib/core.c:8")
	d.write("lib/core.c", core)
	d.part("an edit shows", "make 2", "drv/b1.c", true)

	// What was not found where another process had seen more is kept as what it is: not
	// for the tree as that process saw it.
	d.write("lib/core.c", core+gone)
	d.part("it is back", "make 3", "drv/b1.c", true, "drv/b: lib/core.c:8")
	d.write("lib/core.c", core)
	d.write("drv/b2.c", "void b_wait(void)\n{\n\n}\n")
	d.part("and gone", "make 3", "drv/b1.c", true)
	d.write("lib/core.c", core+gone)
	d.part("back again", "make 4", "drv/b1.c", true, "drv/b: lib/core.c:8")
	d.write("lib/core.c", core)
	d.part("and gone again", "make 5", "drv/b1.c", true)

	// A build may take hours.
	d.write("lib/core.c", core+gone)
	d.write("lib/new.c", "static int nothing;\n")
	d.later = glanceHolds + time.Minute
	d.part("later", "make 5", "drv/b1.c", true, "drv/b: lib/core.c:8")
}

func TestGlanceRoundTrip(t *testing.T) {
	want := &glance{taken: time.Unix(3, 4), tree: total{1, 2}, cards: total{3, 1 << 63}, tables: map[string]total{"ops": {5, 6}, "more_ops": {7, 8}}, claims: map[string]string{"a/x.c": "b/y"}}
	data := want.encode()
	if got := decodeGlance(data); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	for n := range data {
		if got := decodeGlance(data[:n]); got != nil && len(got.claims) == len(want.claims) {
			t.Errorf("the first %d of %d bytes are taken for all", n, len(data))
		}
	}
}
