package driver

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/model"
)

// The interfaces of kernels after 6.12, each in a sample that is judged otherwise
// without its row of the model: 1 finding or none with it, and not so many without.
var newKernels = []struct {
	rows string // names of rows, by spaces
	want int
	body string
}{
	{"kmalloc_obj", 1, "void f(spinlock_t *l) { struct a *p; spin_lock(l); p = kmalloc_obj(*p); spin_unlock(l); use(p); }"},
	{"kzalloc_obj", 1, "void f(spinlock_t *l) { struct a *p; spin_lock(l); p = kzalloc_obj(*p, GFP_KERNEL); spin_unlock(l); use(p); }"},
	{"kvmalloc_obj", 1, "void f(spinlock_t *l) { struct a *p; spin_lock(l); p = kvmalloc_obj(struct a); spin_unlock(l); use(p); }"},
	{"kvzalloc_obj", 1, "void f(spinlock_t *l) { struct a *p; spin_lock(l); p = kvzalloc_obj(*p); spin_unlock(l); use(p); }"},
	{"kmalloc_objs", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kmalloc_objs(*p, n); spin_unlock(l); use(p); }"},
	{"kzalloc_objs", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kzalloc_objs(*p, n, GFP_NOIO); spin_unlock(l); use(p); }"},
	{"kvmalloc_objs", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kvmalloc_objs(*p, n); spin_unlock(l); use(p); }"},
	{"kvzalloc_objs", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kvzalloc_objs(*p, n); spin_unlock(l); use(p); }"},
	{"kmalloc_flex", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kmalloc_flex(*p, tail, n); spin_unlock(l); use(p); }"},
	{"kzalloc_flex", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kzalloc_flex(*p, tail, n); spin_unlock(l); use(p); }"},
	{"kvmalloc_flex", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kvmalloc_flex(*p, tail, n); spin_unlock(l); use(p); }"},
	{"kvzalloc_flex", 1, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kvzalloc_flex(*p, tail, n); spin_unlock(l); use(p); }"},
	{"local_interrupt_disable local_interrupt_enable", 1, "void f(void) { local_interrupt_disable(); msleep(1); local_interrupt_enable(); }"},
	{"local_interrupt_enable", 0, "void f(void) { local_interrupt_disable(); udelay(1); local_interrupt_enable(); msleep(1); }"},
	{"spin_lock_irq_disable spin_unlock_irq_enable", 1, "void f(spinlock_t *l) { spin_lock_irq_disable(l); msleep(1); spin_unlock_irq_enable(l); }"},
	{"spin_unlock_irq_enable", 0, "void f(spinlock_t *l) { spin_lock_irq_disable(l); udelay(1); spin_unlock_irq_enable(l); msleep(1); }"},
	{"spin_trylock_irq_disable spin_unlock_irq_enable", 1, "void f(spinlock_t *l) { if (!spin_trylock_irq_disable(l)) return; msleep(1); spin_unlock_irq_enable(l); }"},
	{"raw_spin_lock_irq_disable raw_spin_unlock_irq_enable", 1, "void f(raw_spinlock_t *l) { raw_spin_lock_irq_disable(l); msleep(1); raw_spin_unlock_irq_enable(l); }"},
	{"raw_spin_trylock_irq_disable raw_spin_unlock_irq_enable", 1, "void f(raw_spinlock_t *l) { if (raw_spin_trylock_irq_disable(l)) { msleep(1); raw_spin_unlock_irq_enable(l); } }"},
	{"raw_spin_unlock_irq_enable", 0, "void f(raw_spinlock_t *l) { raw_spin_lock_irq_disable(l); udelay(1); raw_spin_unlock_irq_enable(l); msleep(1); }"},
	{"spinlock_irq_disable", 1, "void f(spinlock_t *l) { guard(spinlock_irq_disable)(l); msleep(1); }"},
	{"raw_spinlock_irq_disable", 1, "void f(raw_spinlock_t *l) { scoped_guard(raw_spinlock_irq_disable, l) { msleep(1); } }"},
	{"pm_runtime_active", 1, "void f(spinlock_t *l, struct device *d) { spin_lock(l); scoped_guard(pm_runtime_active, d) { udelay(1); } spin_unlock(l); }"},
	{"pm_runtime_active_auto", 1, "void f(spinlock_t *l, struct device *d) { spin_lock(l); scoped_guard(pm_runtime_active_auto, d) { udelay(1); } spin_unlock(l); }"},
	{"pm_runtime_active_try", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); ACQUIRE(pm_runtime_active_try, pm)(d); if (ACQUIRE_ERR(pm_runtime_active_try, &pm)) return -ENXIO; return 0; }"},
	{"pm_runtime_active_try_enabled", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); ACQUIRE(pm_runtime_active_try_enabled, pm)(d); return ACQUIRE_ERR(pm_runtime_active_try_enabled, &pm); }"},
	{"pm_runtime_active_auto_try", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); ACQUIRE(pm_runtime_active_auto_try, pm)(d); return 0; }"},
	{"pm_runtime_active_auto_try_enabled", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); ACQUIRE(pm_runtime_active_auto_try_enabled, pm)(d); return 0; }"},
	{"PM_RUNTIME_ACQUIRE", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); PM_RUNTIME_ACQUIRE(d, pm); if (PM_RUNTIME_ACQUIRE_ERR(&pm)) return -ENXIO; return 0; }"},
	{"PM_RUNTIME_ACQUIRE_AUTOSUSPEND", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); PM_RUNTIME_ACQUIRE_AUTOSUSPEND(d, pm); return 0; }"},
	{"PM_RUNTIME_ACQUIRE_IF_ENABLED", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); PM_RUNTIME_ACQUIRE_IF_ENABLED(d, pm); return 0; }"},
	{"PM_RUNTIME_ACQUIRE_IF_ENABLED_AUTOSUSPEND", 1, "int f(spinlock_t *l, struct device *d) { guard(spinlock)(l); PM_RUNTIME_ACQUIRE_IF_ENABLED_AUTOSUSPEND(d, pm); return 0; }"},
	{"hrtimer_setup", 1, "static enum hrtimer_restart tick(struct hrtimer *t) { msleep(1); return HRTIMER_NORESTART; } void f(struct hrtimer *t) { hrtimer_setup(t, tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL); }"},
	{"hrtimer_setup_on_stack", 1, "static enum hrtimer_restart tick(struct hrtimer *t) { msleep(1); return HRTIMER_NORESTART; } void f(void) { struct hrtimer t; hrtimer_setup_on_stack(&t, tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL); }"},
	{"device_prep_config_sg", 1, "static struct dma_async_tx_descriptor *prep(struct dma_chan *c) { msleep(1); return NULL; } void f(struct dma_device *d) { d->device_prep_config_sg = prep; }"},
	{"RCU_BH", 1, "void start(void) __acquires_shared(RCU_BH); void stop(void) __releases_shared(RCU_BH); void f(void) { start(); msleep(1); stop(); }"},
	{"RCU_SCHED", 1, "void start(void) __acquires_shared(RCU_SCHED); void stop(void) __releases_shared(RCU_SCHED); void f(void) { start(); msleep(1); stop(); }"},
	// A definition that is read instead of the row may wait.
	{"kmalloc_nolock", 0, "void *kmalloc_nolock(size_t n, gfp_t g, int node) { msleep(1); return NULL; } EXPORT_SYMBOL(kmalloc_nolock);|void f(spinlock_t *l) { spin_lock(l); use(kmalloc_nolock(8, 0, -1)); spin_unlock(l); }"},
	{"kfree_nolock", 0, "void kfree_nolock(const void *p) { msleep(1); } EXPORT_SYMBOL(kfree_nolock);|void f(spinlock_t *l, void *p) { spin_lock(l); kfree_nolock(p); spin_unlock(l); }"},
	{"dma_map_phys", 0, "dma_addr_t dma_map_phys(struct device *d) { msleep(1); return 0; } EXPORT_SYMBOL(dma_map_phys);|void f(spinlock_t *l, struct device *d) { spin_lock(l); use(dma_map_phys(d)); spin_unlock(l); }"},
	{"dma_unmap_phys", 0, "void dma_unmap_phys(struct device *d) { msleep(1); } EXPORT_SYMBOL(dma_unmap_phys);|void f(spinlock_t *l, struct device *d) { spin_lock(l); dma_unmap_phys(d); spin_unlock(l); }"},
	{"dmaengine_prep_config_single", 0, "void *dmaengine_prep_config_single(struct dma_chan *c) { msleep(1); return NULL; } EXPORT_SYMBOL(dmaengine_prep_config_single);|void f(spinlock_t *l, struct dma_chan *c) { spin_lock(l); use(dmaengine_prep_config_single(c)); spin_unlock(l); }"},
	{"dmaengine_prep_config_sg", 0, "void *dmaengine_prep_config_sg(struct dma_chan *c) { msleep(1); return NULL; } EXPORT_SYMBOL(dmaengine_prep_config_sg);|void f(spinlock_t *l, struct dma_chan *c) { spin_lock(l); use(dmaengine_prep_config_sg(c)); spin_unlock(l); }"},
	{"dmaengine_prep_config_single_safe", 0, "void *dmaengine_prep_config_single_safe(struct dma_chan *c) { msleep(1); return NULL; } EXPORT_SYMBOL(dmaengine_prep_config_single_safe);|void f(spinlock_t *l, struct dma_chan *c) { spin_lock(l); use(dmaengine_prep_config_single_safe(c)); spin_unlock(l); }"},
	{"dmaengine_prep_config_sg_safe", 0, "void *dmaengine_prep_config_sg_safe(struct dma_chan *c) { msleep(1); return NULL; } EXPORT_SYMBOL(dmaengine_prep_config_sg_safe);|void f(spinlock_t *l, struct dma_chan *c) { spin_lock(l); use(dmaengine_prep_config_sg_safe(c)); spin_unlock(l); }"},
	{"WQ_PERCPU", 0, "static void queue(int flags) { if (flags & WQ_PERCPU) msleep(1); } void f(spinlock_t *l) { spin_lock(l); queue(WQ_UNBOUND); spin_unlock(l); }"},
	{"timer_shutdown_sync", 0, "void timer_shutdown_sync(struct timer_list *t) { msleep(1); } EXPORT_SYMBOL(timer_shutdown_sync);|void f(spinlock_t *l, struct timer_list *t) { spin_lock(l); timer_shutdown_sync(t); spin_unlock(l); }"},
	{"timer_shutdown", 0, "void timer_shutdown(struct timer_list *t) { msleep(1); } EXPORT_SYMBOL(timer_shutdown);|void f(spinlock_t *l, struct timer_list *t) { spin_lock(l); timer_shutdown(t); spin_unlock(l); }"},
}

