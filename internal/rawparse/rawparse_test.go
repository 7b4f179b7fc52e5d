//go:build cgo

package rawparse

import (
	"bytes"
	"testing"
)

func TestParse(t *testing.T) {
	p := New()
	defer p.Close()
	for _, src := range []string{"", "int f(void) { return 1; }\n", "not ( C", "\x00\xff"} {
		if err := p.Parse([]byte(src)); err != nil {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	src := bytes.Repeat([]byte("static int f(struct hub *hub)\n{\n\treturn readl(hub->base) & 1;\n}\n"), 1000)
	p := New()
	defer p.Close()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if err := p.Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}
