package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// lab is the test binaries that all mutants are in.
type lab struct {
	dir     string // where the binaries lie
	mutants []mutant
	own     map[string]tests // by the directory of the package
	also    []tests
	reached map[int]bool
}

// helper is added to each package. Its limits make a mutant that does not end, or
// grows without end, one that is noticed: by processor time, so that it does not
// depend on what else the machine does.
const helper = `package %s

import (
	"os"
	"strconv"
	"sync"
	"syscall"
)

var mutateSeen [%d]sync.Once

var mutateLog, mutateNow = func() (*os.File, int) {
	if name := os.Getenv("MUTATE_REACHED"); name != "" {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			panic(err)
		}
		return f, -1
	}
	n, err := strconv.Atoi(os.Getenv("MUTATE"))
	if err != nil {
		panic(err)
	}
	seconds, err := strconv.ParseUint(os.Getenv("MUTATE_SECONDS"), 10, 64)
	if err != nil {
		panic(err)
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: seconds, Max: seconds})
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: %[3]d, Max: %[3]d})
	return nil, n
}()

func mutateAt[B ~bool](n int, cond B) B {
	if mutateLog != nil {
		mutateSeen[n].Do(func() { _, _ = mutateLog.WriteString(strconv.Itoa(n) + "\n") })
	}
	return cond != (n == mutateNow)
}
`

// Limits of one run of the tests: bytes of address space, the processor time that it
// takes without a mutant, times so many, and what bounds a mutant that waits for ever.
const (
	maxBytes = 8 << 30
	maxTimes = 8
	patience = 10 * time.Minute
)

// tests is a test binary, "" where a package has none.
type tests struct {
	bin, dir string
	seconds  int // of processor time that it may take
}

func newLab(also, dirs []string) (*lab, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	l := &lab{dir: dir, own: map[string]tests{}, reached: map[int]bool{}}
	if err := l.build(also, dirs); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *lab) close() { _ = os.RemoveAll(l.dir) } // left-overs do no harm

// build makes the binaries, and runs each once with no condition negated.
func (l *lab) build(also, dirs []string) error {
	overlay, err := l.overlay(dirs)
	if err != nil {
		return err
	}
	for _, d := range dirs {
		if l.own[d], err = l.compile(overlay, d); err != nil {
			return err
		}
	}
	for _, d := range also {
		t, err := l.compile(overlay, d)
		if err != nil {
			return err
		}
		l.also = append(l.also, t)
	}
	return nil
}

// overlay writes the changed files and returns the list of them.
func (l *lab) overlay(dirs []string) (string, error) {
	files := map[string][]file{}
	for _, d := range dirs {
		fs, found, err := conditions(d, len(l.mutants))
		if err != nil {
			return "", err
		}
		l.mutants, files[d] = append(l.mutants, found...), fs
	}
	if len(l.mutants) == 0 {
		return "", fmt.Errorf("no conditions in %s", strings.Join(dirs, " "))
	}
	replace := map[string]string{}
	put := func(name string, text []byte) error {
		full, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		changed := filepath.Join(l.dir, strconv.Itoa(len(replace))+".go")
		replace[full] = changed
		return os.WriteFile(changed, text, 0o600)
	}
	for _, d := range dirs {
		for i := range files[d] {
			if err := put(files[d][i].name, files[d][i].switched()); err != nil {
				return "", err
			}
		}
		if len(files[d]) == 0 {
			continue
		}
		text := fmt.Appendf(nil, helper, files[d][0].pkg, len(l.mutants), maxBytes)
		if err := put(filepath.Join(d, "mutate_at.go"), text); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		return "", err
	}
	name := filepath.Join(l.dir, "overlay.json")
	return name, os.WriteFile(name, list, 0o600)
}

// compile builds the tests of a package, and runs them to see that they pass, which
// conditions they come to, and how long they take.
func (l *lab) compile(overlay, dir string) (tests, error) {
	t := tests{bin: filepath.Join(l.dir, fmt.Sprintf("%d.test", len(l.own)+len(l.also))), dir: dir}
	target := dir
	if !filepath.IsAbs(target) {
		target = "./" + filepath.ToSlash(filepath.Clean(target))
	}
	if out, err := exec.Command("go", "test", "-c", "-overlay", overlay, "-o", t.bin, target).CombinedOutput(); err != nil {
		return t, fmt.Errorf("building the tests of %s: %w\n%s", dir, err, out)
	}
	if _, err := os.Stat(t.bin); errors.Is(err, os.ErrNotExist) {
		return tests{}, nil
	}
	log := t.bin + ".reached"
	if err := os.WriteFile(log, nil, 0o600); err != nil {
		return t, err
	}
	passed, took, out := t.run("MUTATE_REACHED=" + log)
	if !passed {
		return t, fmt.Errorf("the tests of %s fail with no condition negated:\n%s", dir, out)
	}
	t.seconds = 1 + int(maxTimes*took/time.Second)
	ids, err := os.ReadFile(log)
	if err != nil {
		return t, err
	}
	for _, id := range strings.Fields(string(ids)) {
		n, err := strconv.Atoi(id)
		if err != nil {
			return t, err
		}
		l.reached[n] = true
	}
	return t, nil
}

// noticed runs the tests with one condition negated.
func (l *lab) noticed(m mutant) bool {
	if !l.reached[m.id] {
		return false
	}
	for _, t := range append([]tests{l.own[m.dir]}, l.also...) {
		if t.bin == "" {
			continue
		}
		passed, _, _ := t.run("MUTATE="+strconv.Itoa(m.id), "MUTATE_SECONDS="+strconv.Itoa(t.seconds))
		if !passed {
			return true
		}
	}
	return false
}

func (t *tests) run(env ...string) (passed bool, took time.Duration, out []byte) {
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	cmd := exec.CommandContext(ctx, t.bin, "-test.failfast", "-test.count=1")
	cmd.Dir, cmd.Env = t.dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if s := cmd.ProcessState; s != nil {
		took = s.UserTime() + s.SystemTime()
	}
	return err == nil, took, out
}
