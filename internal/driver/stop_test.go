package driver

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// manyDirs is a tree that is checked in several groups: a finding in each file.
func manyDirs(t *testing.T, dirs, files int) string {
	t.Helper()
	texts := map[string]string{}
	for d := range dirs {
		for f := range files {
			texts[fmt.Sprintf("d%02d/f%03d.c", d, f)] = fmt.Sprintf(
				"void poll_%d_%d(spinlock_t *lock)\n{\n\tspin_lock(lock);\n\tmsleep(10);\n\tspin_unlock(lock);\n}\n", d, f)
		}
	}
	return tree(t, texts)
}

// TestStopped says what is known of a check that is told to stop: what was found
// until then, and that the rest is missing.
func TestStopped(t *testing.T) {
	dir := manyDirs(t, 30, 100)
	gaveUp := errors.New("not done in time")
	ctx, stop := context.WithCancelCause(t.Context())
	var shown int
	var at time.Time
	res, err := Check(ctx, Options{Root: dir, Paths: []string{dir}, Cache: NoCache, Found: func(part *Result) {
		if shown == 0 {
			at = time.Now()
			stop(gaveUp)
		}
		shown += len(part.Findings)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(at); took > time.Second {
		t.Errorf("it went on for %v", took)
	}
	if n := len(res.Findings); n == 0 || n == 3000 {
		t.Errorf("%d findings, want some", n)
	}
	if shown == 0 || shown > len(res.Findings) {
		t.Errorf("%d were shown as they came, %d in the end", shown, len(res.Findings))
	}
	last := res.Problems[len(res.Problems)-1]
	if !res.Incomplete() || !strings.HasPrefix(last.Message, "not done in time: ") {
		t.Errorf("problems: %v", res.Problems)
	}
}

// TestFoundAsItComes holds what is shown early against what is shown in the end.
func TestFoundAsItComes(t *testing.T) {
	dir := manyDirs(t, 30, 100)
	var parts, shown int
	res, err := Check(t.Context(), Options{Root: dir, Paths: []string{dir}, Cache: NoCache, Found: func(part *Result) {
		parts++
		shown += len(part.Findings)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if parts < 2 || shown != len(res.Findings) || shown != 3000 {
		t.Errorf("%d parts, %d shown, %d in the end", parts, shown, len(res.Findings))
	}
}
