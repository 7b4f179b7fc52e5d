package model

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
)

func TestKernelTablesParse(t *testing.T) {
	if _, err := kernel(); err != nil {
		t.Fatal(err)
	}
}

// has tells whether an effect of that kind, lock and condition is there.
func has(list []effect.Effect, want effect.Effect) bool {
	return slices.ContainsFunc(list, func(e effect.Effect) bool {
		return e.Kind == want.Kind && e.Lock == want.Lock && e.Arg == want.Arg && e.On == want.On &&
			e.Cond == want.Cond && e.And == want.And && e.Preempt == want.Preempt && e.BH == want.BH &&
			e.IRQ == want.IRQ && e.RCU == want.RCU && e.Actor == want.Actor && e.Context == want.Context &&
			e.DropsLock == want.DropsLock && e.Global == want.Global
	})
}

// What the rules rest on. A change of one of these rows changes findings
// everywhere, so it must be made twice.
func TestFactsRulesRestOn(t *testing.T) {
	m := Kernel()
	cond := func(k effect.CondKind, arg int8) effect.Cond { return effect.Cond{Kind: k, Arg: arg} }
	for _, c := range []struct {
		name string
		want []effect.Effect
	}{
		{"spin_lock_irqsave", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Spin, Preempt: 1, IRQ: effect.SaveOff}}},
		{"spin_unlock_irqrestore", []effect.Effect{{Kind: effect.Release, Lock: effect.Spin, Preempt: -1, IRQ: effect.Restore}}},
		{"spin_trylock", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Spin, Preempt: 1, On: effect.IfNonzero}}},
		{"bit_spin_lock", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Bit, Arg: 1, Preempt: 1}}},
		{"mutex_lock", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Mutex}, {Kind: effect.MaySleep, Arg: -1}}},
		{"mutex_lock_interruptible", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Mutex, On: effect.IfZero}, {Kind: effect.MaySleep, Arg: -1}}},
		{"mutex_trylock", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Mutex, On: effect.IfNonzero}}},
		{"down_trylock", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Semaphore, On: effect.IfZero}}},
		{"rtnl_lock", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Mutex, Arg: -1, Global: "rtnl_mutex"}}},
		{"rcu_read_lock", []effect.Effect{{Kind: effect.Enter, Arg: -1, RCU: 1}}},
		{"kmalloc", []effect.Effect{{Kind: effect.MaySleep, Arg: -1, Cond: cond(effect.GFPBlocks, 1)}}},
		{"kmalloc_noprof", []effect.Effect{{Kind: effect.MaySleep, Arg: -1, Cond: cond(effect.GFPBlocks, 1)}}},
		{"devm_kcalloc", []effect.Effect{{Kind: effect.MaySleep, Arg: -1, Cond: cond(effect.GFPBlocks, 3)}}},
		{"vmalloc", []effect.Effect{{Kind: effect.MaySleep, Arg: -1}}},
		{"vfree", []effect.Effect{{Kind: effect.MaySleep, Arg: -1, Cond: cond(effect.NotInInterrupt, -1)}}},
		{"readl_poll_timeout", []effect.Effect{{Kind: effect.MaySleep, Arg: -1, Cond: cond(effect.ArgNonzero, 3)}}},
		{"readl_poll_timeout_atomic", []effect.Effect{{Kind: effect.Never, Arg: -1}}},
		{"regmap_update_bits", []effect.Effect{{Kind: effect.MaySleep, Arg: -1, Cond: cond(effect.SlowRegmap, 0)}}},
		{"__pm_runtime_resume", []effect.Effect{{Kind: effect.MaySleep, Arg: -1,
			Cond: effect.Cond{Kind: effect.ArgLacks, Arg: 1, Text: "RPM_ASYNC"}, And: cond(effect.NotIRQSafe, 0)}}},
		{"wait_event_lock_irq", []effect.Effect{{Kind: effect.MaySleep, Arg: 2, DropsLock: true}}},
		{"clk_enable", []effect.Effect{{Kind: effect.Never, Arg: -1}}},
		{"clk_prepare", []effect.Effect{{Kind: effect.MaySleep, Arg: -1}}},
		{"del_timer_sync", []effect.Effect{{Kind: effect.Quiesce, Actor: effect.Timer}, {Kind: effect.Never, Arg: -1}}},
		{"cancel_work_sync", []effect.Effect{{Kind: effect.Quiesce, Actor: effect.Work}, {Kind: effect.MaySleep, Arg: -1}}},
		{"devm_free_irq", []effect.Effect{{Kind: effect.Quiesce, Actor: effect.IRQ, Arg: 1}}},
		{"dmaengine_terminate_async", []effect.Effect{{Kind: effect.Terminate}, {Kind: effect.Never, Arg: -1}}},
		{"dmaengine_terminate_sync", []effect.Effect{{Kind: effect.Terminate}, {Kind: effect.Synchronize}, {Kind: effect.MaySleep, Arg: -1}}},
		{"snd_pcm_period_elapsed", []effect.Effect{{Kind: effect.PeriodElapsed}, {Kind: effect.MaySleep, Arg: -1, Cond: cond(effect.Nonatomic, 0)}}},
		{"trace_whatever", []effect.Effect{{Kind: effect.Never, Arg: -1}}},
		{"atomic_read", []effect.Effect{{Kind: effect.Never, Arg: -1}}},
		{"class_spinlock_irqsave_constructor", []effect.Effect{{Kind: effect.Acquire, Lock: effect.Spin, Preempt: 1, IRQ: effect.SaveOff}}},
		{"class_mutex_destructor", []effect.Effect{{Kind: effect.Release, Lock: effect.Mutex}}},
	} {
		got := m.Effects(c.name)
		for _, want := range c.want {
			if want.Kind == effect.RunsIn || want.Object == 0 {
				want.Object = -1
			}
			if !has(got, want) {
				t.Errorf("%s: lacks %+v, has %+v", c.name, want, got)
			}
		}
	}
	if got := m.Effects("no_such_function"); got != nil {
		t.Errorf("unknown name has effects: %+v", got)
	}
}

