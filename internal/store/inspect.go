package store

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Contents is what lies in a store.
type Contents struct {
	Entries    int
	Bytes      int64     // of the entries
	Oldest     time.Time // use of an entry, by the hour
	Unfinished int       // being written, or left by a crash
	Foreign    int       // files that are none of ours: they are left alone
	Damaged    int       // entries that [Store.Verify] has removed
}

// Contents counts what there is.
func (s *Store) Contents() (*Contents, error) {
	c := &Contents{}
	err := s.each(c, func(_ Key, _ string, info fs.FileInfo) error {
		c.Entries++
		c.Bytes += info.Size()
		if c.Oldest.IsZero() || info.ModTime().Before(c.Oldest) {
			c.Oldest = info.ModTime()
		}
		return nil
	})
	return c, err
}

// Verify reads every entry, and removes those that are not whole. They would be read
// as missing; removing them makes room.
func (s *Store) Verify() (*Contents, error) {
	c := &Contents{}
	err := s.each(c, func(k Key, name string, info fs.FileInfo) error {
		buf, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another process was quicker
		}
		if err != nil {
			return err
		}
		if _, ok := open(k, buf); ok {
			c.Entries++
			c.Bytes += info.Size()
			return nil
		}
		c.Damaged++
		return remove(name)
	})
	return c, err
}

// Clear removes all entries, and what is left of some, and nothing else: whoever
// names a directory by mistake loses nothing of his own.
func (s *Store) Clear() (*Contents, error) {
	c := &Contents{}
	err := s.each(c, func(_ Key, name string, info fs.FileInfo) error {
		c.Entries++
		c.Bytes += info.Size()
		return remove(name)
	})
	for b := range 256 {
		dir := s.part(byte(b))
		if names, globErr := filepath.Glob(filepath.Join(dir, unfinished+"*")); globErr == nil {
			for _, name := range names {
				err = errors.Join(err, remove(name))
			}
		}
		_ = os.Remove(dir) // if it is empty
	}
	return c, err
}

func (s *Store) part(b byte) string { return filepath.Join(s.dir, hex.EncodeToString([]byte{b})) }

func remove(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// each calls do for every entry, and counts the other files. It goes on after an
// error.
func (s *Store) each(c *Contents, do func(k Key, name string, info fs.FileInfo) error) error {
	top, err := os.ReadDir(s.dir)
	for _, e := range top {
		if b, bad := hex.DecodeString(e.Name()); bad != nil || len(b) != 1 || !e.IsDir() {
			c.Foreign++
		}
	}
	for b := range 256 {
		dir := s.part(byte(b))
		entries, readErr := os.ReadDir(dir)
		if readErr != nil && !errors.Is(readErr, fs.ErrNotExist) {
			err = errors.Join(err, readErr)
		}
		for _, e := range entries {
			info, infoErr := e.Info()
			if infoErr != nil {
				continue // it has just gone
			}
			k, ok := keyOf(byte(b), e.Name())
			switch {
			case !isEntry(e.Name()):
				c.Unfinished++
			case !ok || !info.Mode().IsRegular():
				c.Foreign++
			default:
				err = errors.Join(err, do(k, filepath.Join(dir, e.Name()), info))
			}
		}
	}
	return err
}

// keyOf is the key that the name of a file stands for.
func keyOf(first byte, name string) (k Key, ok bool) {
	rest, err := hex.DecodeString(name)
	if err != nil || len(rest) != len(k)-1 {
		return k, false
	}
	k[0] = first
	copy(k[1:], rest)
	return k, true
}
