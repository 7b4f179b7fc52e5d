package sim

// Int is an integer shared without a lock: every access is a scheduling point,
// as for READ_ONCE, WRITE_ONCE and atomic_t.
type Int struct {
	object
	v int
}

// Init prepares the variable.
func (x *Int) Init(k *Kernel, name string, v int) {
	x.init(k, name)
	x.v = v
}

// Load is READ_ONCE.
func (x *Int) Load() int { return x.k.load(x) }

// Store is WRITE_ONCE: other CPUs may see it later, see Kernel.Mb.
func (x *Int) Store(v int) { x.k.store(x, v) }

// Add adds d and returns the new value.
func (x *Int) Add(d int) int {
	x.k.touch("atomic_add", &x.object)
	x.v += d
	return x.v
}

// DecUnlessPositive is atomic_dec_unless_positive.
func (x *Int) DecUnlessPositive() bool {
	if x.k.skipped() {
		return true
	}
	x.k.touch("atomic_dec_unless_positive", &x.object)
	if x.v > 0 {
		return false
	}
	x.v--
	return true
}

// IncUnlessNegative is atomic_inc_unless_negative.
func (x *Int) IncUnlessNegative() bool {
	if x.k.skipped() {
		return true
	}
	x.k.touch("atomic_inc_unless_negative", &x.object)
	if x.v < 0 {
		return false
	}
	x.v++
	return true
}

// Value reads the variable on behalf of a device or a check, without a
// scheduling point.
func (x *Int) Value() int { return x.v }

// Set changes the variable on behalf of a device. From a task it is Store.
func (x *Int) Set(v int) { x.k.store(x, v) }

// Var is a plain variable that contexts share, a field of a C structure. What
// protects it is up to the driver: accesses of two contexts, one of them a
// write, that nothing orders are a data race, as KCSAN would say. Go variables
// that are not wrapped in one are out of the simulator's sight.
type Var[T any] struct {
	object
	v T
}

// Init prepares the variable.
func (x *Var[T]) Init(k *Kernel, name string, v T) {
	x.init(k, name)
	x.cls = k.scope.of("plain " + name)
	x.cls.plain = true
	x.v = v
}

// Get reads the variable.
func (x *Var[T]) Get() T {
	x.k.look("plain read", &x.object)
	return x.v
}

// Put writes it.
func (x *Var[T]) Put(v T) {
	x.k.touch("plain write", &x.object)
	x.v = v
}

// Aux is an auxiliary variable: what a check remembers, and no memory of the machine.
// Where contexts meet on it their order is explored, but they do not race, and what
// is written is there at once.
type Aux[T any] struct {
	object
	v T
}

// Init prepares the variable.
func (x *Aux[T]) Init(k *Kernel, name string, v T) {
	x.init(k, name)
	x.v = v
}

// Get reads the variable.
func (x *Aux[T]) Get() T {
	x.k.look("look at", &x.object)
	return x.v
}

// Put writes it.
func (x *Aux[T]) Put(v T) {
	x.k.touch("note", &x.object)
	x.v = v
}
