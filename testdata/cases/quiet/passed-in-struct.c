/* Which command is sent stands in a struct that the only caller fills in. */
#include <linux/mutex.h>
#include <linux/rcupdate.h>

struct ctl_info {
	int cmd;
};

#define CMD_START 1
#define CMD_DONE 2

static DEFINE_MUTEX(start_lock);

static void handle(struct ctl_info *info)
{
	switch (info->cmd) {
	case CMD_START:
		mutex_lock(&start_lock);
		mutex_unlock(&start_lock);
		break;
	case CMD_DONE:
		break;
	}
}

static void send_bh(struct ctl_info *info)
{
	rcu_read_lock();
	handle(info);
	rcu_read_unlock();
}

void done(void)
{
	struct ctl_info info;

	info.cmd = CMD_DONE;
	send_bh(&info);
}
