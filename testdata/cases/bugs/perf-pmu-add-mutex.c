/* bug: pmu add/start run with interrupts off */
#include <linux/perf_event.h>
#include <linux/mutex.h>

struct ppm { struct pmu pmu; struct mutex m; int used; };

static int ppm_add(struct perf_event *e, int flags)
{
	struct ppm *p = container_of(e->pmu, struct ppm, pmu);

	mutex_lock(&p->m);	/* want "sleep-in-atomic" */
	p->used++;
	mutex_unlock(&p->m);
	return 0;
}

int ppm_register(struct ppm *p)
{
	p->pmu = (struct pmu) { .task_ctx_nr = perf_invalid_context, .add = ppm_add };
	return perf_pmu_register(&p->pmu, "ppm", -1);
}
