package driver

import (
	"errors"
	"fmt"
	"os"

	"github.com/ctxlint/ctxlint/internal/store"
)

// CacheInfo is what lies in a cache directory.
type CacheInfo struct {
	Dir string
	Max int64 // bytes that it may take
	store.Contents
}

// InspectCache counts what there is. A directory that is not there is empty.
func InspectCache(dir string) (*CacheInfo, error) { return cacheDo(dir, (*store.Store).Contents) }

// VerifyCache reads all of it and removes what is damaged.
func VerifyCache(dir string) (*CacheInfo, error) { return cacheDo(dir, (*store.Store).Verify) }

// ClearCache removes it.
func ClearCache(dir string) (*CacheInfo, error) { return cacheDo(dir, (*store.Store).Clear) }

func cacheDo(dir string, do func(*store.Store) (*store.Contents, error)) (*CacheInfo, error) {
	if dir == "" || dir == NoCache {
		return nil, errors.New("there is no cache directory; --cache names one")
	}
	info := &CacheInfo{Dir: dir, Max: maxCache}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return info, nil
	}
	s, err := store.Open(dir, maxCache)
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	c, err := do(s)
	info.Contents = *c
	if err != nil {
		err = fmt.Errorf("cache: %w", err)
	}
	return info, err
}
