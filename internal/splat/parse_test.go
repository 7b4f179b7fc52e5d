package splat

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func names(frames []Frame) string {
	var out []string
	for _, f := range frames {
		switch {
		case f.Mark != "":
			out = append(out, f.Mark)
		case f.Doubtful:
			out = append(out, "?"+f.Func)
		default:
			out = append(out, f.Func)
		}
	}
	return strings.Join(out, " ")
}

// TestFrameForms has each form of a frame that an architecture, or a decoder,
// prints.
func TestFrameForms(t *testing.T) {
	for _, c := range []struct{ what, line, want string }{
		{"x86", "foo_bar+0x1a/0x30", "foo_bar"},
		{"x86 module", "foo_bar+0x1a/0x30 [snd_foo]", "foo_bar"},
		{"module with build id", "foo+0x1a/0x30 [snd_foo 1400000003000000474e550080cce8a8a78606b6]", "foo"},
		{"x86 stale", "? foo+0x1a/0x30 [snd_foo]", "?foo"},
		{"x86 with address", "[<ffffffff81c95340>] foo+0x1a/0x30", "foo"},
		{"x86 with address, stale", "[<ffffffff81c95340>] ? foo+0x1a/0x30", "?foo"},
		{"mark", "<IRQ>", "<IRQ>"},
		{"mark with frame", "<IRQ>  [<ffffffff81c95340>] foo+0x1a/0x30", "<IRQ> foo"},
		{"end mark with frame", "<EOI> foo+0x1a/0x30", "<EOI> foo"},
		{"arm64", "foo.constprop.0+0x1a/0x30 (P)", "foo"},
		{"arm64 call", "show_stack+0x18/0x24 (C)", "show_stack"},
		{"arm", "[<c020d250>] (inner) from [<c020d5f4>] (outer+0x20/0x24)", "inner outer"},
		{"arm module", "[<bf0d250>] (inner [snd_foo]) from [<bf0d5f4>] (outer+0x20/0x24 [snd_foo])", "inner outer"},
		{"old arm", "[<c00139c4>](inner+0x0/0xf0) from [<c03b6a90>](outer+0x48/0x5c)", "?inner outer"},
		{"new arm", "inner from outer+0x10/0x14", "inner outer"},
		{"new arm module", "inner [snd_foo] from outer+0x10/0x14 [snd_foo]", "inner outer"},
		{"powerpc", "[d101dcb0] [c0093b70] foo+0x258/0x2a8", "foo"},
		{"powerpc 64", "[c000000001234560] [c000000000093b70] .foo+0x258/0x2a8 (unreliable)", "?foo"},
		{"powerpc interrupt", "--- interrupt: 900 at foo+0x10/0x20", "<IRQ> foo"},
		{"s390", "[<00000383e990d282>] foo+0xa2/0xe8", "foo"},
		{"s390 stale", "([<00000383ea47d016>] foo+0x116/0x8a0)", "?foo"},
		{"mips", "[<80123456>] foo+0x10/0x20", "foo"},
		{"mips 64", "[<ffffffff80123456>] foo+0x10/0x20", "foo"},
		{"riscv", "[<ffffffff80004ee6>] foo+0x1c/0x24", "foo"},
		{"2.6", "[dump_stack+23/32] foo+0x17/0x20", "foo"},
		{"2.4", "[__crc_x+1279533/3558647] foo+0x2c7/0x400 [snd_pcm]", "foo"},
		{"decoded", "foo (kernel/foo.c:123)", "foo"},
		{"decoded, unknown place", "foo (??:?)", "foo"},
		{"decoded, two places", "foo (include/a.h:1 (discriminator 3) kernel/foo.c:123) snd_foo", "foo"},
		{"syzbot", "foo+0x1a/0x30 kernel/foo.c:123", "foo"},
		{"syzbot inlined", "foo kernel/foo.c:123 [inline]", "foo"},
		{"suffixes", "foo.part.14.isra.3+0x1a/0x30", "foo"},
		{"cold", "foo.cold+0x1a/0x30", "foo"},
		{"never returns", "kernel_init+0x0/0x128", "?kernel_init"},
		{"left out", "...", "..."},
		{"a module without symbols", "[<8e83a6dc>] 0x8e83a6dc", "..."},
		{"no frame", "r7:c167c9e4 r6:600e0093 r5:00000000", ""},
		{"no frame", "Hardware name: linux,dummy-virt (DT)", ""},
		{"no frame", "Exception stack(0xc10fffa8 to 0xc10ffff0)", ""},
		{"no frame", "x29: ffffffc0843dbc90 x28: ffffffffffffffff", ""},
		{"no frame", "Modules linked in: foo bar", ""},
	} {
		if got := names(parseFrames(c.line, true)); got != c.want {
			t.Errorf("%s: %q: %q, want %q", c.what, c.line, got, c.want)
		}
	}
}

