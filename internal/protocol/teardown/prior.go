package teardown

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// What a core has ended before it calls the teardown of a driver: by other ops of the
// same table, such as the close of whoever had the device open, and by itself, as a bus
// gives back all transfers of an interface that it takes away.

// flush is a kind of actor that a core ends before it calls an op, unless the driver's
// table says otherwise.
type flush struct {
	kind   effect.Actor
	unless string // the member of the table
}

// priors are the rows about that.
type priors struct {
	closes  map[table][]*link.Func
	flushes map[link.OpKey]flush
	ends    map[*link.Func]string // the member that each teardown is bound to
}

func newPriors() priors {
	return priors{closes: map[table][]*link.Func{}, flushes: map[link.OpKey]flush{}, ends: map[*link.Func]string{}}
}

// note takes in a row, and tells whether it is one of these.
func (k *checking) note(p *priors, pt *model.Part) bool {
	key := link.OpKey{Struct: pt.Struct, Field: pt.Field}
	switch pt.Role {
	case "before":
		for _, b := range k.w.P.Bindings(key) {
			t := table{b.Unit, b.Global, b.Index, pt.Struct, pt.Protocol}
			p.closes[t] = append(p.closes[t], b.Fn)
		}
		return true
	case "flushes":
		p.flushes[key] = flush{pt.Actor, link.ParseOpKey(pt.Object).Field}
		return true
	}
	return false
}

// before are the actors that have ended when the core calls the teardown of a table,
// and those of them that cannot be started any more.
func (c *checker) before(p *priors, t table, end *link.Func) (ended, forGood set) {
	if f, ok := p.flushes[link.OpKey{Struct: t.owner, Field: p.ends[end]}]; ok && !isSet(c.w, t, f.unless) {
		for i, a := range c.actors {
			if a.Kind == f.kind && !c.shared(a.Setups[0].API) {
				forGood.add(i)
			}
		}
	}
	return forGood.union(c.endedBy(p.closes[t])), forGood
}

// shared: the call sets up what belongs to the device as a whole, such as a control
// transfer, which goes on when one of its interfaces goes.
func (c *checker) shared(api string) bool { return c.w.P.Model.Is("of-whole-device", api) }

// isSet: the initialiser of a table gives a member a value that is not zero.
func isSet(w *actor.World, t table, field string) bool {
	for i := range t.unit.Inits {
		in := &t.unit.Inits[i]
		if in.Global != t.global || in.Field != field {
			continue
		}
		top := &link.Func{Func: t.unit.Top, Unit: t.unit}
		v, ok := engine.StaticValue(w.P, top, in.Value)
		return !ok || v != 0
	}
	return false
}
