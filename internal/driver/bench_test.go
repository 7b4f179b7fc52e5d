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
		if _, err := RunBench(t.Context(), Options{}, false); err == nil {
			t.Error("no error on a system that does not tell its CPU time")
		}
		return
	}
	dir := tree(t, map[string]string{
		"a.c": "#include \"a.h\"\n" + strings.Repeat("int f(void)\n{\n\treturn g(1);\n}\n", 2000),
		"a.h": "int g(int);\n",
	})
	b, err := RunBench(t.Context(), Options{Root: dir, Paths: []string{dir + "/a.c"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	if b.RawFiles != 2 || b.RawBytes == 0 || b.CPU == 0 || b.Stats.PeakRSS == 0 || b.Filled == 0 || b.Warm == 0 {
		t.Errorf("%+v", b)
	}
	b.CPU, b.RawCPU, b.Filled, b.Warm = 3*time.Second, 2*time.Second, 4*time.Second, 100*time.Millisecond
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "ratio       1.50 times the bare parser\nkeeping     4.00 s CPU, 2.00 times the bare parser, with a cache to fill\nwarm        0.10 s CPU, 0.050 times") {
		t.Errorf("got\n%s", out.String())
	}
}
