package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
)

// Read returns the bytes of the file named rel. Its error says what is wrong
// with the file and does not name it: the caller does, in a [Problem].
func (t *Tree) Read(rel string) ([]byte, error) {
	if r, ok := t.overlay[path.Clean(rel)]; ok {
		return readReplacement(r)
	}
	return t.readDisk(nil, rel)
}

// ReadInto is Read for those who look at very many files: the bytes lie in buf if it
// has room for them, and hold until it is used again.
func (t *Tree) ReadInto(buf []byte, rel string) ([]byte, error) {
	if r, ok := t.overlay[path.Clean(rel)]; ok {
		data, err := readReplacement(r)
		return append(buf[:0], data...), err
	}
	return t.readDisk(buf, rel)
}

func (t *Tree) readDisk(buf []byte, rel string) ([]byte, error) {
	rel = path.Clean(rel)
	if err := t.dirInside(rel); err != nil {
		return nil, err
	}
	name := t.Path(rel)
	info, err := os.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if err := t.resolvesInside(name); err != nil {
			return nil, err
		}
		info, err = os.Stat(name)
	}
	if err != nil {
		return nil, cause(err)
	}
	return readText(buf, name, info)
}

func readReplacement(r replacement) ([]byte, error) {
	switch {
	case r.removed:
		return nil, errors.New("is removed by the overlay")
	case r.path != "":
		info, err := os.Stat(r.path)
		if err != nil {
			return nil, cause(err)
		}
		return readText(nil, r.path, info)
	}
	return r.data, checkText(r.data)
}

// readText reads a file that was just looked at. What is no regular file is not opened:
// a pipe would have us wait for ever.
func readText(buf []byte, name string, info fs.FileInfo) ([]byte, error) {
	if !info.Mode().IsRegular() {
		return nil, errors.New("is not a regular file")
	}
	if info.Size() > MaxFile {
		return nil, fmt.Errorf("is too large (%d MB, at most %d MB): not source code?", info.Size()>>20, MaxFile>>20)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	data, err := readAll(slices.Grow(buf[:0], int(info.Size())+1), f)
	if err != nil {
		return nil, cause(err)
	}
	return data, checkText(data)
}

// readAll fills buf from a regular file. One byte of room beyond the end spares a second
// call: a file that has less to give than was asked for is at its end.
func readAll(buf []byte, f *os.File) ([]byte, error) {
	for {
		room := buf[len(buf):cap(buf)]
		n, err := f.Read(room)
		buf = buf[:len(buf)+n]
		if err == io.EOF || err == nil && n < len(room) {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
		buf = slices.Grow(buf, cap(buf)+1) // it grew meanwhile
	}
}

// checkText refuses what is not text. Invalid UTF-8 is fine: kernel files hold
// Latin-1 names, and bytes are all that the parser needs.
func checkText(data []byte) error {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return fmt.Errorf("is a binary file (there is a NUL byte in line %d)", 1+bytes.Count(data[:i], []byte{'\n'}))
	}
	return nil
}
