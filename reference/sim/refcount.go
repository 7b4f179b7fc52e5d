package sim

// Refcount is refcount_t, and with it a kref: how many use an object. As the kernel's
// it says when the count cannot be right.
type Refcount struct {
	object
	n int
}

// Init prepares the counter.
func (r *Refcount) Init(k *Kernel, name string, n int) {
	r.init(k, name)
	r.n = n
}

// Inc is refcount_inc, for who has a reference already.
func (r *Refcount) Inc() {
	r.k.touch("refcount_inc", &r.object)
	if r.n == 0 {
		r.k.violate(BadCount, "", "refcount_t: addition on 0; use-after-free of what "+r.name+" counts")
	}
	r.n++
}

// IncNotZero is refcount_inc_not_zero, and kref_get_unless_zero: for who may come too
// late.
func (r *Refcount) IncNotZero() bool {
	r.k.touch("refcount_inc_not_zero", &r.object)
	if r.n == 0 {
		return false
	}
	r.n++
	return true
}

// Dec is refcount_dec, for who knows that others are left.
func (r *Refcount) Dec() {
	if r.drop("refcount_dec") == 0 {
		r.k.violate(BadCount, "", "refcount_t: decrement hit 0; leaking memory of what "+r.name+" counts")
	}
}

// DecAndTest is refcount_dec_and_test: it reports whether that was the last reference.
func (r *Refcount) DecAndTest() bool { return r.drop("refcount_dec_and_test") == 0 }

func (r *Refcount) drop(op string) int {
	r.k.touch(op, &r.object)
	if r.n == 0 {
		r.k.violate(BadCount, "", "refcount_t: underflow; use-after-free of what "+r.name+" counts")
	}
	r.n--
	return r.n
}

// Value is the count, for checks at the end of a run.
func (r *Refcount) Value() int { return r.n }
