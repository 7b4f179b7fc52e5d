/* call: the callback travels two helpers deep, in a struct of arguments */
#include <linux/spinlock.h>
#include <linux/delay.h>

typedef int ftp_cb_t(void *, int);
struct ftp_args { ftp_cb_t *cb; void *priv; int from, to; };
static DEFINE_RWLOCK(ftp_lock);

static int ftp_inner(const struct ftp_args *a, int i)
{
	return a->cb(a->priv, i);
}

static int ftp_walk(ftp_cb_t *cb, void *priv, int n)
{
	struct ftp_args a = { cb, priv, 0, n };
	int i, ret = 0;

	read_lock(&ftp_lock);
	for (i = a.from; i < a.to && !ret; i++)
		ret = ftp_inner(&a, i);
	read_unlock(&ftp_lock);
	return ret;
}

static int ftp_sleepy(void *p, int i)
{
	msleep(i);	/* want "sleep-in-atomic" */
	return 0;
}

int ftp_all(void *p)
{
	return ftp_walk(ftp_sleepy, p, 4);
}
