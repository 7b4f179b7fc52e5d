package teardown

import (
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// What devres ends: by actions of the driver's, and by what the driver has registered
// with cores. The release of an object that the driver has from a core may do the same.

// afterwards are the actors that devres may end once the teardown has returned.
func (c *checker) afterwards(setups []*link.Func) set {
	var s set
	for _, setup := range setups {
		for _, f := range c.w.Reach(setup).List {
			for i := range f.Calls {
				s = s.union(c.devresEnds(f, &f.Calls[i]))
			}
		}
	}
	return s
}

// devresEnds are the actors that devres may end because of one call.
func (c *checker) devresEnds(f *link.Func, site *link.CallSite) set {
	if !c.w.OfDevres(site.Name) && !c.w.OfRelease(site.Name) {
		return set{}
	}
	return c.foreign(f, site).union(c.handed(f, site))
}

// handed are the actors that a function waits for which a call hands on, and that is the
// driver's or a header's, as the object that is handed on with it.
func (c *checker) handed(f *link.Func, site *link.CallSite) set {
	var s set
	d, ok := c.handlerData[site.Name]
	in := &f.Blocks[site.Block].Instrs[site.Index]
	if !ok || d.from >= len(in.Args) {
		return s
	}
	object := c.w.EnvOf(f, in, nil)[d.from]
	for _, arg := range in.Args {
		fn := c.w.P.FuncValue(f, arg)
		if fn == nil || len(object) == 0 {
			continue
		}
		acts := c.w.Acts(fn)
		for i := range acts {
			if acts[i].Kind != actor.Wait {
				continue
			}
			p := c.w.Place(fn, acts[i].Arg, actor.Env{d.to: object})
			for j, a := range c.actors {
				if a.Kind == acts[i].Actor && p.Matches(a.Place) {
					s.add(j)
				}
			}
		}
	}
	return s
}

// handing says which argument of a call becomes which of the function that it hands on.
type handing struct{ from, to int }
