// SPDX-License-Identifier: Apache-2.0
/* seq_file's show runs under what start took. */
#include <linux/netfilter/x_tables.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(table_lock);
static DEFINE_SPINLOCK(entry_lock);

static void *table_start(struct seq_file *s, loff_t *pos)
{
	spin_lock_bh(&table_lock);
	return s;
}

static void *table_next(struct seq_file *s, void *v, loff_t *pos)
{
	return NULL;
}

static void table_stop(struct seq_file *s, void *v)
{
	spin_unlock_bh(&table_lock);
}

static int table_show(struct seq_file *s, void *v)
{
	spin_lock(&entry_lock);
	spin_unlock(&entry_lock);
	return 0;
}

const struct seq_operations table_ops = {
	.start = table_start,
	.next = table_next,
	.stop = table_stop,
	.show = table_show,
};

static bool table_match(const struct sk_buff *skb, struct xt_action_param *par)
{
	spin_lock(&entry_lock);
	spin_unlock(&entry_lock);
	return true;
}

struct xt_match table_mt = {
	.match = table_match,
};
