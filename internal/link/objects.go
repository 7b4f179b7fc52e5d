package link

import "github.com/ctxlint/ctxlint/internal/ir"

// object is what a name stands for that is no function: a variable, or a constant. The
// engine asks for the same names over and over, so it is kept with the name while the
// program has the same units.
type object struct {
	units int // of the program, when it was looked up
	unit  *Unit
	is    *ir.Global
	value int64
	known bool // it is a constant, and that is its value
}

// object is nil where the program still grows, or no function of u uses the name.
func (p *Program) object(u *Unit, name string) *object {
	if !p.frozen {
		return nil
	}
	m := u.names[name]
	if m == nil {
		return nil
	}
	o := m.object.Load()
	if o == nil || o.units != len(p.Units) {
		o = &object{units: len(p.Units)}
		o.unit, o.is = p.global(u, name)
		o.value, o.known = p.value(u, name, 0)
		m.object.Store(o)
	}
	return o
}

// Global finds a file-scope variable as seen from u.
func (p *Program) Global(u *Unit, name string) (*Unit, *ir.Global) {
	if o := p.object(u, name); o != nil {
		return o.unit, o.is
	}
	return p.global(u, name)
}

// Value evaluates an identifier that stands for a constant: a flag of the
// model, an enumerator or an object-like macro. ok is false for everything
// that is not a compile-time integer here.
func (p *Program) Value(u *Unit, name string) (v int64, ok bool) {
	if o := p.object(u, name); o != nil {
		return o.value, o.known
	}
	return p.value(u, name, 0)
}
