package link

import (
	"path"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// named is what a name means in a unit when it is called.
type named struct {
	fn      *Func           // the body that it most likely reaches, nil if none is loaded
	effects []effect.Effect // what the model knows about it
	firm    bool            // neither came through an alias, nor is fn missing
}

// Resolve returns the function that a call of name in u most likely reaches,
// nil if no body of it is loaded. Aliases by object-like macros are followed.
func (p *Program) Resolve(u *Unit, name string) *Func { return p.named(u, name).fn }

// Effects is what the model knows about calling name in u; a function of the
// same name with file scope hides the API.
func (p *Program) Effects(u *Unit, name string) []effect.Effect { return p.named(u, name).effects }

// named looks a name up once. While the program grows one goroutine asks, and
// answers are kept; the engine asks from several, and finds nearly all kept.
func (p *Program) named(u *Unit, name string) named {
	n, ok := u.names[name]
	if !ok {
		n = p.lookup(u, name)
		if !p.frozen {
			u.names[name] = n
		}
	}
	return n
}

func (p *Program) lookup(u *Unit, name string) named {
	n := named{fn: p.definition(u, name)}
	alias := p.Alias(u, name)
	n.firm = n.fn != nil && alias == name
	for a, i := name, 0; n.fn == nil && i < maxAliases; i++ {
		next := p.aliasOf(u, a)
		if next == "" || next == a {
			break
		}
		a = next
		n.fn = p.definition(u, a)
	}
	if !u.Own(name) {
		n.effects = p.Model.Effects(name)
		if n.effects == nil && alias != name && !u.Own(alias) {
			n.effects = p.Model.Effects(alias)
		}
	}
	return n
}

// maxAliases bounds a chain of object-like macros.
const maxAliases = 4

// Alias follows object-like macros that name another identifier.
func (p *Program) Alias(u *Unit, name string) string {
	for range maxAliases {
		a := p.aliasOf(u, name)
		if a == "" || a == name {
			return name
		}
		name = a
	}
	return name
}

func (p *Program) aliasOf(u *Unit, name string) string {
	e, top := p.constExpr(u, name)
	if top == nil || e == 0 {
		return ""
	}
	if x := top.Exprs[e]; x.Op == ir.OpGlobal {
		return x.Sym
	}
	return ""
}

func (p *Program) constExpr(u *Unit, name string) (ir.ExprID, *ir.Func) {
	if e, ok := u.consts[name]; ok {
		return e, u.Top
	}
	if c, ok := p.consts[name]; ok {
		return c.expr, c.unit.Top
	}
	return 0, nil
}

// definition picks among the loaded functions of a name.
func (p *Program) definition(u *Unit, name string) *Func {
	if f := u.local[name]; f != nil {
		return f
	}
	for _, file := range u.sources {
		if o := p.byPath[file]; o != nil && o.local[name] != nil {
			return o.local[name]
		}
	}
	var best *Func
	bestScore := -1 << 30
	for _, f := range p.byName[name] {
		if s := proximity(u, f); s > bestScore || s == bestScore && best != nil && f.File < best.File {
			best, bestScore = f, s
		}
	}
	return best
}

// includedSources lists the C files that a unit includes.
func includedSources(u *Unit) []string {
	var out []string
	for _, inc := range u.Includes {
		if name := strings.Trim(inc, `"<>`); strings.HasSuffix(name, ".c") {
			out = append(out, path.Join(u.Dir, name))
		}
	}
	return out
}

// Relink forgets what names mean where units added since may say otherwise.
func (p *Program) Relink() {
	for _, u := range p.Units {
		if len(u.sources) > 0 {
			clear(u.names)
			continue
		}
		for name, n := range u.names {
			if !n.firm || p.fresh[name] {
				delete(u.names, name)
			}
		}
	}
	clear(p.fresh)
}
