package sim

import (
	"reflect"
	"sync"
	"unsafe"
)

// Allocation is a structure with a life: one that embeds a [Mem], or a Mem alone.
type Allocation interface{ memory() *Mem }

func (m *Mem) memory() *Mem { return m }

// alone is a Mem whose structure has nothing to do with its life.
type alone struct{ *Mem }

// Alone makes an allocation of a Mem and nothing around it: what lies in the same Go
// structure has a life of its own, as if a pointer led there.
func Alone(m *Mem) Allocation { return alone{m} }

// fields are the parts of a type of structures, by their place in it.
type fields []struct {
	at  uintptr
	typ reflect.Type
}

// layouts are the fields of each type that was ever allocated.
var layouts sync.Map // reflect.Type to fields

var (
	partType = reflect.TypeFor[Part]()
	memType  = reflect.TypeFor[Mem]()

	allocationType = reflect.TypeFor[Allocation]()
)

func layout(t reflect.Type) fields {
	if f, ok := layouts.Load(t); ok {
		return f.(fields)
	}
	var f fields
	f.add(t, 0)
	layouts.Store(t, f)
	return f
}

// add collects the parts below a type. Memory with a life of its own is no part,
// and what a pointer leads to lies elsewhere.
func (f *fields) add(t reflect.Type, at uintptr) {
	lives := reflect.PointerTo(t).Implements(allocationType)
	switch {
	case t == memType, at > 0 && lives:
	case !lives && t.PkgPath() == memType.PkgPath() && reflect.PointerTo(t).Implements(partType):
		*f = append(*f, struct {
			at  uintptr
			typ reflect.Type
		}{at, t})
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			f.add(t.Field(i).Type, at+t.Field(i).Offset)
		}
	case t.Kind() == reflect.Array:
		for i := range t.Len() {
			f.add(t.Elem(), at+uintptr(i)*t.Elem().Size())
		}
	}
}

// adopt makes m own what lies in its structure: what is initialised already, and
// what will be.
func (k *Kernel) adopt(a Allocation, m *Mem) {
	if _, ok := a.(alone); ok {
		return
	}
	t := reflect.TypeOf(a).Elem()
	if t == memType {
		k.begins(m)
		return
	}
	base := reflect.ValueOf(a).UnsafePointer()
	for _, f := range layout(t) {
		p := reflect.NewAt(f.typ, unsafe.Add(base, f.at)).Interface().(Part)
		o := p.part()
		if k.owners == nil {
			k.owners = map[*object]*Mem{}
		}
		k.owners[o] = m
		m.parts = append(m.parts, p)
		if o.k == k {
			o.own = m
		}
	}
}

// begins notes a Mem of which it is not said what structure it is in. If one begins
// with it, what Go has allocated with the Mem is the structure; not if there is a
// second Mem in it, since then nothing tells whose the rest is.
func (k *Kernel) begins(m *Mem) {
	base := block(unsafe.Pointer(m))
	if base == 0 {
		return
	}
	if k.blocks == nil {
		k.blocks = map[uintptr]*Mem{}
	}
	k.bare++
	other, ok := k.blocks[base]
	if first := uintptr(unsafe.Pointer(m))-base <= heapHeader; !first || ok && other != m {
		m = nil
	}
	k.blocks[base] = m
}

// place finds the structure that o lies in, if that has begun with a Mem.
func (k *Kernel) place(o *object) {
	if o.bare == k.bare || o.bare == ownLife {
		return
	}
	o.bare = k.bare
	if o.own == nil {
		o.own = k.blocks[block(unsafe.Pointer(o))]
	}
}

// ownLife is the mark of what lies in no structure, whatever is around it: a Mem.
const ownLife = -1
