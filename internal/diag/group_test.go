package diag

import (
	"strings"
	"testing"
)

func caused(file string, line int, cause string, c Confidence) Diagnostic {
	return Diagnostic{
		Rule: "r", Confidence: c, File: file, Line: line, Column: 2, Function: "f", Callee: "msleep", Cause: cause, CauseName: "name of " + cause,
		Contexts: []Context{{Kind: "lock", Root: "f", Why: "w", File: file, Line: 1, Confidence: c}},
		Steps:    []Step{{file, line, "f", "msleep() may sleep"}},
	}
}

func TestGroup(t *testing.T) {
	got := Group([]Diagnostic{
		caused("a.c", 5, "x", Medium), caused("a.c", 7, "x", High), caused("a.c", 9, "y", High), caused("a.c", 11, "", High), caused("a.c", 13, "", High),
	})
	if len(got) != 4 {
		t.Fatalf("%d findings, want 4", len(got))
	}
	d := got[0]
	if d.Line != 7 || len(d.Sites) != 2 || d.Sites[0].Line != 7 || d.Sites[1].Line != 5 {
		t.Errorf("the best of a cause comes first, and stands for it: %d %v", d.Line, d.Sites)
	}
	if len(d.Contexts) != 1 {
		t.Errorf("one context is told %d times", len(d.Contexts))
	}
	if got[1].Sites != nil {
		t.Error("a finding that is alone has no list of places")
	}
}

func TestNewSiteOfAKnownCause(t *testing.T) {
	fresh, known := []Diagnostic{caused("a.c", 5, "x", High), caused("a.c", 6, "z", High)}, []Diagnostic{caused("a.c", 7, "x", High)}
	NoteKnown(fresh, known)
	var b strings.Builder
	if err := WriteText(&b, fresh, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "new under a known cause: one other place of it is known"); n != 1 {
		t.Errorf("said %d times:\n%s", n, b.String())
	}
}

// What must hold and what was guessed stands right below the message.
func TestRemarks(t *testing.T) {
	d := caused("a.c", 5, "x", Medium)
	d.Requires, d.Doubts = []string{"d->on", "CONFIG_X"}, []string{"a guess"}
	var b strings.Builder
	if err := WriteText(&b, []Diagnostic{d}, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "= needs: d->on; CONFIG_X\n") || !strings.Contains(b.String(), "= doubt: a guess\n") {
		t.Error(b.String())
	}
	for _, f := range []string{plain(&d)} {
		if !strings.Contains(f, "needs: d->on; CONFIG_X") || !strings.Contains(f, "doubt: a guess") {
			t.Error(f)
		}
	}
}
