package driver

import (
	"strings"
	"testing"
)

// TestFileCondition: a function whose file is built under an option is not called
// where the option is not set, although nothing in the file says so.
func TestFileCondition(t *testing.T) {
	files := map[string]string{
		"Kbuild": "", "Kconfig": "", "MAINTAINERS": "", "init/main.c": "", "Makefile": "",
		"lib/keys.c": `#include <linux/keys.h>
void key_slow_dec(int *key)
{
	msleep(1);
}
EXPORT_SYMBOL(key_slow_dec);
`,
		"include/linux/keys.h": "void key_slow_dec(int *key);\n",
		"drivers/a/Makefile":   "obj-y += a.o\n",
		"drivers/a/a.c": `#include <linux/spinlock.h>
#include <linux/keys.h>
static DEFINE_SPINLOCK(lock);
static int key;
static void put(void)
{
#ifdef CONFIG_KEYS
	key--;
#else
	key_slow_dec(&key);
#endif
}
void release(void)
{
	spin_lock(&lock);
	put();
	spin_unlock(&lock);
}
`,
	}
	for makefile, want := range map[string]int{"obj-y += keys.o\n": 1, "obj-$(CONFIG_KEYS) += keys.o\n": 0} {
		files["lib/Makefile"] = makefile
		dir := tree(t, files)
		res, err := Check(t.Context(), Options{Root: dir, Paths: []string{dir + "/drivers/a"}})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Findings) != want {
			t.Errorf("%s: %d findings, want %d: %+v", strings.TrimSpace(makefile), len(res.Findings), want, res.Findings)
		}
	}
}
