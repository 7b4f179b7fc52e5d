package refute

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

const putText = `func static void release(struct dev* d) "t.c":1 {
b0:
  call mutex_lock(&d->m) @2:1
  return
}
func static void put(struct dev* d) "t.c":5 {
b0:
  %1 = call refcount_dec_and_test(&d->on) @6:1
  branch %1, b1, b2
b1:
  call release(d) @7:1
  return
b2:
  return
}
func void done(struct dev* d) "t.c":10 {
b0:
  call spin_lock(&d->lock) @11:1
  call put(d) @12:1
  call spin_unlock(&d->lock) @13:1
  return
}
`

// A reference that is put on the way, and would be the last.
func TestRestsOnLastReference(t *testing.T) {
	if v := ask(t, putText, "done@11", "done@12 put@7 release@2"); v.Outcome != Feasible || !v.Rests.LastReference {
		t.Errorf("got %+v", v)
	}
	// Whoever drops it himself, under no lock of his caller, knows that it may be the last.
	if v := ask(t, putText, "atomic", "put@7 release@2"); v.Outcome != Feasible || v.Rests.LastReference {
		t.Errorf("got %+v", v)
	}
}

// The call may tell that the reference was not the last, or be in a small helper.
func TestRestsOnLastReferenceToldOtherwise(t *testing.T) {
	const text = `func static release(struct dev* d) "t.c":1 {
b0:
  call mutex_lock(&d->m) @2:1
  return
}
func int put_or_lock(struct dev* d) "t.c":4 {
b0:
  %1 = call lockref_put_or_lock(&d->ref) @5:1
  branch %1, b1, b2
b1:
  return 1
b2:
  return 0
}
func static void put(struct dev* d) "t.c":8 {
b0:
  %1 = call put_or_lock(d) @9:1
  branch %1, b1, b2
b1:
  return
b2:
  call release(d) @10:1
  return
}
func static void direct(struct dev* d) "t.c":11 {
b0:
  %1 = call lockref_put_or_lock(&d->ref) @12:1
  branch %1, b1, b2
b1:
  return
b2:
  call release(d) @13:1
  return
}
func void done(struct dev* d) "t.c":20 {
b0:
  call spin_lock(&d->lock) @21:1
  call put(d) @22:1
  call direct(d) @23:1
  return
}
`
	for _, way := range []string{"done@22 put@10 release@2", "done@23 direct@13 release@2"} {
		if v := ask(t, text, "done@21", way); v.Outcome != Feasible || !v.Rests.LastReference {
			t.Errorf("%s: got %+v", way, v)
		}
	}
}

// Of two kinds of lock the object decides which is taken.
func TestRestsOnEitherLock(t *testing.T) {
	const text = `func static void enter(struct dev* d) "t.c":1 {
b0:
  branch d->flags & 1, b1, b2
b1:
  call spin_lock(&d->lock) @2:1
  jump b3
b2:
  call mutex_lock(&d->m) @3:1
  jump b3
b3:
  return
}
func void send(struct dev* d) "t.c":10 {
b0:
  call enter(d) @11:1
  return
}
func void plain(struct dev* d) "t.c":20 {
b0:
  call mutex_lock(&d->m) @21:1
  return
}
`
	if v := ask(t, text, "atomic", "send@11 enter@3"); v.Outcome != Feasible || !v.Rests.EitherLock {
		t.Errorf("got %+v", v)
	}
	if v := ask(t, text, "atomic", "plain@21"); v.Outcome != Feasible || v.Rests.EitherLock {
		t.Errorf("got %+v", v)
	}
}

