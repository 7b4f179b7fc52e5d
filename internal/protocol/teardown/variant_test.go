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
