/* bug: seq start takes a spinlock, stop drops it, show sleeps between */
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/fs.h>

struct sss { struct list_head node; struct mutex m; int v; };
static LIST_HEAD(sss_list);
static DEFINE_SPINLOCK(sss_lock);

static void *sss_start(struct seq_file *s, loff_t *pos)
{
	spin_lock(&sss_lock);
	return seq_list_start(&sss_list, *pos);
}

static void *sss_next(struct seq_file *s, void *v, loff_t *pos)
{
	return seq_list_next(v, &sss_list, pos);
}

static void sss_stop(struct seq_file *s, void *v)
{
	spin_unlock(&sss_lock);
}

static int sss_show(struct seq_file *s, void *v)
{
	struct sss *e = list_entry(v, struct sss, node);

	mutex_lock(&e->m);	/* want "sleep-in-atomic" */
	seq_printf(s, "%d\n", e->v);
	mutex_unlock(&e->m);
	return 0;
}

static const struct seq_operations sss_ops = {
	.start = sss_start, .next = sss_next, .stop = sss_stop, .show = sss_show,
};

int sss_open(struct inode *i, struct file *f)
{
	return seq_open(f, &sss_ops);
}
