package cdriver

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/store"
)

// maxUsers is the number of modules up to which those that use what a module
// exports belong to its driver: a core with a module for each bus. What more use
// is a library.
const maxUsers = 8

// around lists the files of the modules beside a module that use what it exports.
// It is judged with them: they say how its device is reached, and call it.
// asked tells whether anything was asked: it exports something.
func (w *world) around(name string, files []string) (out []string, asked bool) {
	users, asked := w.usersOf(name, files)
	for user := range users {
		out = append(out, w.modules.Files(user)...)
	}
	slices.Sort(out)
	return slices.Compact(out), asked
}

// usersOf are the modules beside a module that use what it exports; none if they
// are so many that it is a library.
func (w *world) usersOf(name string, files []string) (users map[string]bool, asked bool) {
	users = map[string]bool{}
	for _, f := range files {
		if strings.HasSuffix(f, ".c") && len(w.exportsOf(f)) > 0 {
			asked = true
			maps.Copy(users, w.usersBeside(path.Dir(f))[name])
		}
	}
	if len(users) > maxUsers {
		return nil, asked
	}
	return users, asked
}

// coresOf are the cores beside some modules of which these are a part: what a core
// does under its own lock is found where it is judged, at a place in the module that it
// calls. Without it, a file alone would hide what its directory tells.
func (w *world) coresOf(names []string) []string {
	among := map[string]bool{}
	for _, n := range names {
		among[n] = true
	}
	cores := map[string]bool{}
	for _, dir := range w.dirsOf(names) {
		if !slices.ContainsFunc(w.cFiles(dir), func(f string) bool { return !among[w.modules.Of(f)] }) {
			continue // whoever is here was named
		}
		for core := range w.usersBeside(dir) {
			if _, known := cores[core]; known || among[core] {
				continue
			}
			users, _ := w.usersOf(core, w.modules.Files(core))
			cores[core] = slices.ContainsFunc(names, func(n string) bool { return users[n] })
		}
	}
	maps.DeleteFunc(cores, func(_ string, of bool) bool { return !of })
	return slices.Sorted(maps.Keys(cores))
}

// dirsOf are the directories of the files of some modules.
func (w *world) dirsOf(names []string) []string {
	dirs := map[string]bool{}
	for _, n := range names {
		for _, f := range w.filesOf(n) {
			dirs[path.Dir(f)] = true
		}
	}
	return slices.Sorted(maps.Keys(dirs))
}

// usersBeside is [world.usersIn], asked once.
func (w *world) usersBeside(dir string) map[string]map[string]bool {
	return w.users.get(dir, func() map[string]map[string]bool { return w.usersIn(dir) })
}

// usersIn lists by module which other modules of a directory use what it exports. What a
// directory with the same texts came to is kept: they need not be read for it.
func (w *world) usersIn(dir string) map[string]map[string]bool {
	exporter := map[string]string{} // name → module
	for _, f := range w.cFiles(dir) {
		for _, name := range w.exportsOf(f) {
			exporter[name] = w.modules.Of(f)
		}
	}
	users := map[string]map[string]bool{}
	if len(exporter) == 0 {
		return users
	}
	key, keeps := w.usersKey(dir)
	if !keeps {
		w.readUsers(dir, exporter, users)
		return users
	}
	if kept, ok := w.o.Disk.store.Fetch(key); ok && json.Unmarshal(kept, &users) == nil {
		for _, f := range w.cFiles(dir) {
			if known := w.fact(f); known.readable {
				w.wasRead(f, known.sum)
			}
		}
		return users
	}
	clear(users)
	w.readUsers(dir, exporter, users)
	kept, _ := json.Marshal(users) // of names: never fails
	w.o.Disk.store.Share(key, kept)
	return users
}

// usersKey is made of all that the users of a directory's exports depend on: its texts, and
// which module each belongs to. False: nothing is kept.
func (w *world) usersKey(dir string) (store.Key, bool) {
	if w.o.Disk == nil {
		return store.Key{}, false
	}
	h := sha256.New()
	for _, f := range w.cFiles(dir) {
		known := w.fact(f)
		h.Write([]byte(f + "\x00" + w.modules.Of(f) + "\x00"))
		h.Write(known.sum[:])
	}
	return store.NewKey(h.Sum(nil), "users", w.o.Disk.build), true
}

// readUsers adds who uses the exported names, by the words of the texts.
func (w *world) readUsers(dir string, exporter map[string]string, users map[string]map[string]bool) {
	for _, f := range w.cFiles(dir) {
		data, err := w.o.Tree.Read(f)
		if err != nil {
			continue
		}
		w.wasRead(f, w.o.Disk.sumOf(data))
		by := w.modules.Of(f)
		eachWord(data, func(word []byte) {
			if of := exporter[string(word)]; of != "" && of != by {
				if users[of] == nil {
					users[of] = map[string]bool{}
				}
				users[of][by] = true
			}
		})
	}
}

// eachWord calls f for the identifiers of a text, and for numbers, which do no
// harm.
func eachWord(text []byte, f func([]byte)) {
	start := -1
	for i, c := range text {
		switch {
		case c == '_' || c-'0' < 10 || (c|0x20)-'a' < 26:
			if start < 0 {
				start = i
			}
		case start >= 0:
			f(text[start:i])
			start = -1
		}
	}
	if start >= 0 {
		f(text[start:])
	}
}
