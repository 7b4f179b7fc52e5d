package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContainerfile: the image is made of what ci/release makes, and starts it. It is
// not built here: that takes a registry.
func TestContainerfile(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(repository(), "ci", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	file, release := read("Containerfile"), read("release")
	copied := regexp.MustCompile(`(?m)^COPY dist/(\S+) /usr/local/bin/ctxlint$`).FindStringSubmatch(file)
	if copied == nil {
		t.Fatal("no binary is copied")
	}
	name := strings.NewReplacer("${VERSION}", "$version", "${TARGETARCH}", "$arch").Replace(copied[1])
	if !strings.Contains(release, name) {
		t.Errorf("ci/release makes no %s", name)
	}
	for _, want := range []string{"\nARG VERSION\n", "\nENTRYPOINT [\"ctxlint\"]\n", "apt-get install -y --no-install-recommends ca-certificates git "} {
		if !strings.Contains(file, want) {
			t.Errorf("no %q", want)
		}
	}
	for line := range strings.Lines(file) {
		word, _, _ := strings.Cut(line, " ")
		switch strings.TrimSpace(word) {
		case "#", "FROM", "ARG", "RUN", "COPY", "WORKDIR", "ENTRYPOINT", "":
		default:
			t.Errorf("%q is no instruction that is meant", line)
		}
	}
}
