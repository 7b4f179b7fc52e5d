package ask

import (
	"fmt"
	"strings"
	"testing"
)

func TestSketch(t *testing.T) {
	var b strings.Builder
	for i := range 600 {
		fmt.Fprintf(&b, "\tfunction_%d(a, b); /* ......... */\n", i)
	}
	s := newSketch([]byte(b.String()))
	for i := range 600 {
		if !s.mayHave(hashWord(fmt.Sprintf("function_%d", i))) {
			t.Fatalf("function_%d is lost", i)
		}
	}
	wrong := 0
	for i := range 10000 {
		if s.mayHave(hashWord(fmt.Sprintf("other_%d", i))) {
			wrong++
		}
	}
	if wrong > 500 {
		t.Errorf("%d of 10000 wrong answers", wrong)
	}
	if newSketch(nil).mayHave(hashWord("x")) {
		t.Error("an empty file has a word")
	}
}
