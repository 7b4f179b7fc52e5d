/* SPDX-License-Identifier: Apache-2.0 */
/* The state says whether the lock is held in each turn of the loop. */
#include <linux/delay.h>
#include <linux/spinlock.h>

enum st { ST_IDLE, ST_CLAIM, ST_RUN, ST_DONE };
struct eng { spinlock_t lock; int ready; int out; };

int eng_run(struct eng *e)
{
	enum st s = ST_IDLE;

	while (s != ST_DONE) {
		switch (s) {
		case ST_IDLE:
			msleep(1);
			s = ST_CLAIM;
			break;
		case ST_CLAIM:
			spin_lock(&e->lock);
			s = ST_RUN;
			break;
		case ST_RUN:
			e->out++;
			spin_unlock(&e->lock);
			s = e->ready ? ST_DONE : ST_IDLE;
			break;
		case ST_DONE:
			break;
		}
	}
	return e->out;
}
