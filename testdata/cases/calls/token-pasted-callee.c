/* call: the callee's name is pasted together by a macro */
#include <linux/spinlock.h>
#include <linux/delay.h>

#define TPC_CALL(dev, what, ...)	tpc_##what##_op((dev), ##__VA_ARGS__)

struct tpc { spinlock_t lock; int v; };

static int tpc_reset_op(struct tpc *t, int ms)
{
	msleep(ms);	/* want "sleep-in-atomic" */
	return t->v;
}

static int tpc_poke_op(struct tpc *t) { return ++t->v; }

int tpc_recover(struct tpc *t)
{
	int ret;

	spin_lock(&t->lock);
	TPC_CALL(t, poke);
	ret = TPC_CALL(t, reset, 10);
	spin_unlock(&t->lock);
	return ret;
}
