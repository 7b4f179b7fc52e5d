package module

import (
	"slices"
	"testing"
)

func TestDepends(t *testing.T) {
	tr := tree(map[string]string{
		"drivers/a/Makefile": "obj-$(CONFIG_CHIP) += chip.o\nobj-$(CONFIG_LINE) += line.o\nobj-$(CONFIG_ALONE) += alone.o\nobj-$(CONFIG_LAST) += last.o\n",
		"drivers/a/Kconfig":  "menu \"Demo\"\n\tdepends on ARCH_ONE || COMPILE_TEST\n\nconfig CHIP\n\ttristate \"A chip\"\n\tdepends on OF\n\nif REGMAP\nconfig LINE\n\ttristate\n\tdepends on \\\n\t\tHAS_IOMEM\nendif\nendmenu\n\nconfig ALONE\n\tbool\n\thelp\n\t  A chip that stands alone,\n\t  if nothing else is there. It\n\t  depends on nothing.\n\nconfig LAST\n\tbool\n\tdepends on OF\n",
	}, "drivers/a/chip.c", "drivers/a/line.c", "drivers/a/alone.c", "drivers/a/last.c")
	m := New(tr)
	for file, want := range map[string][]string{
		"drivers/a/chip.c":  {"ARCH_ONE || COMPILE_TEST", "OF"},
		"drivers/a/line.c":  {"ARCH_ONE || COMPILE_TEST", "REGMAP", "HAS_IOMEM"},
		"drivers/a/alone.c": nil,
		"drivers/a/last.c":  {"OF"},
		"drivers/a/other.c": nil,
	} {
		if got := m.Depends(file); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q (condition %q)", file, got, want, m.Condition(file))
		}
	}
}
