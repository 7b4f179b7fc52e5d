package engine

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A nonatomic PCM on a DMA channel by way of the kernel's generic code. The
// period is told in a completion callback that no function of the driver is on
// the way to, so that the driver itself shows only two facts: it makes the PCM
// nonatomic, and one of the ops that it installs attaches a channel. Either may
// stay, not both; the finding lies where the flag is set.

// nonatomicOnDMA reports the PCMs of the selected files.
func (t *eventTable) nonatomicOnDMA() {
	if len(t.p.Model.Names("pcm-dmaengine")) == 0 {
		return
	}
	ops := t.pcmOps()
	for _, f := range t.p.Funcs {
		if f.Unit.Header || !t.res.props.callsRole(f, "pcm-install") {
			continue
		}
		st := t.res.props.settingNear(f)
		if st == nil || st.link || !setForSure(t.p, st) {
			continue
		}
		for _, b := range ops {
			if !t.res.props.installs(f, &b) {
				continue
			}
			if user, in, name := t.attaches(b.Fn); user != nil {
				t.reportNonatomicDMA(st, user, in, name)
				break
			}
		}
	}
}

// setForSure: the flag is set to a constant. A core hands on what its drivers
// ask for, as ASoC does, and that is theirs to choose.
func setForSure(p *link.Program, st *setting) bool {
	if st.in == nil {
		return false
	}
	v, ok := staticValue(p, st.fn, st.in.Src)
	return ok && v != 0
}

// pcmOps are the functions bound to ops of PCMs.
func (t *eventTable) pcmOps() []link.Binding {
	var out []link.Binding
	for _, k := range t.p.Ops() {
		if t.p.Model.Is("pcm-ops", k.Struct) {
			out = append(out, t.p.Bindings(k)...)
		}
	}
	return out
}

// attaches finds the call by which a function makes periods come from DMA.
func (t *eventTable) attaches(fn *link.Func) (*link.Func, *ir.Instr, string) {
	if t.p.Model.Is("pcm-dmaengine", fn.Name) {
		return nil, nil, "" // bound as it is: no call of the driver's to show
	}
	for _, f := range t.reach(fn).list {
		for i := range f.Calls {
			if c := &f.Calls[i]; t.p.Model.Is("pcm-dmaengine", c.Name) {
				return f, &f.Blocks[c.Block].Instrs[c.Index], c.Name
			}
		}
	}
	return nil, nil, ""
}

func (t *eventTable) reportNonatomicDMA(st *setting, user *link.Func, in *ir.Instr, name string) {
	if t.selected != nil && !t.selected(st.fn.File) {
		return
	}
	for i := range t.res.Findings {
		if f := &t.res.Findings[i]; f.Kind == PeriodByDMA && f.Site().In == st.in {
			return
		}
	}
	t.res.Findings = append(t.res.Findings, Finding{
		Kind: PeriodByDMA, Confidence: int(medium), sure: medium,
		Origin: Origin{Kind: "softirq", Fn: st.fn, Pos: st.in.Pos, conf: medium,
			Why: "the PCM is made nonatomic: its stream lock is a mutex"},
		Chain: []Frame{{Fn: st.fn, In: st.in}},
		Second: &Finding{
			Kind:   periodSeen,
			Origin: Origin{Kind: "softirq", Fn: user, Pos: in.Pos, API: name, Why: "the dmaengine PCM tells about periods from the DMA completion callback"},
			Chain:  []Frame{{Fn: user, In: in, Callee: name}},
		},
	})
}
