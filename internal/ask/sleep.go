package ask

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
)

// maxSleepWays bounds the witnesses that are shown.
const maxSleepWays = 6

// sleep says whether a function sleeps, by its row or by its body.
func (w *World) sleep(fn *link.Func) Sleep {
	if s, ok := w.rowSleep(fn); ok {
		return s
	}
	ways, masks, flags := w.ask().Sleeps(fn)
	s := Sleep{Answer: "no"}
	for _, m := range masks {
		s.Depends = append(s.Depends, paramName(fn, m)+" is a mask that allows blocking")
	}
	for _, m := range flags {
		s.Depends = append(s.Depends, paramName(fn, m)+" is not 0")
	}
	sure := false
	for i := range ways {
		if len(s.Ways) < maxSleepWays {
			s.Ways = append(s.Ways, sleepWay(&ways[i]))
		}
		sure = sure || ways[i].Sure
	}
	switch {
	case sure:
		s.Answer = "yes"
	case len(s.Depends) > 0:
		s.Answer = "depends"
	case len(ways) > 0:
		s.Answer = "unknown"
	}
	return s
}

// rowSleep answers from the model, which knows the functions of the core.
func (w *World) rowSleep(fn *link.Func) (Sleep, bool) {
	effs := w.prog().Effects(fn.Unit, fn.Name)
	if len(effs) == 0 {
		return Sleep{}, false
	}
	s := Sleep{Answer: "no"}
	for i := range effs {
		e := &effs[i]
		if e.Kind != effect.MaySleep {
			continue
		}
		s.Answer = "yes"
		when := ""
		if e.Cond.Kind != effect.Always {
			s.Answer, when = "depends", condText(fn, &e.Cond)
			s.Depends = append(s.Depends, when)
		}
		s.Ways = append(s.Ways, SleepWay{Callee: fn.Name, When: when, Sure: e.Cond.Kind == effect.Always,
			Steps: []Step{{fn.File, int(fn.Pos.Line), fn.Name, "sleeps, says the model" + note(e.Note)}}})
	}
	return s, true
}

func note(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

func condText(fn *link.Func, c *effect.Cond) string {
	arg := paramName(fn, int(c.Arg))
	switch c.Kind {
	case effect.GFPBlocks:
		return arg + " is a mask that allows blocking"
	case effect.ArgNonzero:
		return arg + " is not 0"
	case effect.ArgZero:
		return arg + " is 0"
	case effect.ArgGreater:
		return arg + " is large"
	case effect.ArgLacks:
		return arg + " lacks " + c.Text
	case effect.ArgHas:
		return arg + " has " + c.Text
	case effect.ArgMember:
		return arg + "->" + c.Text + " is set"
	case effect.NotIRQSafe:
		return "the device is not pm_runtime_irq_safe"
	case effect.NotActive:
		return "the device may be suspended"
	case effect.SlowRegmap:
		return "the regmap is neither fast_io nor MMIO"
	case effect.SlowGPIO:
		return "the GPIO is behind a bus that sleeps"
	case effect.NotInInterrupt:
		return "it is not called in an interrupt"
	case effect.Nonatomic:
		return "the PCM is nonatomic"
	case effect.IRQsOff:
		return "interrupts are off"
	case effect.Faults:
		return "page faults are enabled"
	}
	return "a condition that the source does not tell"
}

func paramName(fn *link.Func, i int) string {
	if i >= 0 && i < len(fn.Params) {
		if n := fn.Vars[fn.Params[i]].Name; n != "" {
			return n
		}
	}
	return "an argument"
}

// sleepWay words a way of the engine.
func sleepWay(way *engine.Way) SleepWay {
	out := SleepWay{Sure: way.Sure, When: way.Detail}
	for i := range way.Frames {
		fr := &way.Frames[i]
		out.Callee = fr.Callee
		what := fr.Callee + "() may sleep" + note(way.Note)
		if i+1 < len(way.Frames) {
			what = "calls " + way.Frames[i+1].Fn.Name + "()"
			if fr.Op.Field != "" {
				what += " through " + fr.Op.String()
			}
		}
		out.Steps = append(out.Steps, Step{fr.Fn.File, int(fr.In.Pos.Line), fr.Fn.Name, what})
	}
	return out
}
