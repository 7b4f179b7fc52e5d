package sim

import (
	"reflect"
	"runtime/debug"
	"sync"
	"unsafe"
)

// Go variables are out of the simulator's sight unless the model is rewritten so
// that every access says so: `ctxlint sim DIR` does that, and writes an overlay for
// `go test`; else a little is seen, see peek. The functions here are for the rewritten
// source. What they see is held to what C calls a data race: see race. They are no
// scheduling points and leave no trace in a history, since memory without races shows
// nothing of an order that something else does not show.

// watch is which exploration the accesses belong to: they come without one. There
// is one at a time then, with one worker.
var watch struct {
	sync.Mutex
	packages int
	k        *Kernel
}

// WatchPackage says that the calling package has been rewritten.
func WatchPackage() { watch.packages++ }

// Watched reports whether the accesses of the model to Go variables are seen.
func Watched() bool { return watch.packages > 0 }

// blind reports whether a model may share what is not seen. The reference itself is
// another matter: docs/reference.md says what it shares.
var blind = sync.OnceValue(func() bool {
	info, ok := debug.ReadBuildInfo()
	return !Watched() && !(ok && info.Main.Path+"/" == modulePath)
})

// watching makes an exploration the only one, if accesses are seen.
func watching() (done func()) {
	if !Watched() {
		return func() {}
	}
	watch.Lock()
	return func() {
		watch.k = nil
		watch.Unlock()
	}
}

// WatchRead is a read of *p, which the source calls name.
func WatchRead[T any](p *T, name string) *T {
	if k := watch.k; k != nil {
		k.watched(unsafe.Pointer(p), reflect.TypeFor[T](), name, false)
	}
	return p
}

// WatchWrite is a write to *p.
func WatchWrite[T any](p *T, name string) *T {
	if k := watch.k; k != nil {
		k.watched(unsafe.Pointer(p), reflect.TypeFor[T](), name, true)
	}
	return p
}

// WatchMap is an access to the elements of a map, all of them.
func WatchMap[M ~map[K]V, K comparable, V any](m M, write bool, name string) M {
	if k := watch.k; k != nil && m != nil {
		k.watched(reflect.ValueOf(m).UnsafePointer(), reflect.TypeFor[uintptr](), name, write)
	}
	return m
}

// watched notes an access of an actor to a variable. A structure is as many as it
// has fields.
func (k *Kernel) watched(p unsafe.Pointer, t reflect.Type, name string, write bool) {
	if !k.running || k.unwinding || k.asking || k.cur.co == nil {
		return // before and after the run, or in a device
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			f := t.Field(i)
			k.watched(unsafe.Add(p, f.Offset), f.Type, name+"."+f.Name, write)
		}
		return
	}
	m := k.plains[p] // the key keeps the memory from becoming another variable
	if m == nil {
		m = &plain{}
		if k.plains == nil {
			k.plains = map[unsafe.Pointer]*plain{}
		}
		k.plains[p] = m
	}
	k.race(m, name, write)
}
