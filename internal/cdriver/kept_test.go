package cdriver

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/internal/source"
	"github.com/ctxlint/ctxlint/internal/store"
)

// lineKeeper keeps the findings of a module as lines.
type lineKeeper struct {
	mu    sync.Mutex
	lines []string
	fresh []string // modules that were analysed
}

func (k *lineKeeper) Keep(m Module) []byte {
	var lines []string
	for i := range m.Findings {
		leaf := m.Findings[i].Leaf()
		lines = append(lines, fmt.Sprintf("%s: %s:%d", m.Name, leaf.Fn.File, leaf.In.Pos.Line))
	}
	slices.Sort(lines)
	data := []byte(strings.Join(lines, "\n"))
	k.mu.Lock()
	k.fresh = append(k.fresh, m.Name)
	k.mu.Unlock()
	k.Known(data)
	return data
}

func (k *lineKeeper) Known(data ...[]byte) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, d := range data {
		if len(d) > 0 {
			k.lines = append(k.lines, strings.Split(string(d), "\n")...)
		}
	}
	return true
}

// keptTest is a tree of drivers, and a store.
type keptTest struct {
	*testing.T
	dir, cache string
	file       string // to check; "": all
	address    string // of a shared store; "": none
	push       bool   // write to it
	shard      Shard
	session    string
	later      time.Duration
	at         time.Time // stops the clock
}

// now is well after whatever was written.
func (d *keptTest) now() time.Time {
	if !d.at.IsZero() {
		return d.at
	}
	return time.Now().Add(time.Hour + d.later)
}

func (d *keptTest) write(name, text string) {
	d.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		d.Fatal(err)
	}
}

func (d *keptTest) check(cached bool) (lines, fresh []string) {
	d.Helper()
	tree, err := source.Open(d.dir, nil)
	if err != nil {
		d.Fatal(err)
	}
	files, _ := tree.Select([]string{filepath.Join(d.dir, d.file)})
	k := &lineKeeper{}
	o := Options{Tree: tree, Files: files, Jobs: 2, Keeper: k, Shard: d.shard}
	if cached {
		s, err := store.Open(d.cache, 256<<20)
		if err != nil {
			d.Fatal(err)
		}
		if d.address != "" {
			r, err := store.OpenRemote(d.address, "", d.push)
			if err != nil {
				d.Fatal(err)
			}
			s.Join(r)
		}
		o.Disk = NewDisk(s)
		o.Disk.now = d.now
		o.Session = d.session
	}
	if _, err := Run(context.Background(), o, nil); err != nil {
		d.Fatal(err)
	}
	var far *store.RemoteError // a server that errs is said to, which is right
	if err := o.Disk.Close(); err != nil && !errors.As(err, &far) {
		d.Error(err)
	}
	slices.Sort(k.lines)
	slices.Sort(k.fresh)
	return k.lines, k.fresh
}

func newKeptTest(t *testing.T) *keptTest {
	d := &keptTest{T: t, dir: t.TempDir(), cache: t.TempDir()}
	d.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n")
	d.write("Kconfig", "")
	d.write("include/linux/demo.h", "static inline void nap(void)\n{\n\tmsleep(1);\n}\n")
	d.write("lib/Makefile", "obj-y += core.o\n")
	d.write("lib/core.c", "void core_wait(void)\n{\n\tmsleep(2);\n}\nEXPORT_SYMBOL(core_wait);\n")
	d.write("drv/Makefile", "obj-m += a.o b.o\nb-y := b1.o b2.o\n")
	d.write("drv/a.c", "#include <linux/demo.h>\nvoid a(void)\n{\n\tspin_lock(&l);\n\tnap();\n\tspin_unlock(&l);\n}\n")
	d.write("drv/b1.c", "void b(void)\n{\n\tspin_lock(&l);\n\tb_wait();\n\tcore_wait();\n\tspin_unlock(&l);\n}\n")
	d.write("drv/b2.c", "void b_wait(void)\n{\n\tmsleep(3);\n}\n")
	return d
}

func (d *keptTest) want(what string, fresh ...string) {
	d.Helper()
	lines, again := d.check(true)
	if !slices.Equal(again, fresh) {
		d.Errorf("%s: analysed %q, want %q", what, again, fresh)
	}
	if cold, _ := d.check(false); !slices.Equal(lines, cold) {
		d.Errorf("%s: found\n%q, without a store\n%q", what, lines, cold)
	}
}

