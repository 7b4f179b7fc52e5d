package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Whether a PCM callback is atomic depends on the PCM that its ops table is
// installed on. The installation decides, not the driver's directory: one
// driver may create an atomic and a nonatomic PCM with the same table.

// nonatomicOf decides for one binding of a PCM or ASoC op.
func (pr *properties) nonatomicOf(k link.OpKey, b *link.Binding) pcmMode {
	switch {
	case pr.prog.Model.Is("pcm-ops", k.Struct):
		if b.Global != "" || pr.madeThere(b) {
			if t, st, ok := pr.byInstallation(b); ok {
				return modeBy(t, st)
			}
		}
		return modeBy(pr.nonatomicIn(b.Unit.Path, false))
	case k.Struct == machineOps:
		return pr.byCard(b)
	}
	return pr.byLinks(b)
}

func proofOf(st *setting) string {
	if st == nil {
		return ""
	}
	return st.unit.Path
}

// byCard decides for the ops of a card driver: its own links carry the flag, those with
// the table where that is known, unless it puts the ops on a link that somebody else
// created.
func (pr *properties) byCard(b *link.Binding) pcmMode {
	var with []int
	for _, i := range pr.links.byFile[b.Unit.Path] {
		if b.Global != "" && pr.links.links[i].ops == b.Global {
			with = append(with, i)
		}
	}
	if t, proof, ok := pr.links.decideFor(with); ok {
		return pcmMode{Truth: t, proof: proof.unit.Path + ":" + itoa(int64(proof.line))}
	}
	if on, st := pr.nonatomicIn(b.Unit.Path, true); st != nil && st.unit == b.Unit {
		return pcmMode{Truth: on, proof: st.unit.Path} // a card chooses for its own ops
	}
	for _, f := range b.Unit.Funcs {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrStore || !IsAddressOf(f, in.Src, b.Global) {
					continue
				}
				if d := &f.Exprs[in.Dst]; d.Op == ir.OpField && rootedInParam(f, d.X) {
					return pcmMode{Truth: value.Maybe}
				}
			}
		}
	}
	return pcmMode{Truth: value.No}
}

// IsAddressOf: an expression is the address of a variable of the file.
func IsAddressOf(f *link.Func, e ir.ExprID, global string) bool {
	x := &f.Exprs[e]
	return x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal && f.Exprs[x.X].Sym == global
}

// rootedInParam: the place belongs to an object that the caller handed in.
func rootedInParam(f *link.Func, e ir.ExprID) bool {
	for {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpField, ir.OpDeref, ir.OpIndex, ir.OpCast:
			e = x.X
		case ir.OpVar:
			for _, v := range f.Params {
				if int64(v) == x.Int {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

// byLinks decides for the ops of a DAI or a component: the links that name its
// DAIs do. Without any (device tree cards), a flag set on links anywhere in
// the module leaves it open; otherwise the PCM is atomic, as is the default.
func (pr *properties) byLinks(b *link.Binding) pcmMode {
	names := pr.links.byOps[opsRef{b.Unit.Dir, b.Global}]
	exact := len(names) > 0
	if !exact {
		names = pr.links.dais(b.Unit.Path, b.Unit.Dir)
	}
	if onPacketBus(b.Unit) {
		return pcmMode{Truth: value.Maybe}
	}
	if t, proof, ok := pr.links.decide(names); ok {
		if t == value.No && !exact && len(pr.links.byUnit[b.Unit.Path]) == 0 {
			t = value.Maybe // the links name DAIs of a neighbour, not this component
		}
		return pcmMode{Truth: t, proof: proof.unit.Path + ":" + itoa(int64(proof.line))}
	}
	if on, st := pr.nonatomicIn(b.Unit.Path, true); on != value.No {
		m := pcmMode{Truth: value.Maybe, proof: proofOf(st)}
		if st.fn == nil && !st.unit.Same(b.Unit) {
			m.either = st // the links of some card, which names others
		}
		return m
	}
	return modeBy(pr.nonatomicIn(b.Unit.Path, false))
}

// packetBuses are driver structs of buses whose streams start and stop by
// messages that must be waited for: cards with such a codec make their links
// nonatomic, and the codec cannot name them.
var packetBuses = map[ir.Type]bool{"struct slim_driver": true, "struct sdw_driver": true}

// packetStreams are what a driver keeps that starts a stream of such a bus; its
// own device may be on another bus, below a core driver for several functions.
var packetStreams = map[ir.Type]bool{"struct slim_stream_runtime*": true}

func onPacketBus(u *link.Unit) bool {
	for i := range u.Globals {
		if packetBuses[u.Globals[i].Type] {
			return true
		}
	}
	for i := range u.Structs {
		for j := range u.Structs[i].Fields {
			if packetStreams[u.Structs[i].Fields[j].Type] {
				return true
			}
		}
	}
	return false
}

// madeThere: the table is made where it is used, by a function that fills it in
// for a constructor which creates the PCM and installs the table at once.
func (pr *properties) madeThere(b *link.Binding) bool {
	m := pr.prog.Model
	return b.In != nil && m.Name("pcm-new") == m.Name("pcm-install")
}

// byInstallation looks at each function that installs the ops table on a PCM
// that it creates itself: does it, or a function it hands the PCM to, set the
// flag? One atomic PCM is enough to make the callback atomic.
func (pr *properties) byInstallation(b *link.Binding) (value.Truth, *setting, bool) {
	result, found := value.Maybe, false
	var proof *setting
	for _, f := range pr.prog.InDir(b.Unit.Dir) {
		if !pr.installs(f, b) {
			continue
		}
		if !pr.callsRole(f, "pcm-new") {
			continue // the PCM comes from elsewhere: the module decides
		}
		found = true
		switch st := pr.settingNear(f); {
		case st == nil || st.mode == value.No:
			return value.No, nil, true
		case proof == nil || st.mode == value.Maybe:
			result, proof = st.mode, st
		}
	}
	return result, proof, found
}

// installs: f hands the address of the table to the PCM, or has it made.
func (pr *properties) installs(f *link.Func, b *link.Binding) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if !pr.prog.Model.Is("pcm-install", c.Name) {
			continue
		}
		if b.Global == "" {
			return f == b.In || f.CallsByName(b.In)
		}
		in := &f.Blocks[c.Block].Instrs[c.Index]
		for _, a := range in.Args {
			if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal && f.Exprs[x.X].Sym == b.Global {
				return true
			}
		}
	}
	return false
}

func (pr *properties) callsRole(f *link.Func, role string) bool {
	for i := range f.Calls {
		if pr.prog.Model.Is(role, f.Calls[i].Name) {
			return true
		}
	}
	return false
}

// settingNear finds the flag's assignment in f, in what it calls, or in its
// callers.
func (pr *properties) settingNear(f *link.Func) *setting {
	for i := range pr.nonatomic {
		st := &pr.nonatomic[i]
		if st.fn == nil {
			continue
		}
		if st.fn == f || f.CallsByName(st.fn) || st.fn.CallsByName(f) {
			return st
		}
	}
	return nil
}
