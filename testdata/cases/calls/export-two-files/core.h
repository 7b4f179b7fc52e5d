/* SPDX-License-Identifier: Apache-2.0 */
/* the core exports a registration that calls back under its lock */
#ifndef CORE_H
#define CORE_H
struct core_client {
	const char *name;
	int (*notify)(struct core_client *c, unsigned int what);
};
int core_register(struct core_client *c);
void core_event(unsigned int what);
#endif
