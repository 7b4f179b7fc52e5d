package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// nginx runs the server of docs/fleet.md on a port of its own.
type nginx struct {
	*testing.T
	dir, address string
	cmd          *exec.Cmd
}

func startNginx(t *testing.T, edit func(conf string) string) *nginx {
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("nginx is not installed: .ci/run installs it")
	}
	text, err := os.ReadFile(filepath.Join(repository(), "docs", "fleet.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```nginx\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatal("docs/fleet.md has no configuration of nginx")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &nginx{T: t, dir: t.TempDir(), address: l.Addr().String()}
	_ = l.Close()
	server := strings.NewReplacer("127.0.0.1:8090", n.address, "/var/cache/ctxlint", n.dir).Replace(string(block[1]))
	conf := fmt.Sprintf("daemon off; master_process off; pid %[1]s/pid; error_log %[1]s/log; events {}\nhttp { access_log off;\n%[2]s}\n", n.dir, edit(server))
	file := filepath.Join(n.dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(conf), 0o666); err != nil {
		t.Fatal(err)
	}
	n.cmd = exec.Command(program, "-c", file, "-p", n.dir)
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.stop)
	for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		c, err := net.Dial("tcp", n.address)
		if err == nil {
			_ = c.Close()
			return n
		}
		if time.Since(start) > 20*time.Second {
			log, _ := os.ReadFile(filepath.Join(n.dir, "log"))
			t.Fatalf("nginx does not start: %v\n%s", err, log)
		}
	}
}

func (n *nginx) stop() {
	if n.cmd != nil {
		_ = n.cmd.Process.Kill()
		_ = n.cmd.Wait()
		n.cmd = nil
	}
}

func (n *nginx) entries() int {
	files, _ := filepath.Glob(filepath.Join(n.dir, "ac", "*"))
	return len(files)
}

// machine is a tree of its own, in a place of its own, with a cache of its own.
type machine struct {
	*testing.T
	dir, cache string
}

func newMachine(t *testing.T) *machine {
	m := &machine{t, t.TempDir(), t.TempDir()}
	for name, text := range map[string]string{
		"Kconfig": "", "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n", "include/linux/h.h": "static inline void nap(void)\n{\n\tmsleep(1);\n}\n",
		"drv/Makefile": "obj-m += a.o b.o\n",
		"drv/a.c":      "#include <linux/h.h>\nvoid a(spinlock_t *l)\n{\n\tspin_lock(l);\n\tnap();\n\tspin_unlock(l);\n}\n",
		"drv/b.c":      "#include <linux/h.h>\nvoid b(spinlock_t *l)\n{\n\tspin_lock(l);\n\tudelay(1);\n\tspin_unlock(l);\n}\n",
	} {
		file := filepath.Join(m.dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// check returns what is printed on both, without the times.
func (m *machine) check(address string, args ...string) (out, said string) {
	m.Helper()
	self, err := os.Executable()
	if err != nil {
		m.Fatal(err)
	}
	c := exec.Command(self, append([]string{"check", "--format", "jsonl", "--stats", "--cache", m.cache}, args...)...)
	c.Dir = m.dir
	c.Env = append(os.Environ(), asProgram+"=1", "CTXLINT_CACHE_URL="+address, "NO_COLOR=1")
	var errs strings.Builder
	c.Stderr = &errs
	text, err := c.Output()
	if status, ok := exitCode(err); !ok || status != 1 {
		m.Errorf("%v\n%s", err, errs.String())
	}
	return string(text), errs.String()
}

// TestSharedCache: what one machine has found another with the same tree in another
// place reads back, from a real server, to the byte; and a server that is gone, full or
// closed changes nothing but the time.
func TestSharedCache(t *testing.T) {
	n := startNginx(t, func(conf string) string { return conf })
	address := "http://" + n.address
	first := newMachine(t)
	want, _ := first.check("")
	if got, _ := newMachine(t).check(address); got != want || n.entries() > 0 {
		t.Errorf("a reader puts %d entries, finds\n%s", n.entries(), got)
	}
	if got, said := newMachine(t).check(address, "--cache-push"); got != want || strings.Contains(said, "shared cache") || n.entries() == 0 {
		t.Errorf("a writer puts %d entries, finds\n%s%s", n.entries(), got, said)
	}
	other := newMachine(t)
	got, said := other.check(address)
	if got != want || !strings.Contains(said, "from earlier runs") || strings.Contains(said, "shared cache") {
		t.Errorf("another machine finds\n%s%s", got, said)
	}
	if !regexp.MustCompile(`(?m)^modules +3 analysed|^known +3 files`).MatchString(said) {
		t.Errorf("it did not take everything over:\n%s", said)
	}

	// An edit here is no reason to believe what was found there.
	if err := os.WriteFile(filepath.Join(other.dir, "drv/b.c"), []byte("\nvoid b(spinlock_t *l)\n{\n\tspin_lock(l);\n\tmsleep(1);\n\tspin_unlock(l);\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, _ = other.check(address)
	if alone, _ := other.check("", "--cache", "none"); got != alone || got == want {
		t.Errorf("after an edit it finds\n%s, alone\n%s", got, alone)
	}

	// Entries that somebody has damaged.
	files, _ := filepath.Glob(filepath.Join(n.dir, "ac", "*"))
	for i, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		switch i % 3 {
		case 0:
			data = data[:len(data)/2]
		case 1:
			data[len(data)-1] ^= 1
		default:
			data, _ = os.ReadFile(files[0])
		}
		if err := os.WriteFile(f, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, said := newMachine(t).check(address); got != want || strings.Count(said, "shared cache: ") != 1 {
		t.Errorf("of damaged entries it makes\n%s%s", got, said)
	}

	n.stop()
	if got, said := newMachine(t).check(address, "--cache-push"); got != want || strings.Count(said, "shared cache: ") != 1 || !strings.Contains(said, "connection refused") {
		t.Errorf("without the server it finds\n%s%s", got, said)
	}
}

// TestSharedCacheFull: a server that does not take what it is given.
func TestSharedCacheFull(t *testing.T) {
	want, _ := newMachine(t).check("")
	for name, c := range map[string]struct{ from, to, said string }{
		"too large": {"8m", "10", "413 Request Entity Too Large"},
		"read-only": {"allow 127.0.0.1;", "", "403 Forbidden"},
	} {
		n := startNginx(t, func(conf string) string {
			if !strings.Contains(conf, c.from) {
				t.Fatalf("no %q in the configuration", c.from)
			}
			return strings.Replace(conf, c.from, c.to, 1)
		})
		if got, said := newMachine(t).check("http://"+n.address, "--cache-push"); got != want || strings.Count(said, "takes no entries: it answers "+c.said) != 1 {
			t.Errorf("%s: it finds\n%s%s", name, got, said)
		}
	}
}
