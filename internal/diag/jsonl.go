package diag

import (
	"encoding/json"
	"io"
)

// JSONL writes one JSON object per finding and line: the format that other
// programs rely on. Fields are added, never renamed or removed; lists are
// never null.
func JSONL(w io.Writer, ds []Diagnostic) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // "a->b" is for people too
	for i := range ds {
		d := ds[i]
		d.Contexts = orEmpty(d.Contexts)
		d.Steps = orEmpty(d.Steps)
		d.Fixes = append([]Fix{}, d.Fixes...)
		for j := range d.Fixes {
			d.Fixes[j].Edits = orEmpty(d.Fixes[j].Edits)
		}
		if err := enc.Encode(&d); err != nil {
			return err
		}
	}
	return nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
