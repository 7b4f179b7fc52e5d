package engine

import (
	"path"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// properties are facts about a driver that decide conditions of the model:
// whether its PCMs are nonatomic, its device is irq-safe, its register maps
// are fast. They are collected once per program, per directory, since a driver
// sets them in one file and relies on them in another.
type properties struct {
	prog      *link.Program
	nonatomic []setting
	irqSafe   []codePlace           // that declare it
	fastIO    map[string]bool       // by file
	unlocked  map[string]bool       // by file: register maps without a lock
	maps      []mapMade             // register map constructors called
	fast      map[link.OpKey][]bool // flags given to constructors, by the member that is the map
	// softTimers tells by the member that is a timer whether its function runs
	// in softirq context.
	softTimers map[held.Class]value.Truth
	// hardTimers tells whether it stays in the hard interrupt on PREEMPT_RT.
	hardTimers map[held.Class]value.Truth
	softWorks  map[held.Class]value.Truth // the same of work items, by the queue
	links      *pcmLinks
	masks      *keptMasks
	names      propNames
}

// setting is one assignment of a property.
type setting struct {
	unit *link.Unit
	line int
	fn   *link.Func // nil: a static initialiser
	in   *ir.Instr
	mode value.Truth // yes: on; maybe: on some way, or computed
	link bool        // on an ASoC link, not on a PCM
	// handed: the value is that of another such flag, or set where another is
	// tested. It says nothing about which of the two it is.
	handed bool
}

// mapMade is a call of a constructor of register maps.
type mapMade struct {
	unit   *link.Unit
	callee string
}

// propNames are the members and calls by which drivers set the properties, in
// the language of the program.
type propNames struct {
	nonatomic, fastIO, unlocked, regmap string
	fast                                []model.Name // constructors of register maps that take the flag
}

// nonatomicField is the member of the kernel's PCMs and ASoC links.
const nonatomicField = "nonatomic"

func namesOf(m *model.Model) propNames {
	return propNames{
		nonatomic: m.Name("nonatomic-member"), fastIO: m.Name("regmap-fast-member"),
		unlocked: m.Name("regmap-unlocked"), regmap: m.Name("regmap-constructor"), fast: m.Names("regmap-fast"),
	}
}

// busSpeed tells by the bus in a register map constructor's name whether an
// access sleeps.
var busSpeed = map[string]value.Truth{ // yes: sleeps
	"mmio": value.No, "i2c": value.Yes, "spi": value.Yes, "sdw": value.Yes, "slimbus": value.Yes, "spmi": value.Yes, "spi_avmm": value.Yes,
	"sccb": value.Yes, "w1": value.Yes, "i3c": value.Yes, "mdio": value.Yes, "ac97": value.Yes, "fsi": value.Yes, "sdca": value.Yes,
}

func collectProperties(p *link.Program) *properties {
	pr := &properties{prog: p, fastIO: map[string]bool{}, unlocked: map[string]bool{}, fast: map[link.OpKey][]bool{}, softTimers: map[held.Class]value.Truth{}, hardTimers: map[held.Class]value.Truth{}, softWorks: map[held.Class]value.Truth{}, masks: newKeptMasks(p), names: namesOf(p.Model)}
	for _, u := range p.Units {
		for i := range u.Inits {
			in := &u.Inits[i]
			switch {
			case in.Field == pr.names.nonatomic:
				pr.nonatomic = append(pr.nonatomic, setting{unit: u, line: int(in.Pos.Line), mode: modeOfExpr(p, u, u.Top, in.Value), link: true})
			case pr.names.fastIO != "" && strings.HasSuffix(in.Path, "."+pr.names.fastIO) && truthOfExpr(p, u, u.Top, in.Value):
				pr.fastIO[u.Path] = true
			case pr.names.unlocked != "" && strings.HasSuffix(in.Path, "."+pr.names.unlocked) && truthOfExpr(p, u, u.Top, in.Value):
				pr.unlocked[u.Path] = true
			}
		}
	}
	for _, f := range p.Funcs {
		pr.scan(f)
	}
	pr.links = collectLinks(p)
	pr.links.set = map[string][]*setting{}
	for i := range pr.nonatomic {
		if st := &pr.nonatomic[i]; st.link && st.fn != nil && st.mode != value.No {
			pr.links.set[st.unit.Path] = append(pr.links.set[st.unit.Path], st)
		}
	}
	return pr
}

func truthOfExpr(p *link.Program, u *link.Unit, f *ir.Func, e ir.ExprID) bool {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return x.Int != 0
	case ir.OpGlobal:
		if v, ok := p.Value(u, x.Sym); ok {
			return v != 0
		}
	}
	return true // computed: may be on
}

