/* Success hands the semaphore on to the answer, errors give it back: it is no path that was forgotten. */
#include <linux/semaphore.h>

struct chip {
	struct semaphore exchange;
	int busy;
};

static int send(struct chip *c)
{
	return c->busy ? -EBUSY : 0;
}

int chip_send(struct chip *c)
{
	int rc = down_killable(&c->exchange);

	if (rc)
		return rc;
	rc = send(c);
	if (rc) {
		up(&c->exchange);
		return rc;
	}
	return 0;
}

void chip_answer(struct chip *c)
{
	c->busy = 0;
}
