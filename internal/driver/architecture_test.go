package driver

import "testing"

// TestSetByArchitecture: a function of an architecture does not meet what exists only
// without an option that the architecture selects.
func TestSetByArchitecture(t *testing.T) {
	files := map[string]string{
		"Kbuild": "", "Kconfig": "", "MAINTAINERS": "", "init/main.c": "", "Makefile": "",
		"include/linux/mark.h": `#ifdef CONFIG_SPARSE_IRQ
static inline void irq_mark(unsigned int irq) { }
#else
void irq_mark(unsigned int irq);
#endif
`,
		"kernel/Makefile":   "obj-y += mark.o\n",
		"arch/foo/Makefile": "obj-y += irq.o\n",
		"kernel/mark.c": `#include <linux/mark.h>
#include <linux/mutex.h>
static DEFINE_MUTEX(sparse);
#ifndef CONFIG_SPARSE_IRQ
void irq_mark(unsigned int irq)
{
	mutex_lock(&sparse);
	mutex_unlock(&sparse);
}
EXPORT_SYMBOL(irq_mark);
#endif
`,
		"arch/foo/irq.c": `#include <linux/mark.h>
#include <linux/spinlock.h>
static DEFINE_SPINLOCK(lock);
void foo_setup(void)
{
	spin_lock(&lock);
	irq_mark(1);
	spin_unlock(&lock);
}
`,
	}
	for kconfig, want := range map[string]int{
		"config FOO\n\tdef_bool y\n\tselect SPARSE_IRQ\n":         0,
		"config FOO\n\tdef_bool y\n":                              1,
		"config FOO\n\tdef_bool y\n\tselect SPARSE_IRQ if NUMA\n": 1,
		"config FOO\n\tbool \"yes?\"\n\tselect SPARSE_IRQ\n":      1,
	} {
		files["arch/foo/Kconfig"] = kconfig
		dir := tree(t, files)
		res, err := Check(t.Context(), Options{Root: dir, Paths: []string{dir + "/arch/foo"}})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Findings) != want {
			t.Errorf("%q: %d findings, want %d: %+v", kconfig, len(res.Findings), want, res.Findings)
		}
	}
}
