package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func openTest(t *testing.T, max int64) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "a", "b"), max)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGetPut(t *testing.T) {
	s := openTest(t, 1<<20)
	k, other := NewKey(nil, "a", "bc"), NewKey(nil, "ab", "c")
	if k == other {
		t.Error("the borders of the parts do not count")
	}
	if NewKey([]byte("x"), "y") == NewKey(nil, "y", "x") {
		t.Error("data is taken for a part")
	}
	s.Put(k, []byte("one"))
	s.Put(k, []byte("two"))
	if got, ok := s.Get(k); !ok || string(got) != "two" {
		t.Errorf("got %q, %v", got, ok)
	}
	if got, ok := s.Get(other); ok {
		t.Errorf("an entry that was never put: %q", got)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	var none *Store
	none.Put(k, nil)
	if _, ok := none.Get(k); ok || none.Close() != nil {
		t.Error("a nil store keeps something")
	}
}

// TestDamage: an entry that is not whole, or another's, is a miss.
func TestDamage(t *testing.T) {
	s := openTest(t, 1<<20)
	k := NewKey(nil, "x")
	s.Put(k, []byte("contents"))
	whole, err := os.ReadFile(s.file(k))
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, data []byte) {
		if err := os.WriteFile(s.file(k), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Get(k); ok || got != nil {
			t.Errorf("%s: taken for %q", what, got)
		}
	}
	for i := range whole {
		try(fmt.Sprintf("cut at %d", i), whole[:i])
		bad := bytes.Clone(whole)
		bad[i] ^= 0x40
		try(fmt.Sprintf("byte %d changed", i), bad)
	}
	try("longer", append(bytes.Clone(whole), 0))
	s.Put(NewKey(nil, "y"), []byte("contents"))
	foreign, err := os.ReadFile(s.file(NewKey(nil, "y")))
	if err != nil {
		t.Fatal(err)
	}
	try("another entry in its place", foreign)
	s.Put(k, []byte("anew"))
	if got, ok := s.Get(k); !ok || string(got) != "anew" {
		t.Errorf("written anew: %q, %v", got, ok)
	}
}

func TestNotAFile(t *testing.T) {
	s := openTest(t, 1<<20)
	k := NewKey(nil, "x")
	if err := os.MkdirAll(s.file(k), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Get(k); ok {
		t.Error("a directory is taken for an entry")
	}
	s.Put(k, []byte("x"))
	if s.Close() == nil {
		t.Error("a failed write is not told")
	}
	file := filepath.Join(s.Dir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file, 1); err == nil {
		t.Error("a file is taken for a store")
	}
}

// TestConcurrent: readers see a whole entry or none while several stores write
// and trim the same directory.
func TestConcurrent(t *testing.T) {
	dir := t.TempDir()
	text := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, 200+i) }
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			s, err := Open(dir, 256*1000)
			if err != nil {
				t.Error(err)
				return
			}
			for round := range 30 {
				for i := range 20 {
					k := NewKey(nil, fmt.Sprint(i))
					if (i+w+round)%3 == 0 {
						s.Put(k, text(i))
					}
					if got, ok := s.Get(k); ok && !bytes.Equal(got, text(i)) {
						t.Errorf("entry %d: %d bytes of something else", i, len(got))
					}
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestSize: the directory stays below its size, and what was used last stays.
func TestSize(t *testing.T) {
	const max = 256 * 4096
	s := openTest(t, max)
	data := bytes.Repeat([]byte("x"), 1000)
	// Keys of one directory: that is what is trimmed.
	var keys []Key
	for i := 0; len(keys) < 12; i++ {
		if k := NewKey(nil, fmt.Sprint(i)); k[0] == 7 {
			keys = append(keys, k)
		}
	}
	for i, k := range keys {
		s.Put(k, data)
		old := time.Now().Add(time.Duration(i-100) * time.Hour)
		if err := os.Chtimes(s.file(k), old, old); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(s.dir, "07", unfinished+"1")
	if err := os.WriteFile(left, data, 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(left, old, old); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Get(keys[0]); !ok {
		t.Fatal("no entry")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	entries, err := os.ReadDir(filepath.Join(s.dir, "07"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total > max/256 || total == 0 {
		t.Errorf("%d bytes are left, want at most %d", total, max/256)
	}
	if _, ok := s.Get(keys[0]); !ok {
		t.Error("the entry that was used last is gone")
	}
	if _, ok := s.Get(keys[1]); ok {
		t.Error("the entry that was not used for the longest time is there")
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("an abandoned file is there")
	}
	s.Put(NewKey(nil, "huge"), make([]byte, max))
	if _, ok := s.Get(NewKey(nil, "huge")); ok {
		t.Error("an entry larger than its share is kept")
	}
}

func TestBuild(t *testing.T) {
	if len(Build()) < 32 {
		t.Errorf("build %q", Build())
	}
}

func FuzzOpen(f *testing.F) {
	k := NewKey(nil, "x")
	f.Add([]byte(magic + string(k[:]) + "\x00\x00\x00\x00"))
	f.Add([]byte("ctxlint"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, ok := open(k, data); ok && len(got) != len(data)-header {
			t.Errorf("%d bytes of %d", len(got), len(data))
		}
	})
}

// What is too large to be kept is said.
func TestTooLarge(t *testing.T) {
	s, err := Open(t.TempDir(), 256*100)
	if err != nil {
		t.Fatal(err)
	}
	small, large := NewKey(nil, "small"), NewKey(nil, "large")
	s.Put(small, make([]byte, 20))
	s.Put(large, make([]byte, 51))
	if _, ok := s.Get(large); ok {
		t.Error("an entry of more than half of its directory was kept")
	}
	if _, ok := s.Get(small); !ok {
		t.Error("the other entry was lost")
	}
	var said TooLarge
	if err := s.Close(); !errors.As(err, &said) || said != (TooLarge{51, 50}) {
		t.Errorf("Close() = %v", err)
	}
}
