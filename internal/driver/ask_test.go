package driver

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestContextTellsAtOnce: an answer is told before the next question is asked.
func TestContextTellsAtOnce(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"Kconfig": "", "Makefile": "VERSION = 6\n", "a.c": "int one(void)\n{\n\treturn 1;\n}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	enough := errors.New("enough")
	told := 0
	_, err := Context(t.Context(), Options{Root: dir, Cache: NoCache}, []string{"one", "one", "one"}, func(a Asked) error {
		if a.Err != nil || a.Function == nil {
			t.Errorf("%+v", a)
		}
		if told++; told == 2 {
			return enough
		}
		return nil
	})
	if told != 2 || !errors.Is(err, enough) {
		t.Errorf("told %d times, %v", told, err)
	}
}
