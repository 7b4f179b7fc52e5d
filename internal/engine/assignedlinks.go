package engine

import (
	"sort"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Members of an ASoC link that a card driver which fills its links in by
// statements sets: the first names the link, the others what it joins.
const linkName = "name"

var linkMembers = map[string]bool{"cpus": true, "codecs": true, "platforms": true}

// assignedLinks are the links that functions of a file fill in, as in
// `links[i].name = …; links[i].cpus = x; links[i].nonatomic = true; i++`: what is
// assigned between two names belongs to one link.
func assignedLinks(p *link.Program, u *link.Unit) []*daiLinkInfo {
	var out []*daiLinkInfo
	for _, f := range u.Funcs {
		var cur *daiLinkInfo
		whole := false // the link is filled in here, not only changed
		for _, in := range linkStores(p, f) {
			d, src := &f.Exprs[in.Dst], stripExpr(f, in.Src)
			if d.Sym == linkName || cur == nil {
				cur = &daiLinkInfo{element: element{u, f.Name, len(out)}, line: int(in.Pos.Line), assigned: true}
				out = append(out, cur)
				whole = d.Sym == linkName
			}
			switch {
			case linkMembers[d.Sym] && src.Op == ir.OpGlobal:
				cur.names = append(cur.names, src.Sym)
			case d.Sym == linkOps && whole && src.Op == ir.OpAddr && f.Exprs[src.X].Op == ir.OpGlobal:
				cur.ops = f.Exprs[src.X].Sym
			case d.Sym == nonatomicField:
				cur.nonatomic = truthOfExpr(p, u, f.Func, in.Src)
			case d.Sym == frontField:
				cur.frontEnd = truthOfExpr(p, u, f.Func, in.Src)
			case d.Sym == backEndField:
				cur.backEnd = truthOfExpr(p, u, f.Func, in.Src)
			}
		}
	}
	return out
}

// linkStores are a function's assignments to members of links, as written.
func linkStores(p *link.Program, f *link.Func) []*ir.Instr {
	var out []*ir.Instr
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore {
				continue
			}
			if d := &f.Exprs[in.Dst]; d.Op == ir.OpField && string(p.Underlying(p.TypeOf(f, d.X))) == daiLink {
				out = append(out, in)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Pos.Line < out[j].Pos.Line })
	return out
}
