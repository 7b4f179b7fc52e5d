/* SPDX-License-Identifier: Apache-2.0 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

typedef unsigned int u32;
typedef unsigned long size_t;
typedef unsigned long dma_addr_t;
typedef unsigned int gfp_t;
typedef int dma_cookie_t;
typedef _Bool bool;

struct list_head {
	struct list_head *next, *prev;
};

typedef struct spinlock {
	int locked;
} spinlock_t;

struct mutex {
	int owner;
};

struct completion {
	int done;
};

#endif
