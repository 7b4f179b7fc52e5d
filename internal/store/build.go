package store

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"io"
	"os"
	"sync"
)

// Build names the build of the running program: a part of every key, so that
// what another version has kept is never seen. It is empty if that cannot be
// found out; then nothing may be kept.
var Build = sync.OnceValue(func() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	if id := buildID(f); id != "" {
		return id
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
})

// buildID is what the Go linker has noted about the contents of a program. It
// spares reading all of it; a program that was built without one is read.
func buildID(r io.ReaderAt) string {
	f, err := elf.NewFile(r)
	if err != nil {
		return ""
	}
	section := f.Section(".note.go.buildid")
	if section == nil {
		return ""
	}
	note, err := section.Data()
	// Sizes, type, "Go\0\0", and the id, which is two words at least.
	if err != nil || len(note) < 16+40 {
		return ""
	}
	return string(note[16:])
}
