/* quiet: a state machine whose sleeping states drop the lock first and take it back */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/io.h>

enum ssl_state { SSL_IDLE, SSL_RESET, SSL_LOAD, SSL_RUN, SSL_ERR };
struct ssl6 { spinlock_t lock; enum ssl_state st; void __iomem *r; };

int ssl6_advance(struct ssl6 *s)
{
	int ret = 0;

	spin_lock(&s->lock);
	while (s->st != SSL_RUN) {
		switch (s->st) {
		case SSL_IDLE:
			s->st = SSL_RESET;
			continue;
		case SSL_RESET:
			spin_unlock(&s->lock);
			msleep(10);
			spin_lock(&s->lock);
			s->st = SSL_LOAD;
			break;
		case SSL_LOAD:
			writel(1, s->r);
			s->st = SSL_RUN;
			break;
		case SSL_ERR:
		default:
			ret = -EIO;
			goto out;
		}
	}
out:
	spin_unlock(&s->lock);
	return ret;
}
