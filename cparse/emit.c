//go:build cgo

// From a node of the grammar's tree to one of ours: which are kept, and where
// they lie in the original text.

#include "walker.h"

#include <stdlib.h>
#include <string.h>

// original is the offset in the original text of one in segment s.
static uint32_t original(const cp_seg *s, uint32_t off)
{
	uint32_t d = off - s->at;
	return d <= s->inserted ? s->orig : s->orig + (d - s->inserted);
}

// map_start maps a start, searching from the one before: in preorder they only
// grow.
static uint32_t map_start(walker *w, uint32_t off)
{
	while (w->seg + 1 < w->nsegs && w->segs[w->seg + 1].at <= off)
		w->seg++;
	return original(&w->segs[w->seg], off);
}

// map_end maps the end of the node whose start was mapped last; it may lie far
// behind. An end where text was inserted belongs before it.
static uint32_t map_end(const walker *w, uint32_t off)
{
	uint32_t lo = w->seg, hi = w->nsegs;
	if (lo + 1 == hi || off <= w->segs[lo + 1].at)
		return original(&w->segs[lo], off);
	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (w->segs[mid].at < off)
			lo = mid;
		else
			hi = mid;
	}
	return original(&w->segs[lo], off);
}

cp_node *cp_push(walker *w)
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

bool cp_emit(walker *w, level *up, level *me, int depth, int32_t root, found f)
{
	*me = (level){ .node = up ? up->node : root };
	uint16_t kind = f.symbol == SYMBOL_ERROR ? KIND_ERROR : w->kinds[f.symbol];
	uint8_t field = w->fields[f.field];
	if (!f.missing && (kind == KIND_SKIP || (kind == KIND_TOKEN && field == 0)))
		return false;
	uint32_t start = map_start(w, f.start + w->base);
	uint32_t end = map_end(w, f.end + w->base);
	if (end < start)
		end = start;
	if (end == start && f.end > f.start && kind != KIND_ERROR) {
		// Inserted text. As the function of a call it is the shell that makes
		// a statement expression readable for the grammar.
		if (up && up->emitted && w->nodes[up->node].kind == KIND_CALL) {
			w->nodes[up->node].kind = KIND_STATEMENT_EXPRESSION;
			up->after_synthetic = true;
		}
		return false;
	}
	if (kind == KIND_ARGUMENTS && up && up->after_synthetic) {
		me->lift = true;
		return true;
	}
	cp_node *out = cp_push(w);
	if (!out)
		return false;
	me->node = (int32_t)w->count - 1;
	me->emitted = true;
	*out = (cp_node){
		.start = start,
		.end = end,
		.parent = up ? up->node : root,
		.after = w->count,
		.kind = f.missing ? KIND_MISSING : kind,
		.field = up && up->lift ? FIELD_BODY : field,
		.flags = (f.missing ? CP_FLAG_MISSING : 0) | (f.has_error ? CP_FLAG_ERROR : 0),
	};
	if (kind == KIND_TOKEN || f.missing)
		return false;
	if (depth + 1 >= MAX_DEPTH) {
		out->kind = KIND_ERROR;
		out->flags |= CP_FLAG_ERROR;
		w->broken = true;
		return false;
	}
	return true;
}
