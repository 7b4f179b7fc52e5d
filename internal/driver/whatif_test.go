package driver

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNonatomicLink: what is no file is the name of a link, also where a file of that name
// could be.
func TestNonatomicLink(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"Kconfig": "", "Makefile": "VERSION = 6\nPATCHLEVEL = 12\n",
		"sound/card.c": "int card_init(struct snd_soc_dai_link *link)\n{\n\tlink->name = \"HiFi\";\n\treturn 0;\n}\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
	ask := func(name string) (*WhatIf, error) {
		return Assume(context.Background(), WhatIfOptions{Options: Options{Root: root, Cache: "none"}, Nonatomic: []string{name}})
	}
	r, err := ask("HiFi")
	if err != nil || len(r.Assumed) != 1 || r.Assumed[0].File != "sound/card.c" || r.Assumed[0].Line != 3 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := ask("LoFi"); err == nil || !strings.HasSuffix(err.Error(), "no such file, and no link of that name") {
		t.Error(err)
	}
}
