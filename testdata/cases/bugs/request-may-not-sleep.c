/* It waits where the request does not say that it may; another flag says nothing. */
#include <crypto/internal/skcipher.h>
#include <linux/wait.h>

struct acc { wait_queue_head_t wq; int free; };

static int acc_encrypt(struct skcipher_request *req)
{
	struct acc *a = skcipher_request_ctx(req);

	if (req->base.flags & CRYPTO_TFM_REQ_MAY_BACKLOG)
		wait_event(a->wq, a->free); /* want "sleep-in-atomic" */
	if (req->base.flags & CRYPTO_TFM_REQ_MAY_SLEEP)
		return 0;
	wait_event(a->wq, a->free); /* want "sleep-in-atomic" */
	return 0;
}

static struct skcipher_alg acc_alg = {
	.encrypt = acc_encrypt,
};
