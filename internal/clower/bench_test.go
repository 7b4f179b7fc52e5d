package clower

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
)

func parse(t testing.TB, src []byte) *cparse.Tree {
	t.Helper()
	tree, err := cparse.Parse(src, cparse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// benchSource is a made-up driver of some size: the same few functions over
// and over, under different names.
func benchSource() []byte {
	const unit = `
struct devN { spinlock_t lock; int n; struct list_head list; const struct opsN *ops; };
static int helperN(struct devN *d, gfp_t gfp)
{
	unsigned long flags;
	struct itemN *it, *tmp;
	void *buf = kmalloc(d->n * sizeof(*it), gfp);

	if (!buf)
		return -ENOMEM;
	spin_lock_irqsave(&d->lock, flags);
	list_for_each_entry_safe(it, tmp, &d->list, node) {
		if (it->state == STATE_DONE && !it->busy) {
			list_del(&it->node);
			d->n--;
		} else if (it->state & FLAG_RETRY) {
			it->count += 2;
		}
	}
	spin_unlock_irqrestore(&d->lock, flags);
	return d->ops->start ? d->ops->start(d, buf) : 0;
}
static int triggerN(struct snd_pcm_substream *ss, int cmd)
{
	struct devN *d = snd_pcm_substream_chip(ss);

	switch (cmd) {
	case SNDRV_PCM_TRIGGER_START:
	case SNDRV_PCM_TRIGGER_RESUME:
		return helperN(d, GFP_ATOMIC);
	case SNDRV_PCM_TRIGGER_STOP:
		writel(readl(d->base + 0x10) & ~BIT(3), d->base + 0x10);
		break;
	default:
		return -EINVAL;
	}
	return 0;
}
static const struct snd_pcm_ops opsN = { .open = openN, .trigger = triggerN, .pointer = pointerN };
`
	var b bytes.Buffer
	for i := range 50 {
		b.Write(bytes.ReplaceAll([]byte(unit), []byte("N"), []byte("_"+strconv.Itoa(i))))
	}
	return b.Bytes()
}

// BenchmarkKernel lowers the files of a folder of $CTXLINT_KERNEL.
func BenchmarkKernel(b *testing.B) {
	_, files := kernelFiles(b, filepath.Join("sound", "core"))
	var trees []*cparse.Tree
	size := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		size += len(src)
		trees = append(trees, parse(b, src))
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for i, t := range trees {
			Lower(t, files[i], Options{})
		}
	}
}
