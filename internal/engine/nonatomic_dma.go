package engine

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A nonatomic PCM on a DMA channel by way of the kernel's generic code. The
// period is told in a completion callback that no function of the driver is on
// the way to, so that the driver itself shows only two facts: it makes the PCM
// nonatomic, and one of the ops that it installs attaches a channel; or, for ASoC, one
// function makes a link nonatomic and registers the generic PCM of the device. Either may
// stay, not both; the finding lies where the flag is set. A link that names the platform
// of another driver is left alone: which PCM that has is not known here.

// Reach lists what running a function can run, the function first.
type Reach func(fn *link.Func) []*link.Func

// NonatomicOnDMA finds such PCMs.
func (res *Result) NonatomicOnDMA(reach Reach) []Finding {
	if len(res.Prog.Model.Names("pcm-dmaengine")) == 0 {
		return nil
	}
	ops := res.pcmOps()
	out := res.linksOnDMA()
	seen := map[*ir.Instr]bool{}
	for _, f := range res.Prog.Funcs {
		if f.Unit.Header || !res.props.callsRole(f, "pcm-install") {
			continue
		}
		st := res.props.settingNear(f)
		if st == nil || st.link || !setForSure(res.Prog, st) {
			continue
		}
		for _, b := range ops {
			if !res.props.installs(f, &b) {
				continue
			}
			if user, in, name := res.attaches(reach, b.Fn); user != nil {
				if !seen[st.in] {
					seen[st.in] = true
					out = append(out, nonatomicDMA(st, user, in, name))
				}
				break
			}
		}
	}
	return out
}

// linksOnDMA finds links that are made nonatomic by the function that registers the
// generic dmaengine PCM.
func (res *Result) linksOnDMA() []Finding {
	var out []Finding
	for i := range res.props.nonatomic {
		st := &res.props.nonatomic[i]
		if !st.link || !setForSure(res.Prog, st) || st.fn.Unit.Header {
			continue
		}
		if user, in, name := res.attaches(func(fn *link.Func) []*link.Func { return []*link.Func{fn} }, st.fn); user != nil {
			out = append(out, nonatomicDMA(st, user, in, name))
		}
	}
	return out
}

// setForSure: the flag is set to a constant. A core hands on what its drivers
// ask for, as ASoC does, and that is theirs to choose.
func setForSure(p *link.Program, st *setting) bool {
	if st.in == nil {
		return false
	}
	v, ok := p.ConstValue(st.fn.Unit, st.fn.Func, st.in.Src)
	return ok && v != 0
}

// pcmOps are the functions bound to ops of PCMs.
func (res *Result) pcmOps() []link.Binding {
	var out []link.Binding
	for _, k := range res.Prog.Ops() {
		if res.Prog.Model.Is("pcm-ops", k.Struct) {
			out = append(out, res.Prog.Bindings(k)...)
		}
	}
	return out
}

// attaches finds the call by which a function makes periods come from DMA.
func (res *Result) attaches(reach Reach, fn *link.Func) (*link.Func, *ir.Instr, string) {
	if res.Prog.Model.Is("pcm-dmaengine", fn.Name) {
		return nil, nil, "" // bound as it is: no call of the driver's to show
	}
	for _, f := range reach(fn) {
		for i := range f.Calls {
			if c := &f.Calls[i]; res.Prog.Model.Is("pcm-dmaengine", c.Name) {
				return f, &f.Blocks[c.Block].Instrs[c.Index], c.Name
			}
		}
	}
	return nil, nil, ""
}

func nonatomicDMA(st *setting, user *link.Func, in *ir.Instr, name string) Finding {
	return Finding{
		Kind: PeriodByDMA, Confidence: int(medium), sure: medium,
		Origin: Origin{Kind: "softirq", Fn: st.fn, Pos: st.in.Pos, conf: medium,
			Why: "the PCM is made nonatomic: its stream lock is a mutex"},
		Chain: []Frame{{Fn: st.fn, In: st.in}},
		Second: &Finding{
			Kind:   periodSeen,
			Origin: Origin{Kind: "softirq", Fn: user, Pos: in.Pos, API: name, Why: "the dmaengine PCM tells about periods from the DMA completion callback"},
			Chain:  []Frame{{Fn: user, In: in, Callee: name}},
		},
	}
}