// TestPrefixes: what transport puts before a line goes away.
func TestPrefixes(t *testing.T) {
	for _, in := range []string{
		"foo+0x1a/0x30",
		"[   14.732730]  foo+0x1a/0x30",
		"[   14.732730][  T934]  foo+0x1a/0x30",
		"[T58] foo+0x1a/0x30",
		"<4>[   14.732730] foo+0x1a/0x30",
		"4,1234,5678901,-; foo+0x1a/0x30",
		"4,1234,5678901,-,caller=T93; foo+0x1a/0x30",
		"Oct 12 08:23:17 host kernel:  foo+0x1a/0x30",
		"Oct  2 08:23:17 host kernel: [   14.732730]  foo+0x1a/0x30",
		"kernel:  foo+0x1a/0x30",
		"2024-10-12T08:23:17.123456+02:00 host kernel: foo+0x1a/0x30",
		"[Mon Oct 12 08:23:17 2020]  foo+0x1a/0x30",
		"> foo+0x1a/0x30",
		"> > [   14.732730]  foo+0x1a/0x30",
		">>> |  foo+0x1a/0x30",
	} {
		got, _ := strip(in)
		if strings.TrimSpace(got) != "foo+0x1a/0x30" {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestTitles(t *testing.T) {
	for title, want := range map[string]Kind{
		"BUG: sleeping function called from invalid context at kernel/locking/mutex.c:281": Sleeping,
		"Debug: sleeping function called from invalid context at kernel/sched.c:1751":      Sleeping,
		"BUG: scheduling while atomic: aplay/140/0x00000002":                               Scheduling,
		"bad: scheduling from the idle thread!":                                            Scheduling,
		"[ BUG: Invalid wait context ]":                                                    WaitContext,
		"WARNING: inconsistent lock state":                                                 Inconsistent,
		"WARNING: possible irq lock inversion dependency detected":                         Inversion,
		"WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected":                      Inversion,
		"WARNING: possible circular locking dependency detected":                           Circular,
		"WARNING: possible recursive locking detected":                                     Circular,
		"INFO: task aplay:1203 blocked for more than 120 seconds.":                         Hung,
		"BUG: KASAN: slab-use-after-free in foo+0x10/0x20":                                 UAF,
		"BUG: kernel NULL pointer dereference, address: 0000000000000000":                  Null,
		"Unable to handle kernel NULL pointer dereference at virtual address 00000000":     Null,
		"WARNING: CPU: 1 PID: 1080 at kernel/dma/mapping.c:586 dma_free_attrs+0x94/0xc0":   Other,
	} {
		if got, _, _, ok := titleOf(title); !ok || got != want {
			t.Errorf("%q: %q (%v), want %q", title, got, ok, want)
		}
	}
}

func parseFile(t *testing.T, name string) []Report {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(string(data))
}

// TestSeedTraces: both traces of the thread about ALSA's contexts, quoted and
// wrapped by mail.
func TestSeedTraces(t *testing.T) {
	rs := parseFile(t, "testdata/vc4-trigger.txt")
	if len(rs) != 1 {
		t.Fatalf("%d reports", len(rs))
	}
	r, fs := &rs[0], rs[0].Reliable()
	v := r.Judge(fs)
	if r.Kind != Sleeping || r.Comm != "aplay" || *r.InAtomic != 1 || *r.IRQsOff != 128 || fs[v.Sleeper].Func != "vc4_hdmi_stop_packet" || v.Base != "syscall" {
		t.Errorf("trigger: %+v %+v", r, v)
	}
	rs = parseFile(t, "testdata/vc4-completion.txt")
	if len(rs) != 1 {
		t.Fatalf("%d reports", len(rs))
	}
	r, fs = &rs[0], rs[0].Reliable()
	v = r.Judge(fs)
	if r.At != "kernel/locking/mutex.c:281" || r.Comm != "swapper/0" || fs[v.Sleeper].Func != "mutex_lock" || v.Base != "softirq" || fs[v.Maker].Func != "tasklet_action_common" {
		t.Errorf("completion: %+v %+v", r, v)
	}
}

const several = `[ 1.0] foo: hello
[ 1.1] BUG: KASAN: slab-use-after-free in foo_done+0x10/0x20 [foo]
[ 1.2] Read of size 8 at addr ffff88810a by task swapper/0/0
[ 1.3] Call Trace:
[ 1.4]  <IRQ>
[ 1.5]  kasan_report+0xda/0x110
[ 1.6]  foo_done+0x10/0x20 [foo]
[ 1.7]  vchan_complete+0x238/0x240
[ 1.8]  </IRQ>
[ 1.9] Allocated by task 12:
[ 2.0]  kasan_save_stack+0x1e/0x40
[ 2.1]  foo_open+0x10/0x20
[ 2.2] Freed by task 13:
[ 2.3]  kfree+0x1e/0x40
[ 2.4]  foo_close+0x10/0x20
[ 2.5] The buggy address belongs to the object at ffff88810a
[ 2.6] ---[ end trace 0000000000000000 ]---
[ 3.1] INFO: task aplay:77 blocked for more than 120 seconds.
[ 3.2] task:aplay state:D stack:0 pid:77
[ 3.3] Call Trace:
[ 3.4]  __schedule+0x1/0x2
[ 3.5]  schedule+0x1/0x2
[ 3.6]  snd_pcm_release+0x1/0x2
[ 4.1] WARNING: inconsistent lock state
[ 4.2] inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage.
[ 4.3] {IN-HARDIRQ-W} state was registered at:
[ 4.4]   lock_acquire+0x1/0x2
[ 4.5]   foo_irq+0x1/0x2
[ 4.6] 1 lock held by foo/12:
[ 4.7]  #0: ffff8881 (&c->lock){+.+.}-{2:2}, at: foo_start+0x10/0x20
[ 4.8] stack backtrace:
[ 4.9]  dump_stack+0x1/0x2
[ 5.0]  lock_acquire+0x1/0x2
[ 5.1]  _raw_spin_lock+0x1/0x2
[ 5.2]  foo_start+0x20/0x30
`

func TestSeveralInOneText(t *testing.T) {
	rs := Parse(several)
	if len(rs) != 3 {
		t.Fatalf("%d reports", len(rs))
	}
	uaf, hung, lock := &rs[0], &rs[1], &rs[2]
	if uaf.Kind != UAF || names(uaf.Reliable()) != "foo_done vchan_complete" || len(uaf.Stacks) != 2 || names(uaf.Stacks[1].Frames) != "kfree foo_close" {
		t.Errorf("%+v", uaf)
	}
	if hung.Kind != Hung || hung.Comm != "aplay" || names(hung.Reliable()) != "__schedule schedule snd_pcm_release" {
		t.Errorf("%+v", hung)
	}
	if lock.Kind != Inconsistent || len(lock.Stacks) != 1 || names(lock.Stacks[0].Frames) != "lock_acquire foo_irq" || names(lock.Reliable()) != "lock_acquire _raw_spin_lock foo_start" {
		t.Errorf("%+v", lock)
	}
	if want := (Lock{"&c->lock", "foo_start", 2}); !slices.Equal(lock.Locks, []Lock{want}) {
		t.Errorf("locks %+v", lock.Locks)
	}
	if v := lock.Judge(lock.Reliable()); lock.Reliable()[v.Maker].Func != "foo_start" {
		t.Errorf("%+v", v)
	}
}

// TestInterleaved: lines of others between the frames, and a second kernel
// report that is only the consequence of the first.
func TestInterleaved(t *testing.T) {
	rs := Parse(`BUG: sleeping function called from invalid context at foo.c:1
Preemption disabled at:
[<ffffffd816231900>] foo_work+0x21c/0x248
kernel BUG at kernel/sched/debug.c:16!
Internal error: Oops - BUG: 00000000f2000800 [#1] PREEMPT SMP
Workqueue: events foo_work
Call trace:
 __might_resched+0x190/0x1a8
sda: detected capacity change from 0 to 31805439
 foo_work+0x180/0x248
 process_one_work+0x260/0x624
`)
	if len(rs) != 1 || rs[0].PreemptOff != "foo_work" || rs[0].Workqueue != "foo_work" || names(rs[0].Frames) != "__might_resched foo_work process_one_work" {
		t.Errorf("%+v", rs)
	}
}

// TestPublicTexts: every text of the public collection is read, each as one
// report with all of its frames.
func TestPublicTexts(t *testing.T) {
	files, err := filepath.Glob("../../../shared/bench/splats/raw/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, "testdata/vc4-trigger.txt", "testdata/vc4-completion.txt") {
		rs := parseFile(t, f)
		if len(rs) != 1 || len(rs[0].Reliable()) < 3 {
			t.Errorf("%s: %d reports: %+v", filepath.Base(f), len(rs), rs)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(several)
	f.Add("> a=\n=3D\n[<")
	for _, name := range []string{"testdata/vc4-trigger.txt", "testdata/vc4-completion.txt"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range Parse(text) {
			fs := r.Reliable()
			v := r.Judge(fs)
			for _, i := range []int{v.Sleeper, v.Maker, v.BaseAt} {
				if i < -1 || i >= len(fs) {
					t.Fatalf("%+v of %d frames", v, len(fs))
				}
			}
		}
	})
}

// TestStackDump: the words of the stack that mips prints first are no trace, and what
// leaves some of them out does not end the report.
func TestStackDump(t *testing.T) {
	reports := Parse(`[  131.283761] BUG: sleeping function called from invalid context at mm/slab.h:419
[  131.291125] in_atomic(): 1, irqs_disabled(): 0, pid: 7660, name: x
[  131.305536] Stack : 00000000 00000000 8d664f98 80073e88 805e0000 80583fa8 00000000 00000000
[  131.347453]         ...
[  131.349907] Call Trace:
[  131.352386] [<8000c6d4>] show_stack+0x58/0x100
[  131.361208] [<80053bd4>] ___might_sleep+0xf8/0x118
[  131.366004] [<80118a88>] kmem_cache_alloc+0x44/0x1c0
`)
	if len(reports) != 1 || reports[0].Kind != Sleeping || names(reports[0].Frames) != "show_stack ___might_sleep kmem_cache_alloc" {
		t.Errorf("%+v", reports)
	}
}

// TestMoreStamps: a terminal's log, a stamp whose fraction was cut, a viewer's line
// numbers before the stamp of /dev/kmsg.
func TestMoreStamps(t *testing.T) {
	for _, stamp := range []string{"[2021/07/05, 13:43:52.725] ", "[  240.] ", "7344   │ 4,5005,12915307506,-;"} {
		var text string
		for _, l := range []string{"BUG: scheduling while atomic: x/1/0x00000002", "Call Trace:", " __schedule_bug+0x1/0x2", " msleep+0x1/0x2"} {
			text += stamp + l + "\n"
		}
		if rs := Parse(text); len(rs) != 1 || rs[0].Kind != Scheduling || names(rs[0].Frames) != "__schedule_bug msleep" {
			t.Errorf("%q: %+v", stamp, rs)
		}
	}
}

// TestSameOnRT: all variants of a spinlock are one function on PREEMPT_RT, and a raw one
// is another.
func TestSameOnRT(t *testing.T) {
	for call, want := range map[string]bool{"spin_lock": true, "spin_lock_irqsave": true, "spin_lock_bh": true, "raw_spin_lock": false, "_raw_spin_lock_irqsave": false, "mutex_lock": false} {
		if SameOnRT(call, "rt_spin_lock") != want {
			t.Errorf("%s: want %v", call, want)
		}
	}
	if SameLock("spin_lock_irqsave", "spin_lock") || !SameOnRT("spin_lock_irqsave", "spin_lock") {
		t.Error("spin_lock_irqsave() is spin_lock() on PREEMPT_RT only")
	}
}
