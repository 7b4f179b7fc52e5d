/* quiet: the trigger handler given as thread half sleeps; the top half only stores the time */
#include <linux/iio/iio.h>
#include <linux/iio/buffer.h>
#include <linux/iio/trigger_consumer.h>
#include <linux/iio/triggered_buffer.h>
#include <linux/spi/spi.h>
#include <linux/mutex.h>

struct ipt { struct spi_device *spi; struct mutex lock; s64 ts; u8 buf[16]; };

static irqreturn_t ipt_top(int irq, void *p)
{
	struct iio_poll_func *pf = p;

	pf->timestamp = iio_get_time_ns(pf->indio_dev);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t ipt_thread(int irq, void *p)
{
	struct iio_poll_func *pf = p;
	struct iio_dev *indio = pf->indio_dev;
	struct ipt *i = iio_priv(indio);

	mutex_lock(&i->lock);
	if (spi_write_then_read(i->spi, i->buf, 1, i->buf + 1, 4) == 0)
		iio_push_to_buffers_with_timestamp(indio, i->buf, pf->timestamp);
	mutex_unlock(&i->lock);
	iio_trigger_notify_done(indio->trig);
	return IRQ_HANDLED;
}

static int ipt_read_raw(struct iio_dev *indio, const struct iio_chan_spec *c, int *val, int *val2, long mask)
{
	struct ipt *i = iio_priv(indio);
	int ret;

	ret = iio_device_claim_direct_mode(indio);
	if (ret)
		return ret;
	mutex_lock(&i->lock);
	*val = spi_w8r16(i->spi, c->address);
	mutex_unlock(&i->lock);
	iio_device_release_direct_mode(indio);
	return *val < 0 ? *val : IIO_VAL_INT;
}

static const struct iio_info ipt_info = { .read_raw = ipt_read_raw };

static int ipt_probe(struct spi_device *spi)
{
	struct iio_dev *indio = devm_iio_device_alloc(&spi->dev, sizeof(struct ipt));
	struct ipt *i;
	int ret;

	if (!indio)
		return -ENOMEM;
	i = iio_priv(indio);
	i->spi = spi;
	mutex_init(&i->lock);
	indio->info = &ipt_info;
	ret = devm_iio_triggered_buffer_setup(&spi->dev, indio, ipt_top, ipt_thread, NULL);
	if (ret)
		return ret;
	return devm_iio_device_register(&spi->dev, indio);
}
static struct spi_driver ipt_driver = { .driver = { .name = "ipt" }, .probe = ipt_probe };
module_spi_driver(ipt_driver);
