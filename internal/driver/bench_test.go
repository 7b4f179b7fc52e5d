package driver

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestBench runs the benchmark on one small file: the figures are not judged,
// but all of them must be there.
func TestBench(t *testing.T) {
	if cpuTime() == 0 {
		if _, err := RunBench(t.Context(), Options{}); err == nil {
			t.Error("no error on a system that does not tell its CPU time")
		}
		return
	}
	dir := tree(t, map[string]string{
		"a.c": "#include \"a.h\"\n" + strings.Repeat("int f(void)\n{\n\treturn g(1);\n}\n", 2000),
		"a.h": "int g(int);\n",
	})
	b, err := RunBench(t.Context(), Options{Root: dir, Paths: []string{dir + "/a.c"}})
	if err != nil {
		t.Fatal(err)
	}
	if b.RawFiles != 2 || b.RawBytes == 0 || b.CPU == 0 || b.Stats.PeakRSS == 0 {
		t.Errorf("%+v", b)
	}
	b.CPU, b.RawCPU = 3*time.Second, 2*time.Second
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "ratio       1.50 times the bare parser\n") {
		t.Errorf("got\n%s", out.String())
	}
}
