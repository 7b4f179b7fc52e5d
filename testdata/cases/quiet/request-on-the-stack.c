/* What a long function sets up is as the request on the stack says: nobody waits where it names a callback. And what is only copied from the request stays as it is. */
#include <linux/spinlock.h>
#include <linux/delay.h>
#include <linux/string.h>

enum mode { M_WAIT, M_BLOCK, M_CALLBACK };

struct request {
	int id;
	enum mode mode;
	void *cb;
};

struct entry {
	enum mode mode;
	int prio;
	void *cb;
	int word[64];
};

struct hw {
	spinlock_t lock;
	int state;
};

int hw_set_up(struct hw *h, struct entry **pp, int cmd, struct request *r)
{
	struct entry *e;
	int rc;

	rc = hw_get_entry(h, pp);
	if (rc)
		return rc;
	e = *pp;
	e->mode = r->mode;
	e->word[0] = cmd + 0;
	e->word[1] = cmd + 1;
	e->word[2] = cmd + 2;
	e->word[3] = cmd + 3;
	e->word[4] = cmd + 4;
	e->word[5] = cmd + 5;
	e->word[6] = cmd + 6;
	e->word[7] = cmd + 7;
	e->word[8] = cmd + 8;
	e->word[9] = cmd + 9;
	e->word[10] = cmd + 10;
	e->word[11] = cmd + 11;
	e->word[12] = cmd + 12;
	e->word[13] = cmd + 13;
	e->word[14] = cmd + 14;
	e->word[15] = cmd + 15;
	e->word[16] = cmd + 16;
	e->word[17] = cmd + 17;
	e->word[18] = cmd + 18;
	e->word[19] = cmd + 19;
	e->word[20] = cmd + 20;
	e->word[21] = cmd + 21;
	e->word[22] = cmd + 22;
	e->word[23] = cmd + 23;
	e->word[24] = cmd + 24;
	e->word[25] = cmd + 25;
	e->word[26] = cmd + 26;
	e->word[27] = cmd + 27;
	e->word[28] = cmd + 28;
	e->word[29] = cmd + 29;
	e->word[30] = cmd + 30;
	e->word[31] = cmd + 31;
	e->word[32] = cmd + 32;
	e->word[33] = cmd + 33;
	e->word[34] = cmd + 34;
	e->word[35] = cmd + 35;
	e->word[36] = cmd + 36;
	e->word[37] = cmd + 37;
	e->word[38] = cmd + 38;
	e->word[39] = cmd + 39;
	e->word[40] = cmd + 40;
	e->word[41] = cmd + 41;
	e->word[42] = cmd + 42;
	e->word[43] = cmd + 43;
	e->word[44] = cmd + 44;
	e->word[45] = cmd + 45;
	e->word[46] = cmd + 46;
	e->word[47] = cmd + 47;
	e->word[48] = cmd + 48;
	e->word[49] = cmd + 49;
	e->word[50] = cmd + 50;
	e->word[51] = cmd + 51;
	e->word[52] = cmd + 52;
	e->word[53] = cmd + 53;
	e->word[54] = cmd + 54;
	e->word[55] = cmd + 55;
	e->word[56] = cmd + 56;
	e->word[57] = cmd + 57;
	e->word[58] = cmd + 58;
	e->word[59] = cmd + 59;
	e->word[60] = cmd + 60;
	e->word[61] = cmd + 61;
	e->word[62] = cmd + 62;
	e->word[63] = cmd + 63;
	switch (e->mode) {
	case M_WAIT:
		e->cb = h;
		break;
	case M_BLOCK:
		if (!r->cb)
			return -22;
		e->cb = r->cb;
		break;
	default:
		e->cb = NULL;
	}
	return 0;
}

static int hw_post(struct hw *h, struct entry *e)
{
	bool wait = e->mode == M_WAIT;
	int rc = hw_queue(h, e);

	if (rc)
		return rc;
	if (wait)
		msleep(1);
	return 0;
}

int hw_update(struct hw *h)
{
	struct entry *e = NULL;
	struct request r;
	int rc;

	memset(&r, 0, sizeof(r));
	r.id = 3;
	r.mode = M_CALLBACK;
	rc = hw_set_up(h, &e, 7, &r);
	if (rc)
		return rc;
	e->prio = 3;
	return hw_post(h, e);
}

void hw_event(struct hw *h)
{
	spin_lock(&h->lock);
	hw_update(h);
	spin_unlock(&h->lock);
}

struct packet {
	int cmd;
	int group;
	int data[10];
};

static int packet_copy(struct hw *h, void *to, struct packet *p)
{
	memcpy(to, &p->cmd, sizeof(*p));
	if (h->state)
		memcpy(h, p, sizeof(*h));
	return 0;
}

static void packet_send(struct hw *h, void *to, struct packet *p)
{
	packet_copy(h, to, p);
	if (p->group == 0 && p->cmd == 5)
		return;
	msleep(2);
}

void packet_list(struct hw *h, void *to)
{
	struct packet p;

	memset(&p, 0, sizeof(p));
	p.cmd = 5;
	spin_lock(&h->lock);
	packet_send(h, to, &p);
	spin_unlock(&h->lock);
}
