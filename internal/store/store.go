// Package store keeps results on disk between runs, by keys that hold all that
// the results depend on: a lowered file, by its name, its bytes and the build of
// the program; so nothing is ever out of date, and nothing needs to be
// invalidated.
//
// # Trust
//
// An entry is believed if it is whole: it begins with its own key and a checksum
// of its contents. Anything else (torn by a crash, written by something else,
// damaged on disk) is a miss, and is written anew. The directory belongs to the
// user alone; whoever can write into it can also replace the program. What reads
// an entry still has to take any bytes without a crash.
//
// # Several processes
//
// An entry is written beside its place and renamed into it, so that a reader
// finds the old one, the new one, or none. Two writers of one key write the same
// bytes. There are no locks, and nothing to wait for.
//
// # Size
//
// Entries lie in 256 directories by the first byte of their key, and each of them
// is held to its share of the size: after a run the directories that it has
// written to lose the entries that were not used for the longest time. No run
// looks at more than it has touched.
package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// Key names an entry by all that it depends on.
type Key [sha256.Size]byte

// NewKey makes a key of data and of parts, whose borders count.
func NewKey(data []byte, parts ...string) Key {
	h := sha256.New()
	var head []byte
	for _, p := range parts {
		head = binary.LittleEndian.AppendUint64(head, uint64(len(p)))
		head = append(head, p...)
	}
	h.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(head))))
	h.Write(head)
	h.Write(data)
	return Key(h.Sum(nil))
}

// Store is a directory of entries. A nil Store keeps nothing. It is safe for
// concurrent use, by several processes, too.
type Store struct {
	dir      string
	max      int64
	dirty    [256]atomic.Bool // directories that were written to
	fault    atomic.Pointer[error]
	tooLarge atomic.Pointer[error]
	remote   *Remote // nil: none
}

// Open returns the store in a directory, which it makes, of at most max bytes.
func Open(dir string, max int64) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a directory", dir)
	}
	return &Store{dir: dir, max: max}, nil
}

// Join has Fetch and Share ask a shared store, too. It is for a store that nobody
// uses yet.
func (s *Store) Join(r *Remote) { s.remote = r }

// Fetch is Get for what does not depend on the machine: the shared store may have it.
func (s *Store) Fetch(k Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	data, ok := s.Get(k)
	if ok {
		return data, true
	}
	if data, ok = s.remote.get(k, s.share()); ok {
		s.Put(k, data)
	}
	return data, ok
}

// Share is Put for what does not depend on the machine.
func (s *Store) Share(k Key, data []byte) {
	if s != nil {
		s.Put(k, data)
		s.remote.share(k, data)
	}
}

// FetchAnew is Fetch for what others change: the shared store only is asked.
func (s *Store) FetchAnew(k Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	return s.remote.get(k, s.share())
}

// Shares says whether what is made here is put where others find it.
func (s *Store) Shares() bool { return s != nil && s.remote != nil && s.remote.push }

// PutShared is Put for the shared store only.
func (s *Store) PutShared(k Key, data []byte) {
	if s != nil {
		s.remote.share(k, data)
	}
}

// Dir is the directory.
func (s *Store) Dir() string { return s.dir }

func (s *Store) file(k Key) string {
	name := hex.EncodeToString(k[:])
	return filepath.Join(s.dir, name[:2], name[2:])
}

// An entry is the magic word, its key, a checksum and the data.
const (
	magic  = "ctxlint\x01"
	header = len(magic) + sha256.Size + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// fresh is how long an entry that was used counts as used: its time is not
// written at each use.
const fresh = time.Hour

// Get returns the data of an entry, and whether there is a whole one.
func (s *Store) Get(k Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	name := s.file(k)
	f, err := os.Open(name)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() < int64(header) || info.Size() > s.share() {
		return nil, false
	}
	buf := make([]byte, info.Size())
	if _, err := io.ReadFull(f, buf); err != nil {
		return nil, false
	}
	data, ok := open(k, buf)
	if ok && time.Since(info.ModTime()) > fresh {
		now := time.Now()
		_ = os.Chtimes(name, now, now) // if not, it is dropped earlier than it might be
	}
	return data, ok
}

// open takes the data out of an entry.
func open(k Key, buf []byte) ([]byte, bool) {
	if len(buf) < header || string(buf[:len(magic)]) != magic || !bytes.Equal(buf[len(magic):header-4], k[:]) {
		return nil, false
	}
	data := buf[header:]
	if binary.LittleEndian.Uint32(buf[header-4:]) != crc32.Checksum(data, castagnoli) {
		return nil, false
	}
	return data, true
}

// Put adds an entry, or replaces it. What goes wrong is told by Close: a result
// that could not be kept is a result all the same.
func (s *Store) Put(k Key, data []byte) {
	if s == nil || s.fault.Load() != nil {
		return
	}
	if most := s.share() / 2; int64(len(data)) > most {
		err := error(TooLarge{int64(len(data)), most})
		s.tooLarge.CompareAndSwap(nil, &err)
		return
	}
	if err := s.write(k, data); err != nil {
		s.fault.CompareAndSwap(nil, &err)
		return
	}
	s.dirty[k[0]].Store(true)
}

// unfinished begins the names of files that are being written.
const unfinished = "tmp-"

func (s *Store) write(k Key, data []byte) error {
	name := s.file(k)
	head := make([]byte, 0, header)
	head = append(append(head, magic...), k[:]...)
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(data, castagnoli))
	tmp, err := os.CreateTemp(filepath.Dir(name), unfinished)
	if errors.Is(err, os.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(name), 0o700); err == nil {
			tmp, err = os.CreateTemp(filepath.Dir(name), unfinished)
		}
	}
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(head, data...))
	if err = errors.Join(err, tmp.Close()); err == nil {
		if err = os.Rename(tmp.Name(), name); err == nil {
			return nil
		}
	}
	return errors.Join(err, os.Remove(tmp.Name()))
}

// Close brings what was written to down to the size, and returns what went wrong
// while writing, and with the shared store (a [RemoteError]).
func (s *Store) Close() error {
	if s == nil {
		return nil
	}
	for b := range s.dirty {
		if s.dirty[b].Swap(false) {
			trim(filepath.Join(s.dir, fmt.Sprintf("%02x", b)), s.share())
		}
	}
	err := s.remote.close()
	for _, said := range []*atomic.Pointer[error]{&s.tooLarge, &s.fault} {
		if e := said.Load(); e != nil {
			err = errors.Join(*e, err)
		}
	}
	return err // nil if there is nothing to say
}

// TooLarge says that an entry was not kept, since it would push out too many others.
type TooLarge struct{ Size, Most int64 }

func (e TooLarge) Error() string {
	return fmt.Sprintf("a result of %d bytes is not kept, %d are the most of one: it is made anew by every run", e.Size, e.Most)
}

// share is what each of the directories may hold.
func (s *Store) share() int64 { return s.max / 256 }

// isEntry tells entries from what is being written.
func isEntry(name string) bool { return !strings.HasPrefix(name, unfinished) }
