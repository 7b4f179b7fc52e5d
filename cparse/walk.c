//go:build cgo

// Parses the chunks of a buffer with tree-sitter and walks every tree once
// into one flat preorder array, so that a file costs one crossing from Go to C
// instead of several for each node.
//
// The tree-sitter runtime and the C grammar are linked into the same binary by
// the Go packages that parse_cgo.go imports; only the few symbols used here are
// declared, in the layout of the runtime's api.h (ABI of language version 14).

#include "walk.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct TSLanguage TSLanguage;
typedef struct TSParser TSParser;
typedef struct TSTree TSTree;
typedef uint16_t TSSymbol;
typedef uint16_t TSFieldId;
typedef struct {
	uint32_t context[4];
	const void *id;
	const TSTree *tree;
} TSNode;
typedef struct {
	const void *tree;
	const void *id;
	uint32_t context[3];
} TSTreeCursor;

extern const TSLanguage *tree_sitter_c(void);
extern TSParser *ts_parser_new(void);
extern void ts_parser_delete(TSParser *);
extern bool ts_parser_set_language(TSParser *, const TSLanguage *);
extern void ts_parser_set_timeout_micros(TSParser *, uint64_t);
extern void ts_parser_reset(TSParser *);
extern TSTree *ts_parser_parse_string(TSParser *, const TSTree *, const char *, uint32_t);
extern void ts_tree_delete(TSTree *);
extern TSNode ts_tree_root_node(const TSTree *);
extern TSSymbol ts_node_symbol(TSNode);
extern uint32_t ts_node_start_byte(TSNode);
extern uint32_t ts_node_end_byte(TSNode);
extern bool ts_node_is_missing(TSNode);
extern bool ts_node_has_error(TSNode);
extern TSTreeCursor ts_tree_cursor_new(TSNode);
extern void ts_tree_cursor_delete(TSTreeCursor *);
extern TSNode ts_tree_cursor_current_node(const TSTreeCursor *);
extern TSFieldId ts_tree_cursor_current_field_id(const TSTreeCursor *);
extern bool ts_tree_cursor_goto_parent(TSTreeCursor *);
extern bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *);
extern bool ts_tree_cursor_goto_first_child(TSTreeCursor *);
extern uint32_t ts_language_symbol_count(const TSLanguage *);
extern const char *ts_language_symbol_name(const TSLanguage *, TSSymbol);
extern int ts_language_symbol_type(const TSLanguage *, TSSymbol);
extern uint32_t ts_language_field_count(const TSLanguage *);
extern const char *ts_language_field_name_for_id(const TSLanguage *, TSFieldId);

enum {
	SYMBOL_ERROR = 0xffff,
	// Kinds with a meaning for the walk; kind.go holds the same numbers.
	KIND_SKIP = 0,
	KIND_ERROR = 1,
	KIND_TOKEN = 2,
	KIND_CALL = 3,
	KIND_ARGUMENTS = 4,
	KIND_STATEMENT_EXPRESSION = 5,
	KIND_MISSING = 6,
	FIELD_BODY = 1,
	// Deeper trees are cut. Lowering recurses over the tree, and no code that
	// a person wrote is nested like this; machine-made else-if chains may be.
	MAX_DEPTH = 3000,
};

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

void *cp_parser_new(void)
{
	TSParser *p = ts_parser_new();
	if (p && !ts_parser_set_language(p, tree_sitter_c())) {
		ts_parser_delete(p);
		p = NULL;
	}
	return p;
}

void cp_parser_delete(void *parser) { ts_parser_delete(parser); }

typedef struct {
	cp_node *nodes;
	uint32_t count, cap;
	bool on_heap;
	const cp_seg *segs;
	uint32_t nsegs, seg; // seg: where the last start offset was found
	const uint16_t *kinds;
	const uint8_t *fields;
	uint32_t base; // buffer offset of the chunk
	bool oom;
} walker;

