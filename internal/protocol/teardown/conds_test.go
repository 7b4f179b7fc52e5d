package teardown_test

import (
	"strings"
	"testing"
)

// TestConditions holds ways that a test rules out since one of the same thing came before,
// each with what makes the second test tell nothing.
func TestConditions(t *testing.T) {
	const irq = `request_irq(d->irq, irq_fn, 0, "x", d)`
	const head = `struct dev;
static void turn(struct dev *d);
void told(struct dev *d) { turn(d); }
`
	for _, c := range []struct{ name, probe, silent, said string }{
		{"a flag", "all(d); if (d->irq) { ret = " + irq + "; if (ret) goto free; } OVER if (!d->irq) { ret = ask(d); if (ret) goto free; } ret = ask(d); if (ret) { free_irq(d->irq, d); tasklet_kill(&d->task); free: kfree(d); return ret; }", "OVER=", "OVER=d->irq = 0;"},
		{"a flag that a function writes", "all(d); if (d->irq) { ret = " + irq + "; if (ret) goto free; } OVER if (!d->irq) { ret = ask(d); if (ret) goto free; } ret = ask(d); if (ret) { free_irq(d->irq, d); tasklet_kill(&d->task); free: kfree(d); return ret; }", "OVER=ask(d);", "OVER=turn(d);"},
		{"a number", "int i; all(d); for (i = 2; i < 10; i++) { if (ask(i)) { if (!" + irq + ") break; } } OVER if (i >= 10) { kfree(d); return -1; }", "OVER=", "OVER=i = ask(d);"},
		{"a number whose address is taken", "int i; all(d); for (i = 2; i < 10; i++) { if (ask(i)) { if (!" + irq + ") break; } } OVER if (i >= 10) { kfree(d); return -1; }", "OVER=ask(i);", "OVER=ask(&i);"},
		{"a pointer that was looked into", "struct dev *e; all(d); d->buf = NULL; for (e = first(d); !at_end(e); e = next(e)) { if (!request_irq(USED, irq_fn, 0, \"x\", d)) { d->buf = e; break; } } if (!d->buf) { kfree(d); return -1; }", "USED=e->irq", "USED=3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := func(with string) string {
				word, text, _ := strings.Cut(with, "=")
				remove := "free_irq(d->irq, d); tasklet_kill(&d->task); kfree(d);"
				s := strings.ReplaceAll(driver(c.probe, remove), word, text)
				return head + s + "static void turn(struct dev *d) { d->irq = ask(d); }\n"
			}
			if got := left(t, src(c.silent), nil); got != "" {
				t.Errorf("got %q", got)
			}
			if got := left(t, src(c.said), nil); got == "" {
				t.Error("nothing was found")
			}
		})
	}
}
