package cparse

import (
	"fmt"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	src := `#include <linux/a.h>
#include "b.h"
#define LOCK(x) spin_lock(x)
#define VALUE (1)
static const char *s = "int no(void) {"; /* int no(void) { */
struct s { int (*fn)(int); };
int table[] = { f(1), '{', };
static int __init one(void) { if (a) { b(); } return '}'; }
#ifdef X
int two(int a) {
#else
int two(long a) {
#endif
	return a;
}
#if 0 /* dead */
int no(void) { }
#else
int three(void) { }
#endif
#if 1
int four(void) { }
#else
int no(void) {
#endif
EXPORT_SYMBOL_GPL(three);
module_init(one)
static __printf(1, 2) int
five(const char *f, ...) __acquires(x)
{
#error can't read this
}
extern "C" {
int six(void) { return 0; }
}
int prototype(void);
DEFINE_ATTR(x)
static ssize_t seven(void) { }
`
	o := Scan([]byte(src))
	var names []string
	for _, f := range o.Funcs {
		names = append(names, f.Name)
		if body := src[f.Start:f.End]; !strings.HasSuffix(body, "}") || !strings.Contains(body, f.Name+"(") {
			t.Errorf("%s: text %q", f.Name, body)
		}
	}
	if got, want := fmt.Sprint(names), "[one two three four five six seven]"; got != want {
		t.Errorf("functions %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(o.Macros), "[LOCK]"; got != want {
		t.Errorf("macros %s, want %s", got, want)
	}
	if len(o.Includes) != 2 || o.Includes[0].Path != "linux/a.h" || !o.Includes[0].System || o.Includes[1].System {
		t.Errorf("includes %v", o.Includes)
	}
	if len(o.Exports) != 1 || o.Exports[0].Name != "three" || !o.Exports[0].GPL {
		t.Errorf("exports %v", o.Exports)
	}
}

func TestLearnIterators(t *testing.T) {
	src := `#define walk(x) for (x = 0; x; x++)
#define walk_safe(x, y) \
	for (x = 0, y = 0; x; \
	     x = y)
#define walk_some(x) walk(x) if (skip(x)) {} else
#define walk_all(x) list_for_each_thing(x)
#define whole(x) for (x = 0; x; x++) { use(x); }
#define once(x) for (x = 0; x; x++) use(x)
#define call(x) before(x)
#define NUMBER for
	#  define indented(x) for (;;)
/* #define comment(x) for (;;) */
`
	if got, want := fmt.Sprint(LearnIterators([]byte(src))), "[walk walk_safe walk_some walk_all indented]"; got != want {
		t.Errorf("learned %s, want %s", got, want)
	}
	if got := LearnIterators([]byte("int f(void) { for (;;); }")); got != nil {
		t.Errorf("learned %v", got)
	}
}
