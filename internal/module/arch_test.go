package module

import "testing"

// What an architecture sets whatever is chosen holds of its files, and of what is built for
// it only.
func TestSets(t *testing.T) {
	m := New(fakeTree{
		"arch/foo/Kconfig": `
config FOO
	def_bool y
	# all of it
	select SPARSE
	select LARGE if 64BIT
	select SMALL

config SMALL
	bool
	select TINY

config ASKED
	bool "May I?"
	default y
	select MAYBE
	help
	  If unsure,
	  select NOTHING

	  config PROSE
	    def_bool y

config DEPENDS
	def_bool y
	depends on MMU

if PCI
config NESTED
	def_bool y
endif

config BOTH
	def_bool y
`,
		"arch/um/Kconfig":      "config UML\n\tbool\n\tdefault y\n\nconfig BOTH\n\tdef_bool y\n",
		"arch/um/a.c":          "",
		"arch/foo/a.c":         "",
		"arch/foo/um/b.c":      "",
		"drivers/foo/c.c":      "",
		"drivers/bar/e.c":      "",
		"drivers/Makefile":     "obj-$(CONFIG_FOO) += foo/\nobj-$(CONFIG_BOTH) += bar/\n",
		"drivers/foo/Makefile": "obj-y += c.o\n",
		"drivers/bar/Makefile": "obj-y += e.o\n",
	})
	for _, c := range []struct {
		file, option string
		want         bool
	}{
		{"arch/foo/a.c", "CONFIG_FOO", true},
		{"arch/foo/a.c", "CONFIG_SPARSE", true},
		{"arch/foo/a.c", "CONFIG_TINY", true},
		{"arch/foo/a.c", "CONFIG_BOTH", true},
		{"arch/foo/a.c", "CONFIG_LARGE", false},
		{"arch/foo/a.c", "CONFIG_ASKED", false},
		{"arch/foo/a.c", "CONFIG_MAYBE", false},
		{"arch/foo/a.c", "CONFIG_NOTHING", false},
		{"arch/foo/a.c", "CONFIG_PROSE", false},
		{"arch/foo/a.c", "CONFIG_DEPENDS", false},
		{"arch/foo/a.c", "CONFIG_NESTED", false},
		{"arch/foo/um/b.c", "CONFIG_SPARSE", false},
		{"arch/um/a.c", "CONFIG_UML", true},
		{"drivers/foo/c.c", "CONFIG_SPARSE", true},
		{"drivers/bar/e.c", "CONFIG_SPARSE", false},
		{"drivers/bar/e.c", "CONFIG_UML", false},
	} {
		if got := m.Sets(c.file)[c.option]; got != c.want {
			t.Errorf("%s in %s: %v, want %v", c.option, c.file, got, c.want)
		}
	}
}