// quiet samples have no row: they are read right, or are a matter of syntax.
var newSyntax = []struct {
	want int
	body string
}{
	{0, "void f(spinlock_t *l) { struct a *p; spin_lock(l); p = kzalloc_obj(*p, GFP_ATOMIC); spin_unlock(l); use(p); }"},
	{0, "void f(spinlock_t *l, int n) { struct a *p; spin_lock(l); p = kvmalloc_objs(*p, n, GFP_NOWAIT); spin_unlock(l); use(p); }"},
	{0, "void f(spinlock_t *l) { guard(spinlock)(l); context_unsafe(g_count = 1; use(0);); }"},
	{1, "void f(spinlock_t *l) { guard(spinlock)(l); context_unsafe(g_count = 1; msleep(1);); }"},
	{1, "int f(spinlock_t *l) { guard(spinlock)(l); return context_unsafe(wait(READ_ONCE(l->x))); } static int wait(int x) { msleep(x); return x; }"},
	{1, "void f(spinlock_t *l) __context_unsafe(/* set up */) { spin_lock(l); msleep(1); spin_unlock(l); }"},
	{1, "struct a { spinlock_t lock; int n __guarded_by(&lock); }; static void g(struct a *p) __must_hold(&p->lock) { msleep(1); } void f(struct a *p) { spin_lock(&p->lock); g(p); spin_unlock(&p->lock); }"},
	{1, "struct a { spinlock_t lock; }; void g(struct a *p) __must_hold(&p->lock) { msleep(1); }"},
	{0, "struct a { spinlock_t lock; }; void g(struct a *p) __must_not_hold(&p->lock) { msleep(1); }"},
	{0, "struct a { spinlock_t lock; }; void g(struct a *p) { msleep(1); }"},
	{1, "struct a { rwlock_t lock; }; void g(struct a *p) __must_hold_shared(&p->lock) { msleep(1); }"},
	{0, "struct a { struct rw_semaphore lock; }; void g(struct a *p) __must_hold_shared(&p->lock) { msleep(1); }"},
	{0, "struct a { struct mutex lock; int n __pt_guarded_by(&lock) __rcu_guarded; }; void f(struct a *p) __must_hold(&p->lock) __no_context_analysis { msleep(1); }"},
	{1, "void take(spinlock_t *l) __acquires(l); void drop(spinlock_t *l) __releases(l); void f(spinlock_t *l) { guard(spinlock)(l); msleep(1); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void get(struct a *p) __acquires(&p->lock); void put(struct a *p) __releases(&p->lock); void f(struct a *p) { get(p); msleep(1); put(p); }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void get(struct a *p) __acquires(&p->lock); void put(struct a *p) __releases(&p->lock); void f(struct a *p) { get(p); udelay(1); put(p); msleep(1); }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void get(struct a *p) __acquires(&p->lock); void f(struct a *p) { get(p); spin_unlock(&p->lock); msleep(1); }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void put(struct a *p) __releases(&p->in.lock); void f(struct a *p) { spin_lock(&p->in.lock); put(p); msleep(1); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void put(struct a *p) __releases(&p->to->lock); void f(struct a *p) { spin_lock(&p->to->lock); spin_lock(&p->lock); put(p); msleep(1); spin_unlock(&p->lock); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; bool try(int n, struct a *p) __cond_acquires(true, &p->rw); void f(struct a *p) { if (try(1, p)) { msleep(1); read_unlock(&p->rw); } }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; bool try(int n, struct a *p) __cond_acquires(true, &p->rw); void f(struct a *p) { if (!try(1, p)) msleep(1); else read_unlock(&p->rw); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; int try(struct a *p) __cond_acquires(0, &p->raw); void f(struct a *p) { if (try(p)) return; msleep(1); raw_spin_unlock(&p->raw); }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; bool drop(struct a *p) __cond_releases(true, &p->lock); void f(struct a *p) { spin_lock(&p->lock); if (drop(p)) { msleep(1); return; } spin_unlock(&p->lock); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; bool drop(struct a *p) __cond_releases(true, &p->lock); void f(struct a *p) { spin_lock(&p->lock); if (drop(p)) return; msleep(1); spin_unlock(&p->lock); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void get(struct a *p) __acquires(&p->m); void f(struct a *p) { spin_lock(&p->lock); get(p); spin_unlock(&p->lock); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void work(struct a *q) __must_hold(&q->lock); void work(struct a *p) { msleep(1); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; static void work(struct a *q) __must_hold_shared(&q->rw); static void work(struct a *p) { msleep(1); }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void work(struct a *q) __must_hold(&q->m); void work(struct a *p) { msleep(1); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void work(struct a *p) __must_hold_shared(RCU); void work(struct a *p) { msleep(1); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void start(void) __acquires_shared(RCU); void stop(void) __releases_shared(RCU); void f(void) { start(); msleep(1); stop(); }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void start(void) __acquires_shared(RCU); void stop(void) __releases_shared(RCU); void f(void) { start(); udelay(1); stop(); msleep(1); }"},
	{1, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void two(struct a *p) __acquires(&p->raw, &p->lock); void f(struct a *p) { two(p); raw_spin_unlock(&p->raw); msleep(1); spin_unlock(&p->lock); }"},
	{0, "struct a { spinlock_t lock; raw_spinlock_t raw; rwlock_t rw; struct mutex m; struct b { spinlock_t lock; } in, *to; }; void get(struct a *p) __acquires(&p->lock); void get(struct a *p) { } void f(struct a *p) { get(p); msleep(1); }"},
	{1, "context_lock_struct(chip) { spinlock_t lock; }; token_context_lock(CHIP); void get(struct chip *c) __acquires(&c->lock); void f(struct chip *c) { context_unsafe_alias(c); get(c); msleep(1); spin_unlock(&c->lock); }"},
	{0, "static struct work_struct w; static void work(struct work_struct *p) { msleep(1); } void f(spinlock_t *l) { INIT_WORK(&w, work); spin_lock(l); queue_work(system_percpu_wq, &w); queue_work(system_dfl_wq, &w); spin_unlock(l); }"},
	{1, "static irqreturn_t irq(int n, void *p) { msleep(1); return IRQ_HANDLED; } int f(int n, void *p) { return request_irq(n, irq, IRQF_ONESHOT, \"x\", p); }"},
	{0, "static irqreturn_t irq(int n, void *p) { msleep(1); return IRQ_HANDLED; } int f(int n, void *p) { return request_threaded_irq(n, NULL, irq, IRQF_ONESHOT, \"x\", p); }"},
}

// withModel is the front-end for C with another model.
type withModel struct {
	cFrontend
	model *model.Model
}

func (f withModel) run(ctx context.Context, j job) (*outcome, error) {
	j.model = f.model
	return f.cFrontend.run(ctx, j)
}

// modelWithout is the model of the kernel without the rows of some names.
func modelWithout(t *testing.T, names []string) *model.Model {
	t.Helper()
	tables := fstest.MapFS{}
	files, err := filepath.Glob("../model/kernel/*.tbl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	taken := map[string]bool{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var kept strings.Builder
		for line := range strings.Lines(string(data)) {
			hit := slices.ContainsFunc(strings.Split(line, "\t"), func(cell string) bool {
				_, field, ok := strings.Cut(cell, ".")
				return slices.Contains(names, cell) || ok && slices.Contains(names, field)
			})
			if hit && !strings.HasPrefix(line, "#") {
				for _, n := range names {
					taken[n] = taken[n] || strings.Contains(line, n)
				}
				continue
			}
			kept.WriteString(line)
		}
		tables[filepath.Base(name)] = &fstest.MapFile{Data: []byte(kept.String())}
	}
	if len(taken) != len(names) {
		t.Fatalf("%v: rows of %v only", names, slices.Sorted(maps.Keys(taken)))
	}
	m, err := model.Load(tables)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func findingsOf(t *testing.T, body string, m *model.Model) int {
	t.Helper()
	files := map[string]string{}
	for i, text := range strings.Split(body, "|") {
		name := []string{"core/a.c", "drv/b.c"}[i] // what a module has of its own is not what a row speaks of
		// One statement a line, as the engine's messages have it.
		files[name] = strings.NewReplacer("{ ", "{\n", "; ", ";\n", "} ", "}\n").Replace(text) + "\n"
	}
	dir := tree(t, files)
	res, err := check(t.Context(), Options{Root: dir, Paths: []string{dir}, MinConfidence: diag.Medium,
		Rules: []string{"sleep-in-atomic", "alloc-in-atomic", "provider-callback-locked"}}, withModel{cFrontend{}, m})
	if err != nil {
		t.Fatal(err)
	}
	return len(res.Findings)
}

func TestNewKernels(t *testing.T) {
	for _, c := range newKernels {
		names := strings.Fields(c.rows)
		t.Run(names[0], func(t *testing.T) {
			if got := findingsOf(t, c.body, model.Kernel()); got != c.want {
				t.Errorf("%d findings, want %d:\n%s", got, c.want, c.body)
			}
			if got := findingsOf(t, c.body, modelWithout(t, names)); got == c.want {
				t.Errorf("%d findings without the rows, too:\n%s", got, c.body)
			}
		})
	}
	for _, c := range newSyntax {
		if got := findingsOf(t, c.body, model.Kernel()); got != c.want {
			t.Errorf("%d findings, want %d:\n%s", got, c.want, c.body)
		}
	}
}