func (pr *properties) scan(f *link.Func) {
	pr.masks.scan(pr.prog, f)
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			switch in.Op {
			case ir.InstrStore:
				d := &f.Exprs[in.Dst]
				if d.Op != ir.OpField {
					continue
				}
				pr.masks.store(pr.prog, f, in)
				switch d.Sym {
				case pr.names.nonatomic:
					pr.nonatomic = append(pr.nonatomic, pr.settingOf(f, ir.BlockID(bi), in))
				case pr.names.fastIO:
					if truthOfExpr(pr.prog, f.Unit, f.Func, in.Src) {
						pr.fastIO[f.File] = true
					}
				case pr.names.unlocked:
					if truthOfExpr(pr.prog, f.Unit, f.Func, in.Src) {
						pr.unlocked[f.File] = true
					}
				}
			case ir.InstrCall:
				if c := &f.Exprs[in.Src]; c.Op == ir.OpGlobal {
					switch {
					case pr.prog.Model.Is("irq-safe", c.Sym):
						pr.irqSafe = append(pr.irqSafe, codePlace{f, ir.BlockID(bi), ii})
					case pr.names.regmap != "" && (strings.Contains(c.Sym, pr.names.regmap) || sharedMap(c.Sym)):
						pr.maps = append(pr.maps, mapMade{f.Unit, c.Sym})
					default:
						pr.noteFast(f, in, c.Sym)
						pr.noteTimerMode(f, in, c.Sym)
						pr.noteQueued(f, in, c.Sym)
					}
				}
			}
		}
	}
}

// noteFast remembers for which member a register map is constructed, and
// whether it is fast.
func (pr *properties) noteFast(f *link.Func, in *ir.Instr, name string) {
	for _, n := range pr.names.fast {
		if n.Name != name || n.Args[0] >= len(in.Args) || n.Args[1] >= len(in.Args) {
			continue
		}
		if x := &f.Exprs[in.Args[n.Args[1]]]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpField {
			m := &f.Exprs[x.X]
			key := link.OpKey{Struct: string(pr.prog.Underlying(pr.prog.TypeOf(f, m.X))), Field: m.Sym}
			pr.fast[key] = append(pr.fast[key], truthOfExpr(pr.prog, f.Unit, f.Func, in.Args[n.Args[0]]))
		}
	}
}

// constructedSlow tells by its constructors whether the map that is a member
// sleeps; maybe if they differ or there are none.
func (pr *properties) constructedSlow(key link.OpKey) value.Truth {
	flags := pr.fast[key]
	for _, f := range flags {
		if f != flags[0] {
			return value.Maybe
		}
	}
	if len(flags) == 0 {
		return value.Maybe
	}
	return value.TruthOf(!flags[0])
}

// declaredIn are the places where a file declares its device irq-safe.
func (pr *properties) declaredIn(u *link.Unit) []codePlace {
	var out []codePlace
	for _, at := range pr.irqSafe {
		if at.fn.Unit == u {
			out = append(out, at)
		}
	}
	return out
}

// notIRQSafe: the driver never declares its device irq-safe.
func (s *session) notIRQSafe(f *link.Func) value.Truth {
	for _, at := range s.props.irqSafe {
		if ofDriver(at.fn.Unit, f.Unit) {
			return value.No
		}
	}
	return value.Yes
}

// ofDriver: what a unit says about its device holds for another one: they belong
// to one module, or the unit to what uses that module, or it is the driver that
// called a library.
func ofDriver(u, of *link.Unit) bool { return u.Same(of) || u.Whole }

// isNonatomic tells whether the PCMs of the driver around a call are nonatomic.
func (s *session) isNonatomic(f *link.Func, in *ir.Instr) bool {
	if s.props == nil {
		return false
	}
	if s.root != nil && s.root.Nonatomic != value.Maybe {
		return s.root.Nonatomic == value.Yes
	}
	on, _ := s.props.nonatomicIn(f.File, false)
	if on == value.No {
		on, _ = s.props.linksIn(f.File)
	}
	return on == value.Yes
}

// nonatomicIn says whether the module of a file sets the PCMs (or the links)
// that it creates nonatomic: yes if all settings of the file, else of the
// module, say so, maybe if they differ, no without any.
func (pr *properties) nonatomicIn(file string, links bool) (value.Truth, *setting) {
	u := pr.prog.Unit(file)
	same := nearest(pr.nonatomic, u, func(st setting) (*link.Unit, bool) { return st.unit, st.link == links })
	if len(same) == 0 {
		return value.No, nil
	}
	same = tellingSettings(same)
	for i := range same {
		if same[i].mode != same[0].mode {
			return value.Maybe, &same[0]
		}
	}
	return same[0].mode, &same[0]
}

