package patch

import (
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/diag"
)

// mailCalled is a mail with a subject; "+" before it: with a patch, "id:" names it.
func mailCalled(word string) *Patch {
	p := &Patch{Name: word}
	p.Mail.ID, word, _ = strings.Cut(word, " ")
	subject, patched := strings.CutPrefix(word, "+")
	p.Subject = subject
	p.Mail.Answer = answer.MatchString(subject)
	if patched {
		p.Files = []*File{{New: "x.c"}}
	}
	return p
}

func TestOrder(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		left     int
		missing  string
	}{
		"as it is":   {"1 +one|2 +two", "1 2", 0, ""},
		"reversed":   {"3 +[PATCH 3/3] c|2 +[PATCH 2/3] b|1 +[PATCH 1/3] a|0 [PATCH 0/3] cover", "1 2 3", 0, ""},
		"ten":        {"10 +[PATCH 10/10] j|9 +[PATCH 09/10] i", "9 10", 0, "1/10 2/10 3/10 4/10 5/10 6/10 7/10 8/10"},
		"versions":   {"1 +[PATCH 1/2] a|2 +[PATCH 2/2] b|3 +[PATCH v2 1/2] a|4 +[PATCH v2 2/2] b", "3 4", 2, ""},
		"grown":      {"1 +[PATCH 1/2] a|2 +[PATCH 2/2] b|5 +[PATCH v3 3/3] c|3 +[PATCH v3 1/3] a|4 +[PATCH v3 2/3] z", "3 4 5", 2, ""},
		"renamed":    {"0 [PATCH 0/1] topic|1 +[PATCH 1/1] a|2 [PATCH v2 0/1] topic|3 +[PATCH v2 1/1] b", "3", 1, ""},
		"strangers":  {"1 +[PATCH v2 1/1] a|2 +[PATCH 1/1] b", "1 2", 0, ""},
		"one by one": {"1 +[PATCH] a|2 +[PATCH v2] a", "2", 1, ""},
		"resent":     {"1 +[RESEND PATCH v4 1/2] a|1 +[RESEND PATCH v4 1/2] a|2 +[RESEND PATCH v4 2/2] b", "1 2", 1, ""},
		"answers":    {"1 +[PATCH 1/2] a|2 +Re: [PATCH 1/2] a|3 +AW: [PATCH 2/2] b|4 +[PATCH 2/2] b", "1 4", 2, ""},
		"other tags": {"2 +[PATCH net-next v2 2/2] b|1 +[PATCH net-next v2 1/2] a", "1 2", 0, ""},
		"two series": {"2 +[PATCH 2/2] b|1 +[PATCH 1/2] a|4 +[PATCH 2/2] d|3 +[PATCH 1/2] c", "1 2 3 4", 0, ""},
		"a part":     {"1 +[PATCH 1/3] a|3 +[PATCH 3/3] c", "1 3", 0, "2/3"},
		"no patch":   {"1 +[PATCH] a|2 Just words", "1", 1, ""},
	} {
		var in []*Patch
		for _, word := range strings.Split(c.in, "|") {
			in = append(in, mailCalled(word))
		}
		s := Order(in)
		var got []string
		for _, p := range s.Patches {
			got = append(got, p.Mail.ID)
		}
		if strings.Join(got, " ") != c.want || len(s.Left) != c.left || strings.Join(s.Missing(), " ") != c.missing {
			t.Errorf("%s: %v, left %v, missing %v", name, got, s.Left, s.Missing())
		}
	}
}

// TestBase: the base is that of the version that is taken.
func TestBase(t *testing.T) {
	old, cover, fresh := mailCalled("1 +[PATCH 1/1] a"), mailCalled("2 [PATCH v2 0/1] t"), mailCalled("3 +[PATCH v2 1/1] a")
	old.Base, cover.Base = "1111111", "2222222"
	if got := Order([]*Patch{old, cover, fresh}).Base; got != "2222222" {
		t.Errorf("base %q", got)
	}
	if got := Order([]*Patch{old}).Base; got != "1111111" {
		t.Errorf("base %q", got)
	}
	if got := baseCommit([]byte("text\n\nbase-commit: 0123456789abcdef0123456789abcdef01234567\nprerequisite-patch-id: 1\n-- \n")); got != "0123456789abcdef0123456789abcdef01234567" {
		t.Errorf("base %q", got)
	}
}

// TestSentence: a step of an answer names its function, once.
func TestSentence(t *testing.T) {
	for _, tt := range []struct{ function, what, want string }{
		{"lock", "spin_lock() holds it", "lock(): spin_lock() holds it"},
		{"f", "calls g()", "f() calls g()"},
		{"f", "f() is bound to ops.trigger", "f() is bound to ops.trigger"},
		{"", "as configured", "as configured"},
	} {
		if got := sentence(diag.Step{Function: tt.function, What: tt.what}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.function, got, tt.want)
		}
	}
}
