package driver

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ctxlint/ctxlint/internal/source"
)

// tree writes files below a new directory.
func treeOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestScope: what is checked for a change, by what calls what.
func TestScope(t *testing.T) {
	files := map[string]string{
		"Makefile": "VERSION = 6\nPATCHLEVEL = 12\n", "Kconfig": "", "include/linux/x.h": "static inline void x_wait(void)\n{\n\tmsleep(1);\n}\n",
		"drivers/chip/a.c":         "void a_wait(void)\n{\n\tudelay(1);\n}\nEXPORT_SYMBOL_GPL(a_wait);\nvoid a_local(void)\n{\n}\n",
		"drivers/chip/b.c":         "static int b;\n",
		"drivers/other/c.c":        "void c(void)\n{\n\ta_wait();\n}\n",
		"drivers/other/d.c":        "void d(void)\n{\n\tx_wait();\n\ta_local();\n}\n",
		"drivers/chip/sub/s.c":     "void s(void)\n{\n\ta_local();\n}\n",
		"sound/soc/boards/card.c":  "static struct snd_soc_dai_link_component cpu[] = { COMP_CPU(\"chip-dai\") };\nstatic int nonatomic = 1;\n",
		"sound/soc/boards/other.c": "static struct snd_soc_dai_link_component cpu[] = { COMP_CPU(\"chip-dai\") };\n",
		"sound/soc/chip/dai.c":     "static struct snd_soc_dai_driver dai = { .name = \"chip-dai\" };\n",
		"sound/soc/chip/ipc.c":     "static int ipc;\n",
		"sound/soc/chop/dai.c":     "static struct snd_soc_dai_driver dai = { .name = \"chop-dai\" };\n",
		"drivers/many/start.c":     "void start(void)\n{\n\tm1();\n}\n",
		"drivers/many/m1.c":        "void m1(void)\n{\n}\n",
		"drivers/many/caller.c":    "static void caller(void)\n{\n\tstart();\n}\n",
	}
	for i := range 60 {
		n := string(rune('a'+i%26)) + string(rune('a'+i/26))
		files["drivers/many/alone-"+n+".c"] = "void alone_" + n + "(void)\n{\n}\n"
	}
	root := treeOf(t, files)
	for name, c := range map[string]struct {
		file, old, new, want string
		near                 bool
	}{
		"exported":   {"drivers/chip/a.c", "udelay(1)", "udelay(2)", "drivers/chip/a.c drivers/chip/b.c drivers/other/c.c", false},
		"near":       {"drivers/chip/a.c", "udelay(1)", "udelay(2)", "drivers/chip/a.c drivers/chip/b.c", true},
		"module":     {"drivers/chip/a.c", "a_local(void)\n{\n", "a_local(void)\n{\n\tbarrier();\n", "drivers/chip/a.c drivers/chip/b.c drivers/chip/sub/s.c", false},
		"header":     {"include/linux/x.h", "msleep(1)", "msleep(2)", "drivers/other/d.c include/linux/x.h", false},
		"card":       {"sound/soc/boards/card.c", "= 1", "= 0", "sound/soc/boards/card.c sound/soc/boards/other.c sound/soc/chip/dai.c sound/soc/chip/ipc.c", false},
		"neighbours": {"drivers/many/start.c", "m1();", "m1();\n\tm1();", "drivers/many/caller.c drivers/many/m1.c drivers/many/start.c", true},
	} {
		old := files[c.file]
		dir := t.TempDir()
		for side, text := range map[string]string{"a": old, "b": strings.Replace(old, c.old, c.new, 1)} {
			if err := writeFile(filepath.Join(dir, side, c.file), text); err != nil {
				t.Fatal(err)
			}
		}
		name1 := filepath.Join(dir, "p.patch")
		if err := diffDirs(dir, "a", "b", name1); err != nil {
			t.Fatal(err)
		}
		res, err := Patch(context.Background(), PatchOptions{Options: Options{Root: root}, Args: []string{name1}, Near: c.near})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := strings.Join(res.Checked, " "); got != c.want {
			t.Errorf("%s: checked %s, want %s", name, got, c.want)
		}
	}
}

