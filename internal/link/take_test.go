package link_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

const others = `// file include/linux/x.h
static inline void below(void) {}
static inline void mutex_lock(struct mutex *m) { below(); }
static inline int plain(int a) { return a; }
struct x_ops { void (*start)(void); void (*stop)(void); void (*both)(struct mutex *m); };
// file lib/core.c
static void core_start(void) {}
static void core_stop(void) {}
static const struct x_ops core_ops = { .start = core_start, .stop = core_stop };
void core_lock(struct mutex *m) {}
`

// taken are the functions of other modules that belong to the program of a driver.
func taken(t *testing.T, driver string) string {
	t.Helper()
	p := link.New(model.Kernel())
	for _, file := range strings.Split(others+"// file drivers/x/x.c\n"+driver, "// file ")[1:] {
		name, src, _ := strings.Cut(file, "\n")
		tree, err := cparse.Parse([]byte(src), cparse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if u := clower.Lower(tree, name, clower.Options{}); strings.HasPrefix(name, "drivers/") {
			p.Add(u)
		} else {
			p.Include(u)
		}
	}
	p.Bind()
	p.BuildCallGraph()
	var names []string
	for _, f := range p.Funcs {
		if !f.Unit.Whole {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// What belongs to a program is what its module leads to, and a row stands for the
// body of what is called.
func TestTaken(t *testing.T) {
	for _, c := range []struct{ driver, want string }{
		{"int f(void) { return plain(1); }", "plain"},
		{"void f(struct mutex *m) { mutex_lock(m); }", ""},
		{"void f(struct mutex *m) { mutex_lock(m); below(); }", "below"},
		{"struct x_ops o = { .both = mutex_lock };", "below mutex_lock"},
		{"void f(struct mutex *m) { mutex_lock(m); register_it(mutex_lock); }", "below mutex_lock"},
		{"void f(struct mutex *m) { core_lock(m); }", "core_lock"},
		{"void f(struct x_ops *o) { o->start(); }", "core_start"},
		{"void f(struct x_ops *o) { void (*g)(void) = o->stop; g(); }", "core_stop"},
	} {
		if got := taken(t, c.driver); got != c.want {
			t.Errorf("%s\ntakes in %q, want %q", c.driver, got, c.want)
		}
	}
}