// TestWhatCallsItsArgument: a macro that calls what it is handed is read, since a row that
// says never would hide that call.
func TestWhatCallsItsArgument(t *testing.T) {
	m := Kernel()
	for _, name := range []string{"read_poll_timeout_atomic", "readx_poll_timeout_atomic"} {
		if got := m.Effects(name); got != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestRegistrations(t *testing.T) {
	m := Kernel()
	for _, c := range []struct {
		name        string
		arg, object int8
		context     effect.Context
		actor       effect.Actor
	}{
		{"request_irq", 1, 0, effect.Hardirq, effect.IRQ},
		{"request_threaded_irq", 2, 0, effect.Process, effect.IRQThread},
		{"devm_request_threaded_irq", 2, 1, effect.Hardirq, effect.IRQ},
		{"tasklet_setup", 1, 0, effect.Softirq, effect.Tasklet},
		{"timer_setup", 1, 0, effect.Softirq, effect.Timer},
		{"INIT_WORK", 1, 0, effect.Process, effect.Work},
		{"usb_fill_control_urb", 6, 0, effect.Softirq, effect.URB},
		{"call_rcu", 1, 0, effect.Softirq, effect.RCUCallback},
	} {
		ok := slices.ContainsFunc(m.Effects(c.name), func(e effect.Effect) bool {
			return e.Kind == effect.RunsIn && e.Arg == c.arg && e.Object == c.object && e.Context == c.context && e.Actor == c.actor
		})
		if !ok {
			t.Errorf("%s: %+v", c.name, m.Effects(c.name))
		}
	}
}

func TestOps(t *testing.T) {
	m := Kernel()
	for _, c := range []struct {
		structType, field string
		want              effect.Context
	}{
		{"struct snd_pcm_ops", "trigger", effect.AtomicUnlessNonatomic},
		{"struct snd_pcm_ops", "hw_params", effect.Process},
		{"struct snd_soc_dai_ops", "trigger", effect.AtomicUnlessNonatomic},
		{"struct snd_compr_ops", "trigger", effect.Process}, // the same field name, the other context
		{"struct dma_device", "device_prep_dma_cyclic", effect.Atomic},
		{"struct dma_async_tx_descriptor", "callback", effect.Softirq},
		{"struct clk_ops", "enable", effect.Atomic},
		{"struct clk_ops", "prepare", effect.Process},
		{"struct net_device_ops", "ndo_set_rx_mode", effect.Atomic},
		{"struct watchdog_ops", "restart", effect.Atomic},
		{"struct led_classdev", "brightness_set", effect.Atomic},
		{"struct blk_mq_ops", "queue_rq", effect.Varies},
		{"struct gpio_chip", "set", effect.Varies},
		{"struct ethtool_ops", "get_link", effect.Varies},
		{"struct ethtool_ops", "get_drvinfo", effect.Process}, // by the row "*"
	} {
		op, ok := m.Op(c.structType, c.field)
		if !ok || op.Context != c.want || op.Field != c.field || op.Source == "" {
			t.Errorf("%s.%s: %+v, %v", c.structType, c.field, op, ok)
		}
	}
	if _, ok := m.Op("struct clk_ops", "no_such_field"); ok {
		t.Error("a field without a row has a contract")
	}
	ops := m.Ops()
	if !slices.IsSortedFunc(ops, func(a, b Op) int {
		return strings.Compare(a.Struct+"\x00"+a.Field, b.Struct+"\x00"+b.Field)
	}) {
		t.Error("Ops is not sorted")
	}
}

func TestGFP(t *testing.T) {
	m := Kernel()
	for name, blocks := range map[string]bool{
		"GFP_KERNEL": true, "GFP_NOIO": true, "GFP_NOFS": true, "GFP_USER": true, "GFP_HIGHUSER": true, "GFP_KERNEL_ACCOUNT": true,
		"GFP_TRANSHUGE": true, "__GFP_RECLAIM": true, "__GFP_DIRECT_RECLAIM": true,
		"GFP_ATOMIC": false, "GFP_NOWAIT": false, "GFP_DMA": false, "GFP_DMA32": false, "__GFP_ZERO": false, "GFP_TRANSHUGE_LIGHT": false,
	} {
		g, ok := m.GFP(name)
		if !ok || g.DirectReclaim != blocks {
			t.Errorf("%s: %+v, %v", name, g, ok)
		}
	}
	kernel, _ := m.GFPValue("GFP_KERNEL")
	direct, _ := m.GFPValue("__GFP_DIRECT_RECLAIM")
	atomic, _ := m.GFPValue("GFP_ATOMIC")
	if kernel&^direct&DirectReclaim != 0 || (atomic|kernel)&DirectReclaim == 0 || direct != DirectReclaim {
		t.Error("masks do not combine")
	}
	if g, _ := m.GFP("GFP_DMA"); !g.Modifier {
		t.Error("GFP_DMA is a modifier")
	}
	if g, _ := m.GFP("GFP_ATOMIC"); g.Modifier {
		t.Error("GFP_ATOMIC is a complete mask")
	}
	if _, ok := m.GFP("GFP_NONE_SUCH"); ok {
		t.Error("unknown mask")
	}
}

func TestSmallTables(t *testing.T) {
	m := Kernel()
	if v, ok := m.Value("RPM_ASYNC"); !ok || v != 1 {
		t.Errorf("RPM_ASYNC: %d, %v", v, ok)
	}
	if v, ok := m.Value("NULL"); !ok || v != 0 {
		t.Errorf("NULL: %d, %v", v, ok)
	}
	if !m.Noreturn("BUG") || m.Noreturn("WARN_ON") {
		t.Error("noreturn")
	}
	a, ok := m.Accessor("spi_get_drvdata")
	if !ok || a.Arg != 0 || a.Setter != "spi_set_drvdata" || a.SetArg != 1 || a.Slot == "" {
		t.Errorf("spi_get_drvdata: %+v, %v", a, ok)
	}
	in, out, ok := m.Guard("mutex_intr")
	if !ok || !has(in, effect.Effect{Kind: effect.Acquire, Lock: effect.Mutex, On: effect.IfNonzero, Object: -1}) || len(out) != 1 {
		t.Errorf("mutex_intr: %+v, %+v, %v", in, out, ok)
	}
}

// A sleeping lock that is taken on every path may sleep, a guard gives back
// what it took, and the two names of an allocator agree.
func TestTablesAgreeWithThemselves(t *testing.T) {
	m := Kernel()
	sleeps := func(list []effect.Effect) bool {
		return slices.ContainsFunc(list, func(e effect.Effect) bool { return e.Kind == effect.MaySleep })
	}
	for name, list := range m.effects {
		for _, e := range list {
			if e.Kind == effect.Acquire && e.Lock.Sleeping() && e.On == effect.AnyResult && !sleeps(list) {
				t.Errorf("%s takes a sleeping lock and does not sleep", name)
			}
			if e.Source == "" {
				t.Errorf("%s has no source", name)
			}
		}
	}
	for class, g := range m.guards {
		var sum [4]int
		for _, e := range append(slices.Clone(g.acquire), g.release...) {
			irq := int(e.IRQ) // save and restore cancel as +2 and -2 do
			for i, d := range []int{int(e.Preempt), int(e.BH), irq, int(e.RCU)} {
				sum[i] += d
			}
		}
		if sum != [4]int{} {
			t.Errorf("guard %s leaves %v behind", class, sum)
		}
	}
	for name, list := range m.effects {
		base, ok := strings.CutSuffix(name, "_noprof")
		if !ok || m.effects[base] == nil {
			continue
		}
		if a, b := list[0].Cond, m.effects[base][0].Cond; a != b {
			t.Errorf("%s: %+v, %s: %+v", name, a, base, b)
		}
	}
}