// TestKept: what did not change is read back, an edit has done again what it
// reaches.
func TestKept(t *testing.T) {
	d := newKeptTest(t)
	all := []string{"drv/a", "drv/b", "include/linux", "lib/built-in"}
	d.want("first", all...)
	d.want("again")
	d.write("drv/b2.c", "void b_wait(void)\n{\n}\n")
	d.want("a file of a module", "drv/b")
	d.write("include/linux/demo.h", "static inline void nap(void)\n{\n}\n")
	d.want("a header", "drv/a", "include/linux")
	d.write("lib/core.c", "void core_wait(void)\n{\n}\nEXPORT_SYMBOL(core_wait);\n")
	d.want("what another calls", "drv/b", "lib/built-in")
	d.write("drv/a.c", "void a(void)\n{\n}\n")
	d.want("it includes nothing any more", "drv/a")
	d.write("drv/Makefile", "obj-m += a.o b.o\na-y := a.o b2.o\nb-y := b1.o\n")
	d.want("a file moves to another module", "drv/a", "drv/b")
	d.write("drv/c.c", "void core_wait(void)\n{\n\tmsleep(4);\n}\n")
	if lines, _ := d.check(true); len(lines) != 1 || !strings.HasPrefix(lines[0], "drv/b: drv/c.c") {
		t.Errorf("a nearer definition: %q", lines)
	}
	d.want("it is known")
}

// others are what is found in ways that must all come to the same: in parts, by a
// machine that shares what it finds, and by one that takes it over.
func (d *keptTest) others(address, writer, reader string) map[string][]string {
	d.Helper()
	found := map[string][]string{}
	var lines []string
	for i := range 3 {
		part := keptTest{T: d.T, dir: d.dir, shard: Shard{i + 1, 3}}
		some, _ := part.check(false)
		lines = append(lines, some...)
	}
	slices.Sort(lines)
	found["in parts"] = lines
	w := keptTest{T: d.T, dir: d.dir, cache: writer, address: address, push: true}
	found["by the writer"], _ = w.check(true)
	r := keptTest{T: d.T, dir: d.dir, cache: reader, address: address}
	found["by the reader"], _ = r.check(true)
	return found
}

// webStore is a server that keeps what it is given, and now and then loses or damages it.
func webStore(t *testing.T) string {
	var mu sync.Mutex
	entries, n := map[string][]byte{}, 0
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		n++
		data, ok := entries[r.URL.Path]
		switch {
		case r.Method == http.MethodPut:
			entries[r.URL.Path], _ = io.ReadAll(r.Body)
		case !ok || n%17 == 0:
			http.NotFound(w, r)
		case n%29 == 0:
			_, _ = w.Write(data[:len(data)/2])
		default:
			_, _ = w.Write(data)
		}
	}))
	t.Cleanup(h.Close)
	return h.URL
}

// edits is how many TestKeptEdits makes: `go test -run KeptEdits ./internal/cdriver -edits
// 1000` before a release.
var edits = flag.Int("edits", 150, "edits that TestKeptEdits makes")

// TestKeptEdits: after any edit a run with a store finds what one without finds, and so
// do parts, and machines that share a store which is not to be relied upon.
func TestKeptEdits(t *testing.T) {
	d := newKeptTest(t)
	address, writer := webStore(t), t.TempDir()
	rng := rand.New(rand.NewSource(7))
	texts := map[string][]string{
		"include/linux/demo.h": {"static inline void nap(void)\n{\n\tmsleep(1);\n}\n", "static inline void nap(void)\n{\n}\n", "#define nap() msleep(1)\n"},
		"lib/core.c":           {"void core_wait(void)\n{\n\tmsleep(2);\n}\nEXPORT_SYMBOL(core_wait);\n", "void core_wait(void)\n{\n}\nEXPORT_SYMBOL(core_wait);\n", "void core_wait(void)\n{\n\tmsleep(2);\n}\n", ""},
		"lib/other.c":          {"", "void core_wait(void)\n{\n\n\tmsleep(9);\n}\nEXPORT_SYMBOL(core_wait);\n"},
		"drv/Makefile":         {"obj-m += a.o b.o\nb-y := b1.o b2.o\n", "obj-m += a.o b1.o b2.o\n", "obj-y += a.o b1.o b2.o\n", "obj-$(CONFIG_A) += a.o b.o\nb-y := b1.o b2.o\nccflags-y := -I$(src)/inc\n", ""},
		"drv/b2.c":             {"void b_wait(void)\n{\n\tmsleep(3);\n}\n", "void b_wait(void)\n{\n}\n", "static void b_wait(void)\n{\n\tmsleep(3);\n}\n", ""},
		"drv/a.c":              {"#include <linux/demo.h>\nvoid a(void)\n{\n\tspin_lock(&l);\n\tnap();\n\tspin_unlock(&l);\n}\n", "#include \"local.h\"\nvoid a(void)\n{\n\tspin_lock(&l);\n\tnap();\n\tspin_unlock(&l);\n}\n"},
		"drv/inc/linux/demo.h": {"", "static inline void nap(void)\n{\n\n\tmsleep(1);\n}\n"},
		"drv/local.h":          {"", "static inline void nap(void)\n{\n\n\n\tmsleep(1);\n}\n"},
	}
	var names []string
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	for i := range *edits {
		name := names[rng.Intn(len(names))]
		text := texts[name][rng.Intn(len(texts[name]))]
		if text == "" {
			if err := os.Remove(filepath.Join(d.dir, name)); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
		} else {
			d.write(name, text)
		}
		kept, _ := d.check(true)
		cold, _ := d.check(false)
		if !slices.Equal(kept, cold) {
			t.Fatalf("edit %d of %s to %q: found\n%q, without a store\n%q", i, name, text, kept, cold)
		}
		if again, fresh := d.check(true); len(fresh) > 0 || !slices.Equal(again, cold) {
			t.Fatalf("edit %d of %s to %q: asked once more, %q was analysed, and found\n%q, without a store\n%q", i, name, text, fresh, again, cold)
		}
		reader := t.TempDir()
		for how, lines := range d.others(address, writer, reader) {
			if !slices.Equal(lines, cold) {
				t.Fatalf("edit %d of %s to %q: found %s\n%q, without a store\n%q", i, name, text, how, lines, cold)
			}
		}
	}
}

