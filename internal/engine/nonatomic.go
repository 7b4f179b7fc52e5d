package engine

import (
	"path"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Whether a PCM callback is atomic depends on the PCM that its ops table is
// installed on. The installation decides, not the driver's directory: one
// driver may create an atomic and a nonatomic PCM with the same table.

// Names of the PCM constructors.
const (
	pcmSetOps = "snd_pcm_set_ops"
	pcmNew    = "snd_pcm_new"
)

// nonatomicOf decides for one binding of a PCM or ASoC op.
func (pr *properties) nonatomicOf(k link.OpKey, b *link.Binding) (truth, *setting) {
	if k.Struct == "struct snd_pcm_ops" && b.Global != "" {
		if t, st, ok := pr.byInstallation(b); ok {
			return t, st
		}
	}
	return pr.nonatomicIn(b.Unit.Path)
}

// byInstallation looks at each function that installs the ops table on a PCM
// that it creates itself: does it, or a function it hands the PCM to, set the
// flag? One atomic PCM is enough to make the callback atomic.
func (pr *properties) byInstallation(b *link.Binding) (truth, *setting, bool) {
	result, found := maybe, false
	var proof *setting
	for _, f := range pr.prog.InDir(b.Unit.Dir) {
		if !installs(f, b.Global) {
			continue
		}
		if !callsName(f, pcmNew) {
			continue // the PCM comes from elsewhere: the module decides
		}
		found = true
		if st := pr.settingNear(f); st != nil && st.on {
			if result != no {
				result, proof = yes, st
			}
		} else {
			result, proof = no, nil
		}
	}
	return result, proof, found
}

// installs: f hands the address of the table to the PCM.
func installs(f *link.Func, table string) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Name != pcmSetOps {
			continue
		}
		in := &f.Blocks[c.Block].Instrs[c.Index]
		for _, a := range in.Args {
			if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal && f.Exprs[x.X].Sym == table {
				return true
			}
		}
	}
	return false
}

func callsName(f *link.Func, name string) bool {
	for i := range f.Calls {
		if f.Calls[i].Name == name {
			return true
		}
	}
	return false
}

// settingNear finds the flag's assignment in f, in what it calls, or in its
// callers.
func (pr *properties) settingNear(f *link.Func) *setting {
	dir := path.Dir(f.File)
	for i := range pr.nonatomic[dir] {
		st := &pr.nonatomic[dir][i]
		if st.fn == nil {
			continue
		}
		if st.fn == f || calls(f, st.fn) || calls(st.fn, f) {
			return st
		}
	}
	return nil
}

func calls(f, g *link.Func) bool {
	for i := range f.Calls {
		if f.Calls[i].Fn == g {
			return true
		}
	}
	return false
}