// TestPatchLeavesTreeAlone: nothing is written, whatever the patch says.
func TestPatchLeavesTreeAlone(t *testing.T) {
	root := treeOf(t, map[string]string{"a.c": "int a;\n"})
	res, err := Patch(context.Background(), PatchOptions{
		Options: Options{Root: root}, Args: []string{"-"},
		Stdin: strings.NewReader("--- a/a.c\n+++ b/a.c\n@@ -1 +1,2 @@\n-int a;\n+int b;\n+int c;\n--- /dev/null\n+++ b/n/n.c\n@@ -0,0 +1 @@\n+int n;\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"a.c", "n/n.c"}; !slices.Equal(res.Checked, want) {
		t.Errorf("checked %q, want %q", res.Checked, want)
	}
	entries, err := os.ReadDir(root)
	if err != nil || len(entries) != 1 {
		t.Errorf("the tree has %d entries, %v", len(entries), err)
	}
	if data, err := os.ReadFile(filepath.Join(root, "a.c")); err != nil || string(data) != "int a;\n" {
		t.Errorf("a.c is %q, %v", data, err)
	}
}

func TestSlowly(t *testing.T) {
	r := &PatchResult{Took: 2 * time.Second, Checked: []string{"a.c"}, Stats: Stats{Files: 7, Known: 2, Bytes: 3e6, Phases: []Phase{{Name: "read", Wall: time.Second}}}}
	why, slow := r.Slowly(time.Second)
	if !slow {
		t.Error("two seconds are less than one")
	}
	for _, want := range []string{"this took 2.0 s: 1 file checked", "7 files", "3.0 MB, 5 of them for the first time", "read 1.0 s"} {
		if !strings.Contains(why, want) {
			t.Errorf("%q does not say %q", why, want)
		}
	}
	if _, slow := r.Slowly(3 * time.Second); slow {
		t.Error("two seconds are more than three")
	}
}

func TestParseKbuild(t *testing.T) {
	for name, c := range map[string]struct {
		args    string
		file    string
		include string
	}{
		"plain":        {"a.c", "a.c", ""},
		"joined":       {"-Iinclude -I./arch/x -DX=1 -Wall a.c", "a.c", "include ./arch/x"},
		"apart":        {"-I include -isystem sys -D X -o a.o -include b.h a.c", "a.c", "include sys"},
		"value last":   {"-o a.c", "a.c", ""}, // the last word is the file, whatever stands before it
		"unknown":      {"-weird=1 -fnew-flag -Wp,-MMD,x.d a.c", "a.c", ""},
		"not the last": {"b.c a.c", "a.c", ""},
	} {
		k, err := ParseKbuild(strings.Fields(c.args))
		if err != nil || k.File != c.file || strings.Join(parseCompiler(k.Compiler).include, " ") != c.include {
			t.Errorf("%s: %+v, %v", name, k, err)
		}
	}
	for _, args := range []string{"", "-Wall", "a.c -Wall"} {
		if k, err := ParseKbuild(strings.Fields(args)); err == nil {
			t.Errorf("%q: %+v", args, k)
		}
	}
	k, err := ParseKbuild(strings.Fields("--rules=a,b --min-confidence=high --config=none --root=t a.c"))
	if err != nil || len(k.Options.Rules) != 2 || k.Options.MinConfidence != "high" || k.Options.Config != "none" || k.Options.Root != "t" {
		t.Errorf("%+v, %v", k, err)
	}
}

// TestKbuildInclude: the directories of the build decide which header is meant.
func TestKbuildInclude(t *testing.T) {
	root := treeOf(t, map[string]string{
		"Makefile": "VERSION = 6\n", "Kconfig": "", "include/linux/x.h": "",
		"include/chip/wait.h": "static inline void chip_wait(void)\n{\n\tudelay(1);\n}\n",
		"plat/chip/wait.h":    "static inline void chip_wait(void)\n{\n\tmsleep(1);\n}\n",
		"drivers/a.c":         "#include <chip/wait.h>\nstatic DEFINE_SPINLOCK(lock);\nvoid a(void)\n{\n\tspin_lock(&lock);\n\tchip_wait();\n\tspin_unlock(&lock);\n}\n",
	})
	file := filepath.Join(root, "drivers", "a.c")
	if !source.IsKernelRoot(root) {
		t.Fatal("not taken for a kernel")
	}
	for dir, want := range map[string]int{"include": 0, "plat": 1} {
		res, err := Kbuild(context.Background(), &KbuildArgs{File: file, Compiler: []string{"-I" + filepath.Join(root, dir)}})
		if err != nil || len(res.Findings) != want {
			t.Errorf("-I %s: %d findings, %v; want %d", dir, len(res.Findings), err, want)
		}
	}
}

func writeFile(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o666)
}

// diffDirs compares directories with git, which ends with 1 if they differ.
func diffDirs(dir, from, to, out string) error {
	cmd := exec.Command("git", "diff", "--no-index", "--no-prefix", "--no-color", "--no-ext-diff", from, to)
	cmd.Dir = dir
	diff, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return err
	}
	return os.WriteFile(out, diff, 0o666)
}
