package cdriver

import (
	"reflect"
	"testing"
)

// usersIn asks with a process's own eyes who uses what the modules of drv export.
func (d *keptTest) usersIn() (users map[string]map[string]bool, read int) {
	d.Helper()
	tree, disk := d.open()
	w := newWorld(Options{Tree: tree, Disk: disk})
	users = w.usersIn("drv")
	if err := w.o.Disk.Close(); err != nil {
		d.Error(err)
	}
	return users, len(w.sums)
}

// TestUsersKept: who uses the exports of a directory is kept by its texts and modules; a
// run that reads it back rests on the same files as one that found it out.
func TestUsersKept(t *testing.T) {
	d := newKeptTest(t)
	d.write("drv/a.c", "void a(void)\n{\n}\nEXPORT_SYMBOL(a);\n")
	none := map[string]map[string]bool{}
	used := map[string]map[string]bool{"drv/a": {"drv/b": true}}
	ask := func(what string, want map[string]map[string]bool) {
		t.Helper()
		for _, how := range []string{"found out", "read back"} {
			if users, read := d.usersIn(); !reflect.DeepEqual(users, want) || read != 3 {
				t.Errorf("%s, %s: %v, resting on %d files", what, how, users, read)
			}
		}
	}
	ask("nobody uses it", none)
	d.write("drv/b1.c", "void b(void)\n{\n\ta();\n}\n")
	ask("another module uses it", used)
	d.write("drv/Makefile", "obj-m += a.o\na-y := a.o b1.o b2.o\n")
	ask("its own module uses it", none)
}
