/* bug: get_cpu_ptr() is open while the slow path allocates */
#include <linux/percpu.h>
#include <linux/slab.h>

struct ppa { void *buf; };
static struct ppa __percpu *ppa_pcpu;

void *ppa_buf(size_t n)
{
	struct ppa *p = get_cpu_ptr(ppa_pcpu);
	void *buf;

	if (!p->buf)
		p->buf = kmalloc(n, GFP_KERNEL);	/* want "alloc-in-atomic" */
	buf = p->buf;
	put_cpu_ptr(ppa_pcpu);
	return buf;
}