// What another module tests of an object is told; what a driver tests itself is its
// own business.
func TestRestsOnStateTestedElsewhere(t *testing.T) {
	const sleeper = `func void release(struct dev* d) "%s":1 {
b0:
  branch d->state == 3, b1, b2
b1:
  call msleep(1) @2:1
  return
b2:
  return
}
`
	p := link.New(model.Kernel())
	for path, text := range map[string]string{
		"drivers/core/c.c": head + sleeper,
		"drivers/t/t.c":    head + "func void stop(struct dev* d) \"t.c\":1 {\nb0:\n  call release(d) @2:1\n  return\n}\n",
	} {
		u, err := ir.Parse(path, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		p.Add(u)
	}
	p.Bind()
	p.BuildCallGraph()
	var stop, release Step
	for _, f := range p.Funcs {
		for i := range f.Calls {
			in := &f.Blocks[f.Calls[i].Block].Instrs[f.Calls[i].Index]
			if f.Name == "stop" {
				stop = Step{f, in}
			} else {
				release = Step{f, in}
			}
		}
	}
	none := func(*link.Func) bool { return false }
	v := New(p, none, 1).Walk(&Way{Base: effect.Atomic, Chain: []Step{stop, release}})
	if v.Rests.Elsewhere != "d->state == 3" || v.Rests.By != "release" {
		t.Errorf("from another module: %+v", v)
	}
	v = New(p, none, 1).Walk(&Way{Base: effect.Atomic, Chain: []Step{release}})
	if v.Outcome != Feasible || v.Rests.Elsewhere != "" {
		t.Errorf("its own: %+v", v)
	}
}

// Memory that would have to be a large block.
func TestRestsOnLargeBlock(t *testing.T) {
	const text = `func void done(struct dev* d) "t.c":10 {
b0:
  call spin_lock(&d->lock) @11:1
  %1 = call is_vmalloc_addr(d) @12:1
  branch %1, b1, b2
b1:
  call vfree(d) @13:1
  jump b2
b2:
  call vfree(d) @14:1
  return
}
`
	if v := ask(t, text, "done@11", "done@13"); v.Outcome != Feasible || !v.Rests.LargeBlock {
		t.Errorf("got %+v", v)
	}
	if v := ask(t, text, "done@11", "done@14"); v.Outcome != Feasible || v.Rests.LargeBlock {
		t.Errorf("either way: got %+v", v)
	}
}

// Something is set up once, by a function that others call, too.
func TestRestsOnSetUp(t *testing.T) {
	const text = `struct "struct dev" { spinlock_t lock; void* buf; int on; int power; }
func static int set_up(struct dev* d) "t.c":1 {
b0:
  branch d->buf, b1, b2
b1:
  return 0
b2:
  %1 = call kmalloc(64, GFP_KERNEL) @2:1
  store d->buf = %1 @2:1
  return 0
}
func static int copy(struct dev* d) "t.c":5 {
b0:
  branch d->on, b1, b2
b1:
  return 0
b2:
  %1 = call kmalloc(64, GFP_KERNEL) @6:1
  return 0
}
func static void switch_on(struct dev* d) "t.c":7 {
b0:
  branch d->power, b1, b2
b1:
  return
b2:
  call msleep(5) @8:1
  store d->power = 1 @8:5
  return
}
func void handle(struct dev* d) "t.c":10 {
b0:
  call spin_lock(&d->lock) @11:1
  call set_up(d) @12:1
  call copy(d) @13:1
  call switch_on(d) @14:1
  call spin_unlock(&d->lock) @15:1
  return
}
`
	const probe = `func int probe(struct dev* d) "t.c":20 {
b0:
  call copy(d) @21:1
  call set_up(d) @22:1
  call switch_on(d) @23:1
  return 0
}
`
	const off = `func void switch_off(struct dev* d) "t.c":30 {
b0:
  store d->power = 0 @31:1
  return
}
`
	for _, c := range []struct {
		text, way string
		want      bool
	}{
		{text + probe, "handle@12 set_up@2", true},
		{text + probe, "handle@13 copy@6", false}, // it sets nothing
		{text, "handle@12 set_up@2", false},       // nobody else sets it up
		{text + probe, "handle@14 switch_on@8", true},
		{text + probe + off, "handle@14 switch_on@8", false}, // it is switched off again
	} {
		if v := ask(t, c.text, "handle@11", c.way); v.Outcome != Feasible || v.Rests.SetUp != c.want {
			t.Errorf("%s: got %+v", c.way, v)
		}
	}
}
