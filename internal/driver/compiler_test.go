package driver

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/source"
)

func TestParseCompiler(t *testing.T) {
	c := parseCompiler([]string{
		"-Iinclude", "-I", "other", "-isystem", "sys", "-include", "x/kconfig.h", "-DA", "-DB=2", "-D", "C=a b", "-DD(x)=x",
		"-UB", "-U", "E", "-UA", "-DA=", "-o", "-Inot", "-Wall", "-c", "-D",
	})
	want := &compilerArgs{
		include: []string{"include", "other", "sys"}, forced: []string{"x/kconfig.h"},
		defined: map[string]string{"A": "", "C": "a b"}, undefined: []string{"B", "E"},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("%+v, want %+v", c, want)
	}
}

func TestCommand(t *testing.T) {
	dir := t.TempDir()
	root, build := filepath.Join(dir, "tree"), filepath.Join(dir, "build")
	for name, text := range map[string]string{
		"tree/include/linux/kconfig.h":          "",
		"build/include/generated/autoconf.h":    "#define CONFIG_A 1\n#define CONFIG_B_MODULE 1\n#define CONFIG_HZ 250\n#define CONFIG_S \"x y\"\n#undef CONFIG_Z\n/* */\n#define OTHER 1\n",
		"tree/drv/include/generated/not-here.h": "",
	} {
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-I../tree/include", "-Iinclude", "-I" + filepath.Join(root, "drv"), "-DMODULE"}
	c := parseCompiler(append(args, "-include", "../tree/include/linux/kconfig.h")).command(tree, build, configurations{})
	if want := []string{"include", "drv"}; !slices.Equal(c.Include, want) || !c.Config {
		t.Errorf("%v, %v", c.Include, c.Config)
	}
	if want := map[string]string{"CONFIG_A": "1", "CONFIG_B_MODULE": "1", "CONFIG_HZ": "250", "CONFIG_S": `"x y"`, "MODULE": "1"}; !reflect.DeepEqual(c.Defined, want) {
		t.Errorf("%v", c.Defined)
	}
	// Who does not include the configuration does not see it.
	if c := parseCompiler(args).command(tree, build, configurations{}); c.Config || len(c.Defined) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestShellWords(t *testing.T) {
	got, err := shellWords(`gcc -D'A B'="x\"y\z"  -DK=\"k\" '' a\ b.c`)
	if want := []string{"gcc", `-DA B=x"y\z`, `-DK="k"`, "", "a b.c"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{"", "  ", `gcc "x`, `gcc 'x`} {
		if words, err := shellWords(bad); err == nil {
			t.Errorf("%q: %q", bad, words)
		}
	}
}

func TestReadBuild(t *testing.T) {
	root := t.TempDir()
	tree, err := source.Open(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(root, "cc.json")
	for text, wrong := range map[string]string{
		`[{"directory": ".", "file": "a.c", "command": "gcc -DX -c a.c"}]`:      "",
		`[{"directory": "/", "file": "/etc/a.c", "arguments": ["gcc", "a.c"]}]`: "none of its 1 command lies in",
		`[{"directory": ".", "file": "a.c"}]`:                                   "entry 1 has no file, or no command",
		`[{"directory": ".", "file": "a.c", "command": "gcc 'x"}]`:              "entry 1, a.c: a ' is never closed",
		`{}`: "cannot unmarshal", `[`: "unexpected end", `[]`: "none of its 0 commands",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		o := Options{CompileCommands: name}
		_, err := o.readBuild(tree)
		if wrong == "" && err != nil || wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)) {
			t.Errorf("%s: %v, want %q", text, err, wrong)
		}
	}
}
