package main

import (
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/model"
)

var (
	// drawn are the waits that do nothing else: what also frees, such as the end of
	// a queue, is left out.
	drawn     = regexp.MustCompile(`_sync$|^synchronize_|free_irq$|^disable_irq$|^tasklet_kill$|^usb_(kill|poison)_|^napi_disable$|^flush_|^hrtimer_cancel$`)
	statement = regexp.MustCompile(`^\s+(\w+)\([^;{}]*\);\s*$`)
	label     = regexp.MustCompile(`^\w+:\s*(/\*.*)?$`)
	ends      = regexp.MustCompile(`remove|disconnect|close|stop|shutdown|exit|detach|unbind|release|free|teardown|cleanup|destroy|down|deinit|uninit|fini|delete|unregister|disable`)
	begins    = regexp.MustCompile(`probe|init|attach|bind|open|connect|start|setup|add|create|register`)
)

// waits are the names of the calls that the model knows as waits.
func waits(m *model.Model) map[string]bool {
	out := map[string]bool{}
	for _, r := range m.Rows() {
		for _, e := range m.Effects(r.Key) {
			if e.Kind == effect.Quiesce || e.Kind == effect.Synchronize {
				out[r.Key] = true
			}
		}
	}
	for _, n := range m.Names("queue-wait") {
		out[n.Name] = true
	}
	for _, p := range m.Parts("deferred") {
		if p.Role == "awaits" {
			out[p.Field] = true
		}
	}
	return out
}

// sites lists what can be drawn, in the order of files and lines.
func sites(root string, dirs []string) ([]cut, error) {
	names := waits(model.Kernel())
	var out []cut
	for _, d := range dirs {
		err := filepath.WalkDir(filepath.Join(root, d), func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(p, ".c") {
				return err
			}
			src, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			out = append(out, sitesIn(filepath.ToSlash(rel), src, names)...)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sitesIn lists what can be drawn of one file.
func sitesIn(rel string, src []byte, names map[string]bool) []cut {
	var out []cut
	for _, f := range cparse.Scan(src).Funcs {
		first := strings.Count(string(src[:f.Start]), "\n") + 1
		undoing := false
		for i, l := range strings.Split(string(src[f.Start:f.End]), "\n") {
			undoing = undoing || label.MatchString(l)
			m := statement.FindStringSubmatch(l)
			if m == nil || !names[m[1]] || !drawn.MatchString(m[1]) {
				continue
			}
			if ends.MatchString(f.Name) || undoing && begins.MatchString(f.Name) {
				out = append(out, cut{File: rel, Line: first + i, Function: f.Name, Call: m[1]})
			}
		}
	}
	return out
}

// draw takes n sites at random, one of a file at most.
func draw(all []cut, seed int64, n int) []cut {
	var out []cut
	seen := map[string]bool{}
	for _, i := range rand.New(rand.NewSource(seed)).Perm(len(all)) {
		if c := all[i]; !seen[c.File] && len(out) < n {
			seen[c.File] = true
			c.ID = len(out)
			out = append(out, c)
		}
	}
	return out
}
