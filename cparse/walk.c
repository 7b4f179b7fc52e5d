//go:build cgo

// Parses the chunks of a buffer with tree-sitter and walks every tree once
// into one flat preorder array, so that a file costs one crossing from Go to C
// instead of several for each node.
//
// The tree-sitter runtime and the C grammar are linked into the same binary by
// the Go packages that parse_cgo.go imports; only the few symbols used here are
// declared, in the layout of the runtime's api.h (ABI of language version 14).

#include "arena.h"
#include "fastlex.h"
#include "walker.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

extern const TSLanguage *tree_sitter_c(void);
extern TSParser *ts_parser_new(void);
extern void ts_parser_delete(TSParser *);
extern bool ts_parser_set_language(TSParser *, const TSLanguage *);
extern void ts_parser_set_timeout_micros(TSParser *, uint64_t);
extern TSTree *ts_parser_parse_string(TSParser *, const TSTree *, const char *, uint32_t);
extern void ts_tree_delete(TSTree *);
extern uint32_t ts_language_symbol_count(const TSLanguage *);
extern const char *ts_language_symbol_name(const TSLanguage *, TSSymbol);
extern int ts_language_symbol_type(const TSLanguage *, TSSymbol);
extern uint32_t ts_language_field_count(const TSLanguage *);
extern const char *ts_language_field_name_for_id(const TSLanguage *, TSFieldId);

const char *cp_symbol(uint32_t id, int *named)
{
	const TSLanguage *lang = tree_sitter_c();
	*named = ts_language_symbol_type(lang, (TSSymbol)id) == 0;
	return ts_language_symbol_name(lang, (TSSymbol)id);
}

uint32_t cp_symbol_count(void) { return ts_language_symbol_count(tree_sitter_c()); }
uint32_t cp_field_count(void) { return ts_language_field_count(tree_sitter_c()); }

const char *cp_field(uint32_t id)
{
	return ts_language_field_name_for_id(tree_sitter_c(), (TSFieldId)id);
}

struct cp_parser {
	cp_arena arena;
	int fast;
};

cp_parser *cp_parser_new(int fast)
{
	cp_parser *p = malloc(sizeof *p);
	if (!p)
		return NULL;
	p->fast = fast;
	if (!cp_arena_init(&p->arena)) {
		free(p);
		return NULL;
	}
	return p;
}

void cp_parser_delete(cp_parser *p)
{
	cp_arena_free(&p->arena);
	free(p);
}

// now_micros is CPU time, so that a busy machine does not change what is read.
static uint64_t now_micros(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

// parse_chunk parses and walks one chunk. Parser and tree lie in the arena; they
// are taken apart only if some of their memory came from elsewhere.
static uint32_t parse_chunk(cp_parser *cp, walker *w, const char *text, uint32_t len, uint64_t micros)
{
	uint32_t status = CP_STATUS_TIMEOUT;
	TSParser *p = ts_parser_new();
	if (!ts_parser_set_language(p, cp_language(cp->fast))) {
		ts_parser_delete(p);
		return CP_STATUS_MEMORY;
	}
	ts_parser_set_timeout_micros(p, micros);
	TSTree *t = ts_parser_parse_string(p, NULL, text, len);
	if (t)
		status = (uint32_t)(cp->fast ? cp_walk_direct(w, t, 0) : cp_walk_cursor(w, t, 0));
	if (cp->arena.overflowed) {
		if (t)
			ts_tree_delete(t);
		ts_parser_delete(p);
	}
	cp_arena_reset(&cp->arena);
	return status;
}

int cp_parse(cp_parser *cp, const char *buf, const cp_seg *segs, uint32_t nsegs,
	     cp_chunk *chunks, uint32_t nchunks, const uint16_t *kinds,
	     const uint8_t *fields, uint64_t timeout_micros, cp_node *room,
	     uint32_t cap, cp_result *out)
{
	walker w = { .nodes = room, .cap = cap, .segs = segs, .nsegs = nsegs, .kinds = kinds, .fields = fields };
	uint64_t deadline = now_micros() + timeout_micros;
	cp_node *root = cp_push(&w);
	if (!root)
		return 0;
	memset(root, 0, sizeof *root);
	root->parent = -1;
	cp_arena_use(&cp->arena);
	for (uint32_t i = 0; i < nchunks; i++) {
		cp_chunk *c = &chunks[i];
		c->first = c->after = w.count;
		// The budget is for the whole file: what it does not reach is lost.
		uint64_t now = now_micros();
		if (now >= deadline) {
			c->status = CP_STATUS_TIMEOUT;
			continue;
		}
		w.base = c->start;
		w.seg = c->seg;
		w.nsegs = i + 1 < nchunks ? chunks[i + 1].seg : nsegs;
		// The runtime measures wall-clock time.
		c->status = parse_chunk(cp, &w, buf + c->start, c->end - c->start, (deadline - now) * 4);
		c->after = w.count;
	}
	cp_arena_use(NULL);
	w.nodes[0].after = w.count;
	out->heap = w.on_heap ? w.nodes : NULL;
	out->count = w.count;
	return !w.oom;
}
