package clower

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

var update = flag.Bool("update", false, "write the lowered text into the golden files")

func init() { panicOnBug = true }

func lower(t testing.TB, path string, src []byte, opt Options) *ir.Unit {
	t.Helper()
	tree, err := cparse.Parse(src, cparse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	u := Lower(tree, path, opt)
	if err := ir.SanityUnit(u); err != nil {
		t.Errorf("not sane: %v", err)
	}
	return u
}

// noreturn is what the tests' source calls panic.
func noreturn(name string) bool { return name == "panic" }

// Each golden file holds a C file and the text of what it lowers to. To add
// one, write the C part and run with -update, then read what came out.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, rest, ok := bytes.Cut(data, []byte("-- in.c --\n"))
			src, want, ok2 := bytes.Cut(rest, []byte("-- out.ir --\n"))
			if !ok || !ok2 && !*update {
				t.Fatal("want sections in.c and out.ir")
			}
			u := lower(t, "in.c", src, Options{Noreturn: noreturn})
			got := stripPos(print(t, u))
			if *update {
				head := data[:bytes.Index(data, []byte("-- in.c --\n"))]
				out := string(head) + "-- in.c --\n" + string(src) + "-- out.ir --\n" + got
				if err := os.WriteFile(file, []byte(out), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("lowered text differs; got\n%s", firstDiff(got, string(want)))
			}
		})
	}
}

func print(t testing.TB, u *ir.Unit) string {
	t.Helper()
	var b strings.Builder
	if err := ir.Print(&b, u); err != nil {
		t.Fatal(err)
	}
	// What lowering emits must be readable back.
	if _, err := ir.Parse("back", []byte(b.String())); err != nil {
		t.Errorf("own output does not parse: %v", err)
	}
	return b.String()
}

// stripPos drops positions and statistics: TestPositions is about those.
func stripPos(text string) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "stats ") || strings.HasPrefix(line, "unit ") {
			continue
		}
		if i := strings.LastIndex(line, " @"); i >= 0 && i+2 < len(line) && line[i+2] >= '0' && line[i+2] <= '9' {
			line = line[:i]
		}
		if i := strings.Index(line, ` "in.c":`); i >= 0 {
			rest := line[i+len(` "in.c":`):]
			line = line[:i] + rest[strings.IndexByte(rest, ' '):]
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func firstDiff(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	i := 0
	for i < len(g) && i < len(w) && g[i] == w[i] {
		i++
	}
	return "from line " + strings.Join(g[max(0, i-3):min(len(g), i+6)], "\n") +
		"\nwant\n" + strings.Join(w[max(0, i-3):min(len(w), i+6)], "\n")
}
