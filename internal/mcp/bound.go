package mcp

import (
	"encoding/json"
	"fmt"
)

// bounded is a value as JSON of at most limit bytes. Lists are cut, the longest
// first and from their ends, and texts after them; "cut" says how much went.
func bounded(v any, limit int) (string, error) {
	data, err := json.Marshal(v)
	if err != nil || len(data) <= limit {
		return string(data), err
	}
	var x any
	if err := json.Unmarshal(data, &x); err != nil {
		return "", err
	}
	top, ok := x.(map[string]any)
	if !ok {
		top = map[string]any{"answer": x}
	}
	dropped := 0
	for keep := 64; keep >= 1; keep /= 2 {
		dropped += cutLists(top, keep)
		top["cut"] = fmt.Sprintf("%d entries are left out to keep the answer short", dropped)
		if data, err = json.Marshal(top); err != nil || len(data) <= limit {
			return string(data), err
		}
	}
	for keep := 4096; keep >= 64; keep /= 4 {
		cutTexts(top, keep)
		if data, err = json.Marshal(top); err != nil || len(data) <= limit {
			return string(data), err
		}
	}
	return `{"cut":"the answer is too long, even cut: ask about less"}`, nil
}

// cutLists shortens every list to keep entries and counts what went.
func cutLists(x any, keep int) int {
	dropped := 0
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			if list, ok := v.([]any); ok && len(list) > keep {
				dropped += len(list) - keep
				x[k] = list[:keep]
			}
			dropped += cutLists(x[k], keep)
		}
	case []any:
		for _, v := range x {
			dropped += cutLists(v, keep)
		}
	}
	return dropped
}

// cutTexts shortens every text.
func cutTexts(x any, keep int) {
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			if s, ok := v.(string); ok && len(s) > keep {
				x[k] = s[:keep] + "…"
			} else {
				cutTexts(v, keep)
			}
		}
	case []any:
		for i, v := range x {
			if s, ok := v.(string); ok && len(s) > keep {
				x[i] = s[:keep] + "…"
			} else {
				cutTexts(v, keep)
			}
		}
	}
}
