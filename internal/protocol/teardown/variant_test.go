package teardown_test

import (
	"strings"
	"testing"
)

// TestVariants holds what a driver of several kinds of devices starts for some of them,
// each with one that differs in a word: what else may give the member its value.
func TestVariants(t *testing.T) {
	const both = `struct dev { struct timer_list timer; int kind; int on; };
static void timer_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, timer); d->on++; }
static void begin(struct dev *d) { TEST mod_timer(&d->timer, 1); }
static struct dev *make(void) { struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL); timer_setup(&d->timer, timer_fn, 0); return d; }
static long control(struct file *file, unsigned int cmd, unsigned long arg) { struct dev *d = file->private_data; CONTROL begin(d); return 0; }
static const struct file_operations fops = { .unlocked_ioctl = control };
static int probe(struct platform_device *pdev) { struct dev *d = MAKE; OWN platform_set_drvdata(pdev, d); return 0; }
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
static int pci_start(struct pci_dev *pdev, const struct pci_device_id *id) { struct dev *d = make(); OTHER pci_set_drvdata(pdev, d); return 0; }
static void pci_stop(struct pci_dev *pdev) { struct dev *d = pci_get_drvdata(pdev); timer_delete_sync(&d->timer); kfree(d); }
static struct pci_driver pci = { .probe = pci_start, .remove = pci_stop };
`
	set := func(with ...string) string {
		s := both
		for _, w := range append(with, "TEST=if (!d->kind) return;", "CONTROL=", "OWN=", "OTHER=d->kind = 1;", "MAKE=make()") {
			word, text, _ := strings.Cut(w, "=")
			s = strings.ReplaceAll(s, word, text)
		}
		return s
	}
	for _, c := range []struct {
		name string
		with []string
		said bool
	}{
		{"a member that the other driver sets", nil, false},
		{"one that this driver sets", []string{"OWN=d->kind = 1;"}, true},
		{"one that this driver sets to something unknown", []string{"OWN=d->kind = ask(pdev);"}, true},
		{"one that an op sets", []string{"CONTROL=d->kind = arg;"}, true},
		{"one whose address is taken", []string{"OTHER=set_it(&d->kind);"}, true},
		{"a test for nothing", []string{"TEST=if (d->kind) return;"}, true},
		{"a kind of its own", []string{"TEST=if (d->kind != 2) return;", "OWN=d->kind = 1;", "OTHER=d->kind = 2;"}, false},
		{"the kind of the other", []string{"TEST=if (d->kind != 2) return;", "OWN=d->kind = 2;", "OTHER=d->kind = 1;"}, true},
		{"a kind of its own on some ways", []string{"TEST=if (d->kind == 1) return;", "OWN=if (ask(pdev)) d->kind = 1;", "OTHER=d->kind = 2;"}, true},
		{"a device that it is given", []string{"MAKE=dev_get_platdata(&pdev->dev); timer_setup(&d->timer, timer_fn, 0)"}, true},
		{"a test of something else", []string{"TEST=if (ask(d)) return;"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := left(t, set(c.with...), nil); (got != "") != c.said {
				t.Errorf("got %q", got)
			}
		})
	}
}

// A member that the setup asks what kind of device it has, and that the teardown asks again,
// tells of which kinds an actor is.
func TestKinds(t *testing.T) {
	const src = `struct dev { struct timer_list timer; int irq; int kind; int on; };
static void timer_fn(struct timer_list *t) { struct dev *d = from_timer(d, t, timer); d->on++; }
static irqreturn_t irq_fn(int irq, void *data) { struct dev *d = data; d->on++; return IRQ_HANDLED; }
static int probe(struct platform_device *pdev) {
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);
	d->kind = ask(pdev);
	switch (d->kind) {
	case 1: timer_setup(&d->timer, timer_fn, 0); mod_timer(&d->timer, 1); break;
	case 2: if (request_irq(d->irq, irq_fn, 0, "x", d)) { kfree(d); return -1; } break;
	case 3: note(d); break;
	default: kfree(d); return -2;
	}
	platform_set_drvdata(pdev, d);
	return 0;
}
static void set_it(struct dev *d) { SET }
static void remove(struct platform_device *pdev) { struct dev *d = platform_get_drvdata(pdev); set_it(d); END note(d); kfree(d); }
static struct platform_driver driver = { .probe = probe, .remove = remove };
void poke(struct dev *d) { set_it(d); }
`
	many := strings.Repeat("if (ask(d)) ask(d); ", 20)
	asked := func(of string) string {
		return "switch (" + of + ") { case 1: timer_delete_sync(&d->timer); " + many + " break; case 2: free_irq(d->irq, d); " + many + " break; case 3: " + many + " break; }"
	}
	for _, c := range []struct {
		name, set, end string
		said           bool
	}{
		{"each its own", "", asked("d->kind"), false},
		{"by comparisons", "", "if (d->kind == 2) { free_irq(d->irq, d); " + many + " } else if (d->kind == 1) { timer_delete_sync(&d->timer); " + many + " } else { " + many + " }", false},
		{"another member", "", asked("d->on"), true},
		{"a member that changes", "d->kind = 3;", asked("d->kind"), true},
		{"one kind forgotten", "", "if (d->kind == 1) { timer_delete_sync(&d->timer); " + many + " } else { " + many + " }", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := left(t, strings.NewReplacer("SET", c.set, "END", c.end).Replace(src), nil); (got != "") != c.said {
				t.Errorf("got %q", got)
			}
		})
	}
}