// nearest picks what is said in a unit itself, else in its module, else by the
// driver around it.
func nearest[T any](all []T, u *link.Unit, in func(T) (*link.Unit, bool)) []T {
	for _, near := range []func(v *link.Unit) bool{
		func(v *link.Unit) bool { return v == u },
		func(v *link.Unit) bool { return u != nil && v.Same(u) },
		func(v *link.Unit) bool { return v.Whole },
	} {
		var out []T
		for _, x := range all {
			if v, ok := in(x); ok && near(v) {
				out = append(out, x)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// linksIn says the same for a file that states its own ASoC links, or whose
// DAIs are named by links elsewhere.
func (pr *properties) linksIn(file string) (value.Truth, string) {
	if on, st := pr.nonatomicIn(file, true); st != nil && st.unit.Path == file {
		return on, st.unit.Path
	}
	if t, proof, ok := pr.links.decide(pr.links.dais(file, path.Dir(file))); ok {
		return t, proof.unit.Path
	}
	return value.No, ""
}

// slowRegmap decides whether accesses through a register map sleep, from the
// constructor whose result the map's member holds.
func (s *session) slowRegmap(r *run, st *state, in *ir.Instr, c *effect.Cond) value.Truth {
	if s.props.fastIO[r.fn.File] {
		return value.No
	}
	if c.Arg >= 0 && int(c.Arg) < len(in.Args) {
		v := r.value(st, in.Args[c.Arg])
		for v != value.None && r.At(v).Op == value.Cast {
			v = r.At(v).A
		}
		if v != value.None && r.At(v).Op == value.Load {
			if key := r.mapKey(r.At(r.At(v).A)); key.Field != "" {
				var made []mapMade
				for _, src := range r.prog.Sources(key) {
					if r.prog.Same(src.In.File, r.fn.File) && (key.Struct != "" || src.In.Unit == r.fn.Unit) || len(r.prog.Sources(key)) == 1 {
						made = append(made, mapMade{src.In.Unit, src.Callee})
					}
				}
				if t := s.props.speedOf(made); t != value.Maybe {
					return t
				}
				if len(made) > 0 {
					return s.props.speedOf(s.props.madeFor(r.fn))
				}
			}
		}
		if v != value.None && r.At(v).Op == value.Addr {
			if m := r.At(r.At(v).A); m.Op == value.Field {
				return s.props.constructedSlow(link.OpKey{Struct: string(r.prog.Underlying(r.typeOf(m.A))), Field: m.Sym})
			}
		}
	}
	return s.props.speedOf(s.props.madeFor(r.fn))
}

// madeFor lists the constructors that the driver of a function calls: the file
// itself, or its module, or what is around it: codecs are one module for the
// device and one for each bus.
func (pr *properties) madeFor(f *link.Func) []mapMade {
	return nearest(pr.maps, f.Unit, func(m mapMade) (*link.Unit, bool) { return m.unit, true })
}

// mapKey is the member, or the variable of the file, that a register map is
// loaded from.
func (r *run) mapKey(place *value.Node) link.OpKey {
	switch place.Op {
	case value.Field:
		return link.OpKey{Struct: string(r.prog.Underlying(r.typeOf(place.A))), Field: place.Sym}
	case value.Global:
		return link.OpKey{Field: place.Sym}
	}
	return link.OpKey{}
}

// sharedMap: the call looks up the register map of a system controller, which
// is memory.
func sharedMap(name string) bool {
	return strings.HasPrefix(name, "syscon_") || strings.Contains(name, "_syscon")
}

// ownBus is the speed of a register map on a bus of the driver's own: it has a
// mutex unless the file that makes it says otherwise. Without any lock the bus
// decides, which is not known.
func (pr *properties) ownBus(file string) value.Truth {
	switch {
	case pr.fastIO[file]:
		return value.No
	case pr.unlocked[file]:
		return value.Maybe
	}
	return value.Yes
}

// speedOf judges a set of constructors: yes (sleeps) or no only if they agree.
func (pr *properties) speedOf(maps []mapMade) value.Truth {
	result := value.Maybe
	for i := range maps {
		n, t := maps[i].callee, value.Maybe
		if sharedMap(n) {
			t = value.No
		}
		if strings.HasSuffix(n, pr.names.regmap) {
			t = pr.ownBus(maps[i].unit.Path)
		}
		if j := strings.Index(n, pr.names.regmap+"_"); j >= 0 {
			bus := n[j+len(pr.names.regmap)+1:]
			for b, speed := range busSpeed {
				if bus == b || strings.HasPrefix(bus, b+"_") {
					t = speed
				}
			}
		}
		if i > 0 && t != result {
			return value.Maybe
		}
		result = t
	}
	return result
}