// TestKeptMakefile: what a Makefile says about files that stay the same counts, too.
func TestKeptMakefile(t *testing.T) {
	d := newKeptTest(t)
	d.write("drv/one/nap.h", "static inline void doze(void)\n{\n}\n")
	d.write("drv/two/nap.h", "static inline void doze(void)\n{\n\tmsleep(1);\n}\n")
	d.write("drv/a.c", "#include <nap.h>\nvoid a(void)\n{\n\tspin_lock(&l);\n\tdoze();\n\tspin_unlock(&l);\n}\n")
	drv := "obj-m += a.o b.o\nb-y := b1.o b2.o\n"
	d.write("drv/Makefile", drv+"ccflags-y := -I$(src)/one\n")
	d.want("first", "drv/a", "drv/b", "drv/one", "drv/two", "include/linux", "lib/built-in")
	d.write("drv/Makefile", drv+"ccflags-y := -I$(src)/two\n")
	d.want("another directory of headers, for those below as well", "drv/a", "drv/b", "drv/one", "drv/two")
	if lines, _ := d.check(true); len(lines) == 0 || !strings.HasPrefix(lines[0], "drv/a: drv/two/nap.h") && !strings.HasPrefix(lines[0], "drv/a: drv/a.c") {
		t.Errorf("the header of the other directory: %q", lines)
	}
	d.write("drv/Makefile", drv+"ccflags-y := -I$(src)/two -DUSE\n")
	d.want("a macro", "drv/a", "drv/b", "drv/one", "drv/two")
	d.write("drv/Makefile", "obj-$(CONFIG_A) += a.o\nobj-m += b.o\nb-y := b1.o b2.o\nccflags-y := -I$(src)/two -DUSE\n")
	d.want("a condition", "drv/a")
}

// TestShelfDamage: whatever bytes a shelf has, it is read or empty.
func TestShelfDamage(t *testing.T) {
	records := map[string]record{
		"drv/a": {rests: rests{files: fileList{names: []string{"drv/a.c", "include/x.h"}}, dirs: []string{"drv"}, exports: true}, data: []byte("found")},
		"drv/b": {rests: rests{files: fileList{names: []string{"drv/b.c"}}, cards: true}},
	}
	whole := encodeShelf(records)
	if got := decodeShelf(whole); len(got) != 2 || string(got["drv/a"].data) != "found" || !slices.Equal(filesIn(got["drv/a"]), filesIn(records["drv/a"])) ||
		!got["drv/a"].rests.exports || !got["drv/b"].rests.cards || got["drv/b"].rests.exports {
		t.Fatalf("%+v", got)
	}
	for n := range whole {
		read(whole[:n])
		for bit := range 8 {
			b := slices.Clone(whole)
			b[n] ^= 1 << bit
			read(b)
		}
	}
	// What is read back has other numbers beside what was just found.
	again := decodeShelf(encodeShelf(with(decodeShelf(whole), map[string]record{"drv/c": {rests: rests{files: fileList{names: []string{"drv/b.h", "drv/c.c"}}}}})))
	for module, want := range map[string]string{"drv/a": "drv/a.c include/x.h", "drv/b": "drv/b.c", "drv/c": "drv/b.h drv/c.c"} {
		if got := strings.Join(filesIn(again[module]), " "); got != want {
			t.Errorf("%s rests on %s, want %s", module, got, want)
		}
	}
}

// read takes all out of a shelf.
func read(shelf []byte) {
	for _, r := range decodeShelf(shelf) {
		filesIn(r)
	}
}

func filesIn(r record) (names []string) {
	r.rests.files.each(func(_ int, name string) { names = append(names, name) })
	return names
}

// TestShelves: a shelf is a directory, or the one above it that is not too deep.
func TestShelves(t *testing.T) {
	for module, want := range map[string]string{
		"drivers/hwmon/lm75":                 "drivers/hwmon",
		"drivers/net/ethernet/intel/ice/ice": "drivers/net/ethernet/intel",
		"drivers/gpu/drm/amd/amdgpu/amdgpu":  "drivers/gpu/drm/amd",
		"sound/soc/codecs/snd-soc-rt5640":    "sound/soc/codecs",
		"init/main":                          "init",
		"top":                                ".",
	} {
		if got := shelfOf(module); got != want {
			t.Errorf("%s: %s, want %s", module, got, want)
		}
	}
}
