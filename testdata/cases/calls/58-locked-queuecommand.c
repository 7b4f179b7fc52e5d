/* a function that a macro defines around another */
#include <linux/delay.h>
#include <scsi/scsi_host.h>
static int foo_queuecommand_lck(struct scsi_cmnd *cmd)
{
	msleep(10); /* want "sleep-in-atomic" */
	return 0;
}
static DEF_SCSI_QCMD(foo_queuecommand)
static struct scsi_host_template foo_template = {
	.name = "foo",
	.queuecommand = foo_queuecommand,
};
