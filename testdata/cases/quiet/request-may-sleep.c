/* A request that says that it may sleep is not made in atomic context. */
#include <crypto/internal/skcipher.h>
#include <linux/wait.h>

struct acc { wait_queue_head_t wq; int free; };

static int acc_encrypt(struct skcipher_request *req)
{
	struct acc *a = skcipher_request_ctx(req);

	if (!a->free) {
		if (!(req->base.flags & CRYPTO_TFM_REQ_MAY_SLEEP))
			return -16;
		wait_event(a->wq, a->free);
	}
	return 0;
}

static struct skcipher_alg acc_alg = {
	.encrypt = acc_encrypt,
};
