package driver

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/source"
)

// compilerArgs is what of a compiler's arguments matters here.
type compilerArgs struct {
	name      string   // of the compiler; "" if only arguments are known
	include   []string // directories of -I, -isystem and -iquote, in their order
	forced    []string // files of -include
	defined   map[string]string
	undefined []string
}

// takesValue lists the compiler's options whose value is a word of its own.
var takesValue = []string{
	"-D", "-U", "-I", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-iprefix",
	"-iwithprefix", "-o", "-x", "-MF", "-MT", "-MQ", "-arch", "-target", "-mllvm", "-Xclang", "-T",
	"-l", "-L", "-e", "-u", "-z", "--param",
}

// parseCompiler reads the arguments. Options of compilers and of sparse that it
// does not know are none of its business; they change with every release.
func parseCompiler(args []string) *compilerArgs {
	c := &compilerArgs{defined: map[string]string{}}
	for i := 0; i < len(args); i++ {
		option, value := args[i], ""
		switch {
		case slices.Contains(takesValue, option):
			if i+1 == len(args) {
				return c
			}
			i++
			value = args[i]
		case len(option) > 2 && slices.Contains([]string{"-D", "-U", "-I"}, option[:2]):
			option, value = option[:2], option[2:]
		}
		c.option(option, value)
	}
	return c
}

func (c *compilerArgs) option(option, value string) {
	switch option {
	case "-I", "-isystem", "-iquote":
		c.include = append(c.include, value)
	case "-include":
		c.forced = append(c.forced, value)
	case "-D":
		name, text, valued := strings.Cut(value, "=")
		if !valued {
			text = "1"
		}
		if name, _, call := strings.Cut(name, "("); !call {
			c.defined[name] = text
			c.undefined = slices.DeleteFunc(c.undefined, func(n string) bool { return n == name })
		}
	case "-U":
		delete(c.defined, value)
		c.undefined = append(c.undefined, value)
	}
}

// command is what the arguments mean to a tree, when the compiler runs in dir.
// Directories outside of the tree hold its own headers and what the build
// generates; of that only the configuration is read.
func (c *compilerArgs) command(t *source.Tree, dir string, configs configurations) *cdriver.Command {
	out := &cdriver.Command{Defined: map[string]string{}, Undefined: c.undefined}
	for _, f := range c.forced {
		out.Forced = append(out.Forced, built(t, resolve(dir, f)))
	}
	kconfig := slices.ContainsFunc(c.forced, func(f string) bool { return filepath.Base(f) == "kconfig.h" || filepath.Base(f) == "autoconf.h" })
	for _, d := range c.include {
		if !filepath.IsAbs(d) {
			d = filepath.Join(dir, d)
		}
		out.Search = append(out.Search, built(t, d))
		if rel, err := t.Rel(d); err == nil {
			out.Include = append(out.Include, rel)
		}
		if kconfig && !out.Config {
			if options := configs.read(filepath.Join(d, "generated", "autoconf.h")); options != nil {
				out.Config = true
				for name, value := range options {
					out.Defined[name] = value
				}
			}
		}
	}
	if c.name != "" {
		defined, undefined := ofCompiler(c.name)
		maps.Copy(out.Defined, defined)
		out.Undefined = append(slices.Clone(out.Undefined), undefined...)
	}
	maps.Copy(out.Defined, c.defined)
	return out
}

// ofCompiler are macros of every compiler of a kernel's C that its headers ask for.
func ofCompiler(name string) (defined map[string]string, undefined []string) {
	defined, undefined = map[string]string{"__GNUC__": ""}, []string{"__CHECKER__", "__ASSEMBLY__", "__ASSEMBLER__", "__GENKSYMS__"}
	if strings.Contains(filepath.Base(name), "clang") {
		defined["__clang__"] = ""
	} else {
		undefined = append(undefined, "__clang__")
	}
	return defined, undefined
}

// built is the name of a file or directory of a build: in the tree, or absolute.
func built(t *source.Tree, path string) string {
	if rel, err := t.Rel(path); err == nil {
		return rel
	}
	return path
}

// builtFiles reads what builds include.
type builtFiles struct{ tree *source.Tree }

func (f builtFiles) path(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return f.tree.Path(file)
}

// ReadBuilt reads a file; what is no plain file, or too large for a header, is none.
func (f builtFiles) ReadBuilt(file string) ([]byte, bool) {
	if !filepath.IsAbs(file) {
		data, err := f.tree.Read(file)
		return data, err == nil
	}
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxConfig {
		return nil, false
	}
	data, err := os.ReadFile(file)
	return data, err == nil
}

// HasBuilt: there is such a file.
func (f builtFiles) HasBuilt(file string) bool {
	info, err := os.Stat(f.path(file))
	return err == nil && info.Mode().IsRegular()
}

// StampBuilt gathers names, sizes and times of the headers below a directory.
func (f builtFiles) StampBuilt(dir string) string {
	var b strings.Builder
	_ = filepath.WalkDir(f.path(dir), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".h" {
			return nil // what cannot be read is not included either
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return b.String()
}

// configurations are those that were read, by the name of autoconf.h.
type configurations map[string]map[string]string

// maxConfig bounds the size of autoconf.h; that of a distribution has 300 kB.
const maxConfig = 8 << 20

// read reads the configuration of a kernel as its build writes it for the
// compiler; nil if there is none.
func (cs configurations) read(name string) map[string]string {
	options, ok := cs[name]
	if ok {
		return options
	}
	defer func() { cs[name] = options }()
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxConfig {
		return nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	options = map[string]string{}
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) >= 2 && f[0] == "#define" && strings.HasPrefix(f[1], "CONFIG_") {
			options[f[1]] = strings.Join(f[2:], " ")
		}
	}
	return options
}
