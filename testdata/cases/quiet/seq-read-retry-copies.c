/* quiet: a seqlock's read side is not atomic: copy_to_user in the retry loop is allowed */
#include <linux/seqlock.h>
#include <linux/uaccess.h>

struct srr { seqlock_t sl; u64 a, b; };

int srr_get(struct srr *s, u64 __user *out)
{
	unsigned int seq;
	int err;

	do {
		seq = read_seqbegin(&s->sl);
		err = copy_to_user(out, &s->a, sizeof(s->a)) ||
		      copy_to_user(out + 1, &s->b, sizeof(s->b));
	} while (read_seqretry(&s->sl, seq));
	return err ? -EFAULT : 0;
}

void srr_set(struct srr *s, u64 a, u64 b)
{
	write_seqlock(&s->sl);
	s->a = a;
	s->b = b;
	write_sequnlock(&s->sl);
}
