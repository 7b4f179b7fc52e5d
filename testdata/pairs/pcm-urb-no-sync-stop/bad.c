/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/device.h>
#include <sound/pcm.h>

struct urb {
	void *context;
};

struct capture {
	struct urb *urb;
	struct snd_pcm_substream *substream;
};

static void capture_complete(struct urb *urb)
{
	struct capture *cap = urb->context;

	snd_pcm_period_elapsed(cap->substream);
	usb_submit_urb(urb, GFP_ATOMIC);
}

static int capture_trigger(struct snd_pcm_substream *ss, int cmd)
{
	struct capture *cap = snd_pcm_substream_chip(ss);

	if (cmd == SNDRV_PCM_TRIGGER_START)
		return usb_submit_urb(cap->urb, GFP_ATOMIC);
	usb_unlink_urb(cap->urb);
	return 0;
}

static int capture_close(struct snd_pcm_substream *ss)
{
	struct capture *cap = snd_pcm_substream_chip(ss);

	cap->substream = NULL;
	return 0;
}

static const struct snd_pcm_ops capture_ops = {	/* want "pcm-no-sync-stop" */
	.close = capture_close,
	.trigger = capture_trigger,
};

int capture_create(struct capture *cap, void *dev, void *buf)
{
	usb_fill_bulk_urb(cap->urb, dev, 0x81, buf, 512, capture_complete, cap);
	return 0;
}
