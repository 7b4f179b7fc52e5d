package nearest

import "testing"

func TestWord(t *testing.T) {
	rules := []string{"sleep-in-atomic", "alloc-in-atomic", "sync-in-atomic", "wait-on-self"}
	for word, want := range map[string]string{
		"sleep-in-atmoic": "sleep-in-atomic",
		"sleep_in_atomic": "sleep-in-atomic",
		"aloc-in-atomic":  "alloc-in-atomic",
		"wait-on-slef":    "wait-on-self",
		"text":            "",
		"":                "",
	} {
		if got := Word(word, rules); got != want {
			t.Errorf("Word(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Hint("jsnl", []string{"text", "jsonl"}); got != ` (did you mean "jsonl"?)` {
		t.Errorf("Hint: %q", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"ab", "ba", 1}, {"kitten", "sitting", 3}, {"abc", "abc", 0}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if distance(c.a, c.b) != distance(c.b, c.a) {
			t.Errorf("distance(%q, %q) is not symmetric", c.a, c.b)
		}
	}
}
