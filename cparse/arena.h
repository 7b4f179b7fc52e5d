#ifndef CTXLINT_CPARSE_ARENA_H
#define CTXLINT_CPARSE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

// cp_arena is memory for one parse, given back at once.
typedef struct {
	char *base, *top, *end;
	char *high;      // highest top since the memory was last given back
	bool overflowed; // something was taken from malloc instead
} cp_arena;

bool cp_arena_init(cp_arena *);
void cp_arena_free(cp_arena *);

// cp_arena_use makes the calling thread's tree-sitter allocate from the arena;
// NULL ends that.
void cp_arena_use(cp_arena *);

// cp_arena_reset forgets everything in the arena.
void cp_arena_reset(cp_arena *);

#endif
