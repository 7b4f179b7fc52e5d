package agreement

import (
	"path/filepath"
	"testing"

	"github.com/ctxlint/ctxlint/reference/pairs"
)

// TestTwins compares the C twin and the Go twin of every pair that has both.
func TestTwins(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	static := readGo(t, root)
	same := 0
	for i := range pairs.All {
		p := &pairs.All[i]
		if p.Twin == "" {
			continue // the table says so
		}
		c, err := judgeC(t.Context(), root, p)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.fix) != 0 {
			t.Errorf("%s: the mended C twin is flagged: %v", p.Name, c.fix)
		}
		inC, inGo := static.twinsOf(p, c)
		if len(inC) != 1 || len(inGo) != 1 {
			t.Errorf("%s: %d findings in C, %d in Go; want one each", p.Name, len(inC), len(inGo))
			continue
		}
		diff := TwinDifference(&inC[0], &inGo[0])
		switch known := knownDifferences[p.Name]; {
		case diff == "" && known != "":
			t.Errorf("%s: the twins agree; remove the known difference", p.Name)
		case diff == "":
			same++
		case known != diff:
			t.Errorf("%s: %s", p.Name, diff)
		}
	}
	t.Logf("%d of %d pairs with a C twin have the same rule, function, call and steps in C and in Go", same, twins())
	if same+len(knownDifferences) != twins() {
		t.Errorf("%d pairs agree and %d differ as known, of %d", same, len(knownDifferences), twins())
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		c, g           string
		function, name bool
	}{
		{"pl_terminate_all", "plTerminateAll", true, true},
		{"rcar_prep_dma_cyclic", "rcarPrepDMACyclic", true, true},
		{"stream_close", "close", true, true},
		{"stream_close", "open", false, false},
		{"spin_lock_irqsave", "LockIrqsave", true, true},
		{"flush_work", "Flush", false, true},
		{"timer_setup", "Init", false, true},
		{"GFP_KERNEL", "GFPKernel", true, true},
		{"usb_kill_urb", "Unlink", false, false},
		{"work_flush_other", "OtherFlush", false, false},
	} {
		if got := sameFunction(c.c, c.g); got != c.function {
			t.Errorf("sameFunction(%s, %s) = %v", c.c, c.g, got)
		}
		if got := sameName(c.c, c.g); got != c.name {
			t.Errorf("sameName(%s, %s) = %v", c.c, c.g, got)
		}
	}
}

func TestTexts(t *testing.T) {
	for _, c := range []struct {
		c, g string
		want bool
	}{
		{"kzalloc() may sleep: GFP_KERNEL allows blocking", "Kernel.Kzalloc() may sleep: sim.GFPKernel allows blocking", true},
		{"kzalloc() may sleep: GFP_KERNEL allows blocking", "Kernel.Kzalloc() may sleep: sim.GFPAtomic allows blocking", false},
		{"msleep() may sleep: it says so", "Kernel.Msleep() may sleep", true},
		{"a() is called in softirq context (doc: f() and (g))", "p.T.a() is called in softirq context", true},
		{"runs: timer_setup() at bad.c:26", "runs: Timer.Init() at a/b.go:7", true},
		{"spin_lock() holds hub->lock: atomic from here", "Spinlock.Lock() holds h.VC.Lock: atomic from here", true},
		{"returns -22 with it", "returns -5 with it", false},
	} {
		if got := sameText(c.c, c.g); got != c.want {
			t.Errorf("%q and %q: %v", c.c, c.g, got)
		}
	}
}
