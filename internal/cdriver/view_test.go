package cdriver

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/source"
)

// programs returns the files of each module's program.
func (d *keptTest) programs(files ...string) map[string][]string {
	d.Helper()
	tree, err := source.Open(d.dir, nil)
	if err != nil {
		d.Fatal(err)
	}
	out := map[string][]string{}
	if _, err := Run(context.Background(), Options{Tree: tree, Files: files, Jobs: 1}, func(m Module) {
		for _, u := range m.Prog.Units {
			out[m.Name] = append(out[m.Name], u.Path)
		}
		slices.Sort(out[m.Name])
	}); err != nil {
		d.Fatal(err)
	}
	return out
}

// TestImplementers: those of a table are looked into from its caller, wherever
// they are, if they are few.
func TestImplementers(t *testing.T) {
	for n, want := range map[int]int{1: 1, 4: 1, 5: 0} {
		d := &keptTest{T: t, dir: t.TempDir(), cache: t.TempDir()}
		d.write("core/Makefile", "obj-y += core.o\n")
		d.write("core/core.h", "struct bus_ops { void (*write)(int v); };\nstruct bus { spinlock_t lock; const struct bus_ops *ops; };\n")
		d.write("core/core.c", "#include \"core.h\"\nvoid core_send(struct bus *b)\n{\n\tspin_lock(&b->lock);\n\tb->ops->write(1);\n\tspin_unlock(&b->lock);\n}\n")
		for i := range n {
			dir := fmt.Sprintf("bus%d", i)
			d.write(dir+"/Makefile", "obj-m += back.o\n")
			d.write(dir+"/back.c", "#include \"../core/core.h\"\nstatic void back_write(int v)\n{\n\tmsleep(v);\n}\nstatic const struct bus_ops back_ops = {\n\t.write = back_write,\n};\n")
		}
		files := d.programs("core/core.c")["core/built-in"]
		if got := slices.Contains(files, "bus0/back.c"); got != (want > 0) {
			t.Errorf("of %d implementers, they are read: %v: %q", n, got, files)
		}
	}
}

// TestUsers: the modules that use what a module exports are read with it, unless
// they are many.
func TestUsers(t *testing.T) {
	for n, want := range map[int]bool{1: true, maxUsers: true, maxUsers + 1: false} {
		d := &keptTest{T: t, dir: t.TempDir(), cache: t.TempDir()}
		names := ""
		for i := range n {
			names += fmt.Sprintf(" bus%d.o", i)
			d.write(fmt.Sprintf("drv/bus%d.c", i), "void probe(void)\n{\n\tcore_probe();\n}\n")
		}
		d.write("drv/Makefile", "obj-m += core.o"+names+"\n")
		d.write("drv/core.c", "void core_probe(void)\n{\n}\nEXPORT_SYMBOL_GPL(core_probe);\n")
		got := d.programs("drv/core.c")["drv/core"]
		if slices.Contains(got, "drv/bus0.c") != want {
			t.Errorf("%d users: %q", n, got)
		}
		if got := d.programs("drv/bus0.c")["drv/bus0"]; !slices.Equal(got, []string{"drv/bus0.c", "drv/core.c"}) {
			t.Errorf("a user is read with %q", got)
		}
	}
}

func TestTablesOf(t *testing.T) {
	got := tablesOf([]byte("static const struct a_ops x = {\n\t.f = f,\n};\nstruct b y[] __initdata = {\n};\nint z[] = {\n1 };\nstruct c *p = NULL;\nvoid f(void)\n{\n\tstruct d local = { 0 };\n}\n/* struct e = { */\nstruct a_ops again = {};\n"))
	if want := "struct a_ops,struct b,struct d,struct e"; strings.Join(got, ",") != want {
		t.Errorf("%q, want %s", got, want)
	}
}

// TestCards: what a card states about links is seen, also where nobody calls it.
func TestCards(t *testing.T) {
	d := &keptTest{T: t, dir: t.TempDir(), cache: t.TempDir()}
	d.write("sound/soc/d/Makefile", "obj-m += dai.o\n")
	d.write("sound/soc/d/dai.c", "static const struct snd_soc_dai_ops ops = {\n\t.trigger = t,\n};\nstatic struct snd_soc_dai_driver dai = {\n\t.name = \"pin\",\n\t.ops = &ops,\n};\n")
	d.write("sound/soc/c/Makefile", "obj-m += card.o other.o\n")
	d.write("sound/soc/c/card.c", "SND_SOC_DAILINK_DEF(system, DAILINK_COMP_ARRAY(COMP_CPU(\"pin\")));\n")
	d.write("sound/soc/c/other.c", "SND_SOC_DAILINK_DEF(system, DAILINK_COMP_ARRAY(COMP_CPU(\"pin2\")));\n")
	tree, err := source.Open(d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), Options{Tree: tree, Files: []string{"sound/soc/d/dai.c"}, Jobs: 1}, func(m Module) {
		if u := m.Prog.Unit("sound/soc/c/card.c"); u == nil || len(u.Funcs) == 0 || u.Whole {
			t.Errorf("the card: %+v", u)
		}
		if u := m.Prog.Unit("sound/soc/c/other.c"); u != nil {
			t.Error("a card of others is read")
		}
	}); err != nil {
		t.Fatal(err)
	}
}
