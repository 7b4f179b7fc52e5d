package store

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// abandoned is the age at which an unfinished file was left by a crash.
const abandoned = time.Hour

// trim removes from a directory what was left unfinished, and if its entries
// take more than max bytes those that were not used for the longest time.
// Another process may do the same at the same time: what is gone is gone.
func trim(dir string, max int64) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	type file struct {
		name string
		size int64
		used time.Time
	}
	var files []file
	total := int64(0)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		name := filepath.Join(dir, e.Name())
		if !isEntry(e.Name()) {
			if time.Since(info.ModTime()) > abandoned {
				_ = os.Remove(name)
			}
			continue
		}
		files = append(files, file{name, info.Size(), info.ModTime()})
		total += info.Size()
	}
	if total <= max {
		return
	}
	slices.SortFunc(files, func(a, b file) int { return a.used.Compare(b.used) })
	for _, f := range files {
		if total <= max-max/8 { // some room, so that not every run has to
			return
		}
		if os.Remove(f.name) == nil {
			total -= f.size
		}
	}
}
