/* SPDX-License-Identifier: Apache-2.0 */
/* The early return forgets put_cpu(). */
#include <linux/smp.h>
#include <linux/percpu.h>

struct pmu { int type; u32 mask; };

static DEFINE_PER_CPU(struct pmu *, cur_pmu);

int pmu_install(struct pmu *p)
{
	int cpu = get_cpu();

	if (per_cpu(cur_pmu, cpu))
		return -EBUSY; /* want "unbalanced-context" */
	per_cpu(cur_pmu, cpu) = p;
	put_cpu();
	return 0;
}
