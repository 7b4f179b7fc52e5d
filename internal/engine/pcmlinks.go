package engine

import (
	"slices"
	"sort"

	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// In ASoC the flag is a property of the link between DAIs, which a card driver
// states in a file of its own. Links name the DAIs that they join; so does the
// DAI driver that owns the callback. The names lead from one to the other.

// Names of ASoC structs, members and macros.
const (
	daiDriver    = "struct snd_soc_dai_driver"
	daiOps       = "struct snd_soc_dai_ops"
	daiLink      = "struct snd_soc_dai_link"
	machineOps   = "struct snd_soc_ops"
	linkDef      = "SND_SOC_DAILINK_DEF"
	linkDefs     = "SND_SOC_DAILINK_DEFS"
	backEndField = "no_pcm"
	frontField   = "dynamic"
	linkOps      = "ops"
)

// linkParts are what the names of the arrays that one linkDefs makes end in.
var linkParts = []string{"", "_cpus", "_codecs", "_platforms"}

// element is one struct of a static array, or a static struct.
type element struct {
	unit   *link.Unit
	global string
	index  int
}

// daiLinkInfo is one statically initialised link.
type daiLinkInfo struct {
	element
	line      int
	nonatomic bool
	backEnd   bool
	frontEnd  bool
	names     []string // of the DAIs and components that it joins
	ops       string   // the table of the card's own ops for it
	assigned  bool     // by statements: the flag is known, not only its default
}

// pcmLinks connects DAI ops tables with the links that use them.
type pcmLinks struct {
	links  []daiLinkInfo
	byName map[string][]int
	byOps  map[opsRef][]string   // ops table → names of DAIs with it
	byUnit map[string][]string   // file → names of all its DAIs
	byDir  map[string][]string   // directory → the same
	byFile map[string][]int      // links of a file
	set    map[string][]*setting // link settings made by assignments, by file
}

type opsRef struct {
	dir    string
	global string
}

func collectLinks(p *link.Program) *pcmLinks {
	l := &pcmLinks{byName: map[string][]int{}, byOps: map[opsRef][]string{}, byUnit: map[string][]string{}, byDir: map[string][]string{}, byFile: map[string][]int{}}
	for _, u := range p.Units {
		l.collectUnit(p, u)
	}
	return l
}

func (l *pcmLinks) collectUnit(p *link.Program, u *link.Unit) {
	var dais map[element]*[2]string
	var links map[element]*daiLinkInfo
	for i := range u.Inits {
		in := &u.Inits[i]
		el := element{u, in.Global, in.Index}
		switch in.Owner {
		case daiDriver:
			if dais == nil {
				dais = map[element]*[2]string{}
			}
			d := dais[el]
			if d == nil {
				d = &[2]string{}
				dais[el] = d
			}
			switch x := &u.Top.Exprs[in.Value]; {
			case in.Field == "name" && x.Op == ir.OpStr:
				d[0] = x.Sym
			case in.Field == "ops" && x.Op == ir.OpAddr && u.Top.Exprs[x.X].Op == ir.OpGlobal:
				d[1] = u.Top.Exprs[x.X].Sym
			}
		case daiLink:
			if links == nil {
				links = map[element]*daiLinkInfo{}
			}
			k := links[el]
			if k == nil {
				k = &daiLinkInfo{element: el, line: int(in.Pos.Line)}
				links[el] = k
			}
			switch x := &u.Top.Exprs[in.Value]; {
			case in.Field == nonatomicField:
				k.nonatomic = truthOfExpr(p, u, u.Top, in.Value)
			case in.Field == frontField:
				k.frontEnd = truthOfExpr(p, u, u.Top, in.Value)
			case in.Field == backEndField:
				k.backEnd = truthOfExpr(p, u, u.Top, in.Value)
			case in.Field == linkOps && x.Op == ir.OpAddr && u.Top.Exprs[x.X].Op == ir.OpGlobal:
				k.ops = u.Top.Exprs[x.X].Sym
			case x.Op == ir.OpInit && len(x.Args) == 1 && u.Top.Exprs[x.Args[0]].Op == ir.OpGlobal:
				k.names = append(k.names, u.Top.Exprs[x.Args[0]].Sym)
			}
		}
	}
	for _, el := range sortedElements(dais) {
		d := dais[el]
		if d[0] != "" {
			l.byDir[u.Dir] = append(l.byDir[u.Dir], d[0])
			l.byUnit[u.Path] = append(l.byUnit[u.Path], d[0])
			if d[1] != "" {
				l.byOps[opsRef{u.Dir, d[1]}] = append(l.byOps[opsRef{u.Dir, d[1]}], d[0])
			}
		}
	}
	assigned := assignedLinks(p, u)
	if len(links) == 0 && len(assigned) == 0 {
		return
	}
	comps := componentNames(u)
	els := assigned
	for _, k := range links {
		els = append(els, k)
	}
	sort.Slice(els, func(i, j int) bool {
		return els[i].line < els[j].line || els[i].line == els[j].line && els[i].index < els[j].index
	})
	for _, k := range els {
		var names []string
		for _, id := range k.names {
			for _, part := range linkParts {
				names = append(names, comps[id+part]...)
			}
		}
		k.names = names
		n := len(l.links)
		l.links = append(l.links, *k)
		l.byFile[u.Path] = append(l.byFile[u.Path], n)
		for _, name := range names {
			l.byName[name] = append(l.byName[name], n)
		}
	}
}

// componentNames reads the component arrays of a file: identifier → strings.
func componentNames(u *link.Unit) map[string][]string {
	out := map[string][]string{}
	for _, f := range u.Funcs {
		for bi := range f.Blocks {
			var strs []string
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrCall || f.Exprs[in.Src].Op != ir.OpGlobal {
					continue
				}
				if def := f.Exprs[in.Src].Sym; (def == linkDef || def == linkDefs) && len(in.Args) > 0 && f.Exprs[in.Args[0]].Op == ir.OpGlobal {
					out[f.Exprs[in.Args[0]].Sym] = append(out[f.Exprs[in.Args[0]].Sym], strs...)
					strs = nil
					continue
				}
				for _, a := range in.Args {
					if f.Exprs[a].Op == ir.OpStr {
						strs = append(strs, f.Exprs[a].Sym)
					}
				}
			}
		}
	}
	return out
}

