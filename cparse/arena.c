//go:build cgo

// Memory of a parse. tree-sitter allocates and frees a dozen times for each line
// and walks the whole tree once more to free it. A chunk's parser and tree live
// for microseconds, so they come from an arena that is reset behind each chunk:
// nothing is freed one by one, and the memory stays in the cache.
//
// The runtime's allocator is global. The one set here serves a thread from its
// arena while it is in cp_parse and passes everything else to malloc, so other
// users of the runtime in this process notice nothing.

#include "arena.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

extern void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t),
			     void *(*)(void *, size_t), void (*)(void *));

enum {
	ALIGN = 16,
	// Reserved, not used: a chunk of a page of code needs some 100 kB.
	ARENA_BYTES = 64 << 20,
	// Memory above this is given back to the system after a large chunk.
	KEEP_BYTES = 16 << 20,
};

static __thread cp_arena *current;

// A block's size stands before it.
static size_t *size_of(void *p) { return (size_t *)((char *)p - ALIGN); }

static bool inside(const cp_arena *a, const void *p)
{
	return (const char *)p >= a->base && (const char *)p < a->end;
}

static void *take(cp_arena *a, size_t n)
{
	size_t room = ((n + ALIGN - 1) & ~(size_t)(ALIGN - 1)) + ALIGN;
	if (n > ARENA_BYTES || (size_t)(a->end - a->top) < room)
		return NULL;
	char *p = a->top + ALIGN;
	a->top += room;
	*size_of(p) = n;
	return p;
}

static void *arena_malloc(size_t n)
{
	cp_arena *a = current;
	if (!a)
		return malloc(n);
	void *p = take(a, n);
	if (p)
		return p;
	a->overflowed = true;
	return malloc(n);
}

static void *arena_calloc(size_t count, size_t n)
{
	cp_arena *a = current;
	if (!a || (n && count > SIZE_MAX / n))
		return calloc(count, n);
	void *p = take(a, count * n);
	if (p)
		return memset(p, 0, count * n);
	a->overflowed = true;
	return calloc(count, n);
}

static void arena_free(void *p)
{
	cp_arena *a = current;
	if (!a || !p || !inside(a, p)) {
		free(p);
		return;
	}
	// The last block is given back, as are those freed in reverse order.
	size_t room = ((*size_of(p) + ALIGN - 1) & ~(size_t)(ALIGN - 1)) + ALIGN;
	if ((char *)p - ALIGN + room == a->top) {
		if (a->top > a->high)
			a->high = a->top;
		a->top = (char *)p - ALIGN;
	}
}

static void *arena_realloc(void *p, size_t n)
{
	cp_arena *a = current;
	if (!p)
		return arena_malloc(n);
	if (!a || !inside(a, p))
		return realloc(p, n);
	size_t old = *size_of(p);
	if (n <= old)
		return p;
	arena_free(p); // contents stay: the block may grow in place
	void *q = arena_malloc(n);
	if (q && q != p)
		memmove(q, p, old);
	return q;
}

static void install(void)
{
	ts_set_allocator(arena_malloc, arena_calloc, arena_realloc, arena_free);
}

bool cp_arena_init(cp_arena *a)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, install);
	void *p = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return false;
	*a = (cp_arena){ .base = p, .top = p, .high = p, .end = (char *)p + ARENA_BYTES };
	return true;
}

void cp_arena_free(cp_arena *a)
{
	munmap(a->base, ARENA_BYTES);
}

void cp_arena_use(cp_arena *a) { current = a; }

void cp_arena_reset(cp_arena *a)
{
	if (a->top > a->high)
		a->high = a->top;
	a->top = a->base;
	a->overflowed = false;
	if (a->high - a->base > KEEP_BYTES) {
		madvise(a->base + KEEP_BYTES, (size_t)(a->high - a->base) - KEEP_BYTES, MADV_DONTNEED);
		a->high = a->base + KEEP_BYTES;
	}
}
