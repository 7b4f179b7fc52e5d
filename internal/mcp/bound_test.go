package mcp

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestBounded(t *testing.T) {
	long := map[string]any{"list": []any{}, "text": strings.Repeat("x", 1000)}
	for range 5000 {
		long["list"] = append(long["list"].([]any), map[string]any{"file": "a.c", "steps": []string{"a", "b", strings.Repeat("y", 50)}})
	}
	for _, v := range []any{long, map[string]string{"text": strings.Repeat("é", 100_000)}, []string{"short"}, []string{strings.Repeat("z", 90_000)}} {
		text, err := bounded(v, maxAnswer)
		if err != nil || len(text) > maxAnswer || !json.Valid([]byte(text)) {
			t.Errorf("%d bytes, valid %v, %v", len(text), json.Valid([]byte(text)), err)
		}
	}
	text, _ := bounded(long, maxAnswer)
	if !strings.Contains(text, "entries are left out") || !strings.Contains(text, `"file":"a.c"`) {
		t.Errorf("%.200s", text)
	}
	if text, _ := bounded(map[string]int{"a": 1}, maxAnswer); text != `{"a":1}` {
		t.Error(text)
	}
}
