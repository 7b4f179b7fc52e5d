/* SPDX-License-Identifier: Apache-2.0 */
struct foo {
	spinlock_t lock;
	int n;
};

void foo_slow_send(struct foo *f);