// map turns a buffer offset into an original one, searching from segment *at.
// Starts only grow in preorder, so for them *at is a running position.
static uint32_t map(const walker *w, uint32_t off, uint32_t *at)
{
	uint32_t i = *at;
	while (i + 1 < w->nsegs && w->segs[i + 1].at <= off)
		i++;
	*at = i;
	const cp_seg *s = &w->segs[i];
	uint32_t d = off - s->at;
	return d <= s->inserted ? s->orig : s->orig + (d - s->inserted);
}

// map_end is map by binary search: an end may lie far behind its start.
static uint32_t map_end(const walker *w, uint32_t off)
{
	uint32_t lo = w->seg, hi = w->nsegs;
	if (lo + 1 == hi || off < w->segs[lo + 1].at) {
		hi = lo + 1;
	}
	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;
		// An end at the very start of an insertion belongs before it.
		if (w->segs[mid].at < off)
			lo = mid;
		else
			hi = mid;
	}
	const cp_seg *s = &w->segs[lo];
	uint32_t d = off - s->at;
	return d <= s->inserted ? s->orig : s->orig + (d - s->inserted);
}

static cp_node *push(walker *w)
{
	if (w->count == w->cap) {
		uint32_t cap = w->cap < 512 ? 1024 : w->cap * 2;
		cp_node *n = realloc(w->on_heap ? w->nodes : NULL, (size_t)cap * sizeof *n);
		if (!n) {
			w->oom = true;
			return NULL;
		}
		if (!w->on_heap)
			memcpy(n, w->nodes, (size_t)w->count * sizeof *n);
		w->nodes = n;
		w->cap = cap;
		w->on_heap = true;
	}
	return &w->nodes[w->count++];
}

// frame is one level of the cursor: the node emitted for it, or the nearest
// emitted node above when the level itself was left out.
typedef struct {
	int32_t node;   // parent index for the children
	bool emitted;
	bool lift;      // children of this level take FIELD_BODY (statement expression)
	bool after_synthetic; // a child was inserted text: the argument list is a shell
} frame;

