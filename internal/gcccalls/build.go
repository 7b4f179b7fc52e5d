package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// off are options that cost time and change no call that a driver writes: checks that
// the compiler puts in, debug information, the validation of objects.
const off = `# CONFIG_KASAN is not set
# CONFIG_KCSAN is not set
# CONFIG_KMSAN is not set
# CONFIG_UBSAN is not set
# CONFIG_GCOV_KERNEL is not set
# CONFIG_KCOV is not set
CONFIG_DEBUG_INFO_NONE=y
# CONFIG_GCC_PLUGINS is not set
# CONFIG_WERROR is not set
# CONFIG_CPU_MITIGATIONS is not set
CONFIG_UNWINDER_FRAME_POINTER=y
# CONFIG_RUST is not set
# CONFIG_TRACE_BRANCH_PROFILING is not set
# CONFIG_MODVERSIONS is not set
# CONFIG_MODULE_SIG is not set
# CONFIG_FORTIFY_SOURCE is not set
`

// flags have the compiler write its call graphs, and leave functions whole where
// they can be.
const flags = "-fcallgraph-info -fdump-ipa-cgraph -fno-inline-functions -fno-inline-small-functions" +
	" -fno-partial-inlining -fno-ipa-cp -fno-ipa-sra -fno-ipa-icf -fno-stack-protector -Wno-error"

// build is a directory in which a tree is built.
type build struct {
	root, dir string
	log       io.Writer
}

// needs are what a kernel's build asks for beside a compiler.
var needs = []string{"make", "gcc", "flex", "bison", "bc"}

// prepare configures the directory, unless that was done before.
func (b *build) prepare() error {
	var missing []string
	for _, n := range needs {
		if _, err := exec.LookPath(n); err != nil {
			missing = append(missing, n)
		}
	}
	if missing != nil {
		return fmt.Errorf("needs %s: a kernel is not built without (and libelf's headers)", strings.Join(missing, ", "))
	}
	done := filepath.Join(b.dir, "include/generated/utsrelease.h")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	if err := os.MkdirAll(b.dir, 0o777); err != nil {
		return err
	}
	allconfig := filepath.Join(b.dir, "gcccalls.config")
	if err := os.WriteFile(allconfig, []byte(off), 0o666); err != nil {
		return err
	}
	if err := b.make("KCONFIG_ALLCONFIG="+allconfig, "allmodconfig"); err != nil {
		return err
	}
	return b.make("prepare")
}

// objects builds the objects of files, and what the preprocessor leaves of them. One
// that this configuration has no rule for is left out.
func (b *build) objects(files []string) error {
	var targets []string
	for _, f := range files {
		stem := strings.TrimSuffix(f, ".c")
		if !exists(filepath.Join(b.dir, stem+".o")) {
			targets = append(targets, stem+".o", stem+".i")
		}
	}
	if targets == nil {
		return nil
	}
	err := b.make(append([]string{"-k", "objtool=true", "KCFLAGS=" + flags}, targets...)...)
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return nil // some have no rule; read tells which were built
	}
	return err
}

func (b *build) make(args ...string) error {
	cmd := exec.Command("make", append([]string{"-C", b.root, "O=" + b.dir}, args...)...)
	cmd.Stdout, cmd.Stderr = b.log, b.log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("make %s: %w", strings.Join(args, " "), err)
	}
	return nil
}

// seen is what the compiler saw of a file.
type seen struct {
	ci, first *calls
	text      []byte // as the preprocessor left it
	source    []byte // as it was written
}

// errNotBuilt: the configuration has no such object, or it does not compile.
var errNotBuilt = errors.New("not built")

// read reads what was written beside an object.
func (b *build) read(file string) (*seen, error) {
	stem := filepath.Join(b.dir, strings.TrimSuffix(file, ".c"))
	if !exists(stem + ".o") { // what a compiler that gives up leaves behind counts for nothing
		return nil, errNotBuilt
	}
	data, err := os.ReadFile(stem + ".ci")
	if err != nil {
		return nil, err
	}
	s := &seen{}
	if s.ci, err = parseCI(data); err != nil {
		return nil, fmt.Errorf("%s.ci: %w", stem, err)
	}
	dumps, _ := filepath.Glob(stem + ".c.*.cgraph")
	if len(dumps) != 1 {
		return nil, fmt.Errorf("%s: %d dumps of the call graph, want one", stem, len(dumps))
	}
	if data, err = os.ReadFile(dumps[0]); err != nil {
		return nil, err
	}
	if s.first, err = parseDump(data); err != nil {
		return nil, fmt.Errorf("%s: %w", dumps[0], err)
	}
	if s.text, err = os.ReadFile(stem + ".i"); err != nil {
		return nil, err
	}
	if s.source, err = os.ReadFile(filepath.Join(b.root, file)); err != nil {
		return nil, err
	}
	for f, place := range s.ci.file {
		s.ci.file[f] = strings.TrimPrefix(place, b.root+"/")
	}
	s.text = bytes.TrimSpace(s.text)
	return s, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
