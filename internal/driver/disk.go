package driver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/ctxlint/ctxlint/internal/cdriver"
	"github.com/ctxlint/ctxlint/internal/store"
)

// NoCache as Options.Cache, as well as "", keeps nothing.
const NoCache = "none"

// DefaultCache is the directory that CTXLINT_CACHE names, or the one for this
// program among the user's; "" if there is none.
func DefaultCache() string {
	if dir := os.Getenv("CTXLINT_CACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "ctxlint")
}

// maxCache bounds what is kept on disk. What is known of one kernel tree takes
// about a fifth of it.
const maxCache = 2 << 30

// openCache opens what o keeps between runs. That it cannot be kept is a remark:
// the run takes longer, and comes to the same.
func (o *Options) openCache() (*cdriver.Disk, []Problem) {
	if o.Cache == "" || o.Cache == NoCache {
		return nil, nil
	}
	s, err := store.Open(o.Cache, maxCache)
	if err != nil {
		return nil, []Problem{cacheProblem(err)}
	}
	if o.CacheURL != "" {
		r, err := store.OpenRemote(o.CacheURL, os.Getenv(cacheToken), o.CachePush)
		if err != nil {
			return cdriver.NewDisk(s), []Problem{{Message: err.Error(), Fatal: true}}
		}
		s.Join(r)
	}
	return cdriver.NewDisk(s), nil
}

// The environment names a shared cache to hooks and builds. The token is there only:
// others on the machine see flags.
const (
	cacheURL   = "CTXLINT_CACHE_URL"
	cachePush  = "CTXLINT_CACHE_PUSH"
	cacheToken = "CTXLINT_CACHE_TOKEN"
)

// DefaultSharedCache is what the environment says of a shared cache.
func DefaultSharedCache() (address string, push bool) {
	return os.Getenv(cacheURL), os.Getenv(cachePush) != ""
}

func cacheProblem(err error) Problem {
	return Problem{Message: fmt.Sprintf("cache: %v; what was read is not kept for the next time (--cache DIR chooses another directory, --cache %s none)", err, NoCache)}
}

// closeCache writes what is left to write.
func closeCache(d *cdriver.Disk, problems *[]Problem) {
	err := d.Close()
	var far *store.RemoteError
	if errors.As(err, &far) {
		*problems = append(*problems, Problem{Message: fmt.Sprintf("shared cache: %v; what it does not have or take is computed here", far)})
		if err == error(far) {
			return
		}
	}
	if err != nil {
		*problems = append(*problems, cacheProblem(err))
	}
}

// Indexed is what Index came to.
type Indexed struct {
	Files, Known int // all, and those that need not be read
	Problems     []Problem
	Took         time.Duration
	cache        string
}

// Index reads files into the cache, so that later runs need not: those that
// o.Paths name, or the whole tree.
func Index(ctx context.Context, o Options) (*Indexed, error) {
	start := time.Now()
	res, j, err := prepare(o)
	if err != nil {
		return nil, err
	}
	disk, problems := o.openCache()
	if disk == nil {
		if len(problems) > 0 {
			return nil, fmt.Errorf("%s", problems[0].Message)
		}
		return nil, fmt.Errorf("there is no cache to read into; --cache names one")
	}
	found, err := cdriver.Index(ctx, cdriver.Options{Tree: j.tree, Files: j.files, Jobs: j.jobs, Progress: j.progress, Disk: disk})
	closeCache(disk, &res.Problems)
	if err != nil {
		return nil, err
	}
	return &Indexed{
		Files: len(j.files), Known: disk.Known(),
		Problems: append(res.Problems, found...), Took: time.Since(start), cache: o.Cache,
	}, nil
}

// WriteTo prints it for a person.
func (x *Indexed) WriteTo(w io.Writer) (int64, error) {
	c := &counter{w: w}
	c.printf("ctxlint: %s, of which %d were known; %.1f s, in %s\n", plural(x.Files, "file"), x.Known, x.Took.Seconds(), filepath.Clean(x.cache))
	return c.n, c.err
}
