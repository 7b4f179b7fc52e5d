package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadInto(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("int b;\n", 1000)
	write(t, dir, map[string]string{"a.c": "int a;\n", "long.c": long, "empty.c": "", "link.c": "-> a.c", "bin.c": "\x00"})
	o := &Overlay{}
	edited := []byte("int edited;\n")
	check(t, o.Set(filepath.Join(dir, "new.c"), edited))
	tree, err := Open(dir, o)
	check(t, err)
	buf := make([]byte, 0, 64)
	for _, name := range []string{"a.c", "long.c", "new.c", "empty.c", "link.c", "a.c"} {
		data, err := tree.ReadInto(buf, name)
		want, wantErr := tree.Read(name)
		if err != nil || wantErr != nil || string(data) != string(want) {
			t.Errorf("ReadInto(%s): %d bytes, %v; want %d, %v", name, len(data), err, len(want), wantErr)
		}
		buf = data
	}
	if string(edited) != "int edited;\n" {
		t.Errorf("the text of the overlay was written to: %q", edited)
	}
	if &buf[:1][0] == &edited[0] {
		t.Error("the buffer is the text of the overlay")
	}
	for _, name := range []string{"bin.c", "gone.c", "../a.c"} {
		_, err := tree.ReadInto(buf, name)
		_, want := tree.Read(name)
		if err == nil || want == nil || err.Error() != want.Error() {
			t.Errorf("ReadInto(%s): %v, want %v", name, err, want)
		}
	}
}

// TestReadAll reads a file that is longer than it was when somebody looked.
func TestReadAll(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a")
	want := strings.Repeat("0123456789", 5000)
	check(t, os.WriteFile(name, []byte(want), 0o666))
	for _, room := range []int{0, 1, 7, len(want) - 1, len(want), len(want) + 1, 3 * len(want)} {
		f, err := os.Open(name)
		check(t, err)
		got, err := readAll(make([]byte, 0, room), f)
		if err != nil || string(got) != want {
			t.Errorf("with room for %d: %d bytes, %v; want %d", room, len(got), err, len(want))
		}
		check(t, f.Close())
	}
}

func TestDirs(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{"arch/x86/a.c": "", "arch/arm/b.c": "", "arch/.git/c.c": "", "arch/Kconfig": "", "tools/a/a.c": "", "out": "-> " + outside})
	write(t, outside, map[string]string{"secret/s.c": ""})
	o := &Overlay{}
	check(t, o.Set(filepath.Join(dir, "arch/riscv/kernel/d.c"), []byte("int d;\n")))
	check(t, o.Set(filepath.Join(dir, "arch/top.c"), []byte("int t;\n")))
	check(t, o.Remove(filepath.Join(dir, "arch/s390/e.c")))
	tree, err := Open(dir, o)
	check(t, err)
	for name, want := range map[string]string{"arch": "arm riscv x86", "arch/x86": "", "none": "", "out": "", "arch/.git": ""} {
		if got := strings.Join(tree.Dirs(name), " "); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
}
