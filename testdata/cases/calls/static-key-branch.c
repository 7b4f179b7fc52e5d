/* call: behind a static branch, in a section with bh off */
#include <linux/jump_label.h>
#include <linux/bottom_half.h>
#include <linux/mutex.h>

DEFINE_STATIC_KEY_FALSE(skb_trace);
static DEFINE_MUTEX(skb_m);

static noinline void skb_note(void)
{
	mutex_lock(&skb_m);	/* want "sleep-in-atomic" */
	mutex_unlock(&skb_m);
}

void skb_step(int *p)
{
	local_bh_disable();
	if (static_branch_unlikely(&skb_trace))
		skb_note();
	(*p)++;
	local_bh_enable();
}