static int walk_chunk(walker *w, TSTree *tree, int32_t root)
{
	TSNode top = ts_tree_root_node(tree);
	bool broken = ts_node_has_error(top);
	frame stack[MAX_DEPTH + 1];
	int depth = 0;
	TSTreeCursor c = ts_tree_cursor_new(top);
	stack[0] = (frame){ .node = root };

	// The grammar's root becomes our root; an ERROR root is kept as a node.
	bool descend;
	if (ts_node_symbol(top) == SYMBOL_ERROR)
		goto visit;
	descend = true;

	for (;;) {
		if (descend && depth < MAX_DEPTH && ts_tree_cursor_goto_first_child(&c)) {
			depth++;
			goto visit;
		}
		// Close this level and go on with the next one to the right.
		for (;;) {
			if (depth == 0)
				goto done;
			if (stack[depth].emitted)
				w->nodes[stack[depth].node].after = w->count;
			if (ts_tree_cursor_goto_next_sibling(&c))
				break;
			ts_tree_cursor_goto_parent(&c);
			depth--;
		}
visit:;
		TSNode n = ts_tree_cursor_current_node(&c);
		TSSymbol sym = ts_node_symbol(n);
		frame *up = &stack[depth > 0 ? depth - 1 : 0];
		int32_t parent = depth > 0 ? up->node : root;
		uint16_t kind = sym == SYMBOL_ERROR ? KIND_ERROR : w->kinds[sym];
		frame *f = &stack[depth];
		*f = (frame){ .node = parent };
		bool missing = broken && ts_node_is_missing(n);
		uint8_t field = 0;
		descend = false;
		if (kind == KIND_SKIP && !missing)
			continue;
		if (depth > 0) {
			TSFieldId id = ts_tree_cursor_current_field_id(&c);
			field = w->fields[id];
		}
		if (kind == KIND_TOKEN && field == 0 && !missing)
			continue;
		uint32_t s = ts_node_start_byte(n) + w->base, e = ts_node_end_byte(n) + w->base;
		uint32_t os = map(w, s, &w->seg);
		uint32_t oe = map_end(w, e);
		if (oe < os)
			oe = os;
		if (oe == os && e > s && kind != KIND_ERROR) {
			// Inserted text. As the function of a call it is the shell that
			// makes a statement expression readable for the grammar.
			if (depth > 0 && up->emitted && w->nodes[up->node].kind == KIND_CALL) {
				w->nodes[up->node].kind = KIND_STATEMENT_EXPRESSION;
				up->after_synthetic = true;
			}
			continue;
		}
		if (kind == KIND_ARGUMENTS && depth > 0 && up->after_synthetic) {
			f->lift = true;
			descend = true;
			continue;
		}
		cp_node *out = push(w);
		if (!out)
			break;
		f->node = (int32_t)w->count - 1;
		f->emitted = true;
		out->start = os;
		out->end = oe;
		out->parent = parent;
		out->after = w->count;
		out->kind = kind;
		out->field = depth > 0 && up->lift ? FIELD_BODY : field;
		out->flags = 0;
		if (broken) {
			if (missing) {
				out->kind = kind = KIND_MISSING;
				out->flags |= CP_FLAG_MISSING;
			}
			if (ts_node_has_error(n))
				out->flags |= CP_FLAG_ERROR;
		}
		descend = kind != KIND_TOKEN && kind != KIND_MISSING;
		if (descend && depth + 1 >= MAX_DEPTH) {
			out->kind = KIND_ERROR;
			out->flags |= CP_FLAG_ERROR;
			broken = true;
			descend = false;
		}
	}
done:
	if (stack[0].emitted)
		w->nodes[stack[0].node].after = w->count;
	ts_tree_cursor_delete(&c);
	return w->oom ? CP_STATUS_MEMORY : broken ? CP_STATUS_ERROR : CP_STATUS_OK;
}

// now_micros is CPU time, so that a busy machine does not change what is read.
static uint64_t now_micros(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

int cp_parse(void *parser, const char *buf, const cp_seg *segs, uint32_t nsegs,
	     cp_chunk *chunks, uint32_t nchunks, const uint16_t *kinds,
	     const uint8_t *fields, uint64_t timeout_micros, cp_node *room,
	     uint32_t cap, cp_result *out)
{
	TSParser *p = parser;
	walker w = { .nodes = room, .cap = cap, .segs = segs, .nsegs = nsegs, .kinds = kinds, .fields = fields };
	uint64_t deadline = now_micros() + timeout_micros;
	cp_node *root = push(&w);
	if (!root)
		return 0;
	memset(root, 0, sizeof *root);
	root->parent = -1;
	for (uint32_t i = 0; i < nchunks; i++) {
		cp_chunk *c = &chunks[i];
		c->first = c->after = w.count;
		// The budget is for the whole file: what it does not reach is lost.
		uint64_t now = now_micros();
		if (now >= deadline) {
			c->status = CP_STATUS_TIMEOUT;
			continue;
		}
		ts_parser_set_timeout_micros(p, (deadline - now) * 4); // wall clock
		TSTree *t = ts_parser_parse_string(p, NULL, buf + c->start, c->end - c->start);
		if (!t) {
			ts_parser_reset(p);
			c->status = CP_STATUS_TIMEOUT;
			continue;
		}
		w.base = c->start;
		w.seg = c->seg;
		w.nsegs = i + 1 < nchunks ? chunks[i + 1].seg : nsegs;
		c->status = (uint32_t)walk_chunk(&w, t, 0);
		c->after = w.count;
		ts_tree_delete(t);
	}
	w.nodes[0].after = w.count;
	out->heap = w.on_heap ? w.nodes : NULL;
	out->count = w.count;
	return !w.oom;
}
