package sim

// Fault lets an operation that can fail do so, once or as often as [Config.Faults]
// allows in a run: whether it does is a choice of the explorer. The kernel's fault
// injection does the same by chance. It may be asked wherever a model runs, in its
// constructor, which probes, as well.
func (k *Kernel) Fault(what string) bool {
	if k.faults == 0 || k.Choose(2, what+" fails") == 0 {
		return false
	}
	k.faults--
	return true
}

// Faulted reports whether anything has failed in this run because of Fault.
func (k *Kernel) Faulted() bool { return k.faults < k.cfg.Faults }

// TryKzalloc is Kzalloc where there may be no memory: it reports whether there was.
func (k *Kernel) TryKzalloc(a Allocation, name string, gfp GFP) bool {
	k.mayAllocate(name, gfp)
	if k.Fault("kzalloc(" + name + ")") {
		return false
	}
	k.Kzalloc(a, name, gfp)
	return true
}