// decide tells whether the PCMs behind DAIs of these names are nonatomic; the
// link that proves it comes along. ok is false if no link names them.
func (l *pcmLinks) decide(names []string) (t value.Truth, proof *daiLinkInfo, ok bool) {
	var all []int
	for _, n := range names {
		all = append(all, l.byName[n]...)
	}
	return l.decideFor(all)
}

// decideFor tells the same of the PCMs of links.
func (l *pcmLinks) decideFor(links []int) (t value.Truth, proof *daiLinkInfo, ok bool) {
	t = value.Maybe
	for _, i := range links {
		k := &l.links[i]
		if ok = true; proof == nil {
			proof = k
		}
		for _, f := range l.lockedBy(k) {
			switch {
			case !f.nonatomic && (f.assigned || !l.setLater(f.unit.Path)):
				return value.No, f, true
			case f.nonatomic && t == value.Maybe:
				t, proof = value.Yes, f
			}
		}
	}
	return t, proof, ok
}

// lockedBy are the links under whose stream locks the callbacks of a link run: its own,
// or those of its front ends, which pass theirs on to a back end that is atomic itself. A
// nonatomic back end is not connected to a front end that is atomic. Where the front ends
// are made by a topology, there is none that is known.
func (l *pcmLinks) lockedBy(k *daiLinkInfo) []*daiLinkInfo {
	if !k.backEnd {
		return []*daiLinkInfo{k}
	}
	front := l.frontEnds(k)
	if k.nonatomic {
		front = slices.DeleteFunc(front, func(f *daiLinkInfo) bool { return !f.nonatomic })
	}
	return front
}

// frontEnds are the links of the same array whose PCMs a back end serves: the
// front end decides about the lock.
func (l *pcmLinks) frontEnds(be *daiLinkInfo) []*daiLinkInfo {
	var out []*daiLinkInfo
	for _, i := range l.byFile[be.unit.Path] {
		if k := &l.links[i]; k.global == be.global && k.frontEnd {
			out = append(out, k)
		}
	}
	return out
}

// setLater: some function of the file sets the flag on links at run time.
func (l *pcmLinks) setLater(file string) bool { return len(l.set[file]) > 0 }

// maxDirDAIs bounds the DAIs of a directory for it to count as one driver.
const maxDirDAIs = 40

// dais are the names of the DAIs that a file's callbacks serve: its own, or
// those of its driver's other files.
func (l *pcmLinks) dais(file, dir string) []string {
	if names := l.byUnit[file]; len(names) > 0 {
		return names
	}
	if names := l.byDir[dir]; len(names) <= maxDirDAIs {
		return names
	}
	return nil
}

func sortedElements(m map[element]*[2]string) []element {
	if len(m) == 0 {
		return nil
	}
	out := make([]element, 0, len(m))
	for el := range m {
		out = append(out, el)
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].global < out[j].global || out[i].global == out[j].global && out[i].index < out[j].index
	})
	return out
}
