// What the two walks over a tree share: walk_cursor.c through the runtime's
// interface, walk_direct.c through its data structures.
#ifndef CTXLINT_CPARSE_WALKER_H
#define CTXLINT_CPARSE_WALKER_H

#include <stdbool.h>
#include <stdint.h>

#include "walk.h"

typedef struct TSLanguage TSLanguage; // fastlex.h says what is in it
typedef struct TSParser TSParser;
typedef struct TSTree TSTree;
typedef uint16_t TSSymbol;
typedef uint16_t TSFieldId;
typedef struct {
	uint32_t context[4];
	const void *id;
	const TSTree *tree;
} TSNode;

extern TSNode ts_tree_root_node(const TSTree *);
extern bool ts_node_has_error(TSNode);

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

typedef struct {
	cp_node *nodes;
	uint32_t count, cap;
	bool on_heap;
	bool oom;
	bool broken; // the chunk holds an error
	const cp_seg *segs;
	uint32_t nsegs, seg; // seg: where the last start offset was found
	const uint16_t *kinds;
	const uint8_t *fields;
	uint32_t base; // buffer offset of the chunk
} walker;

// level is a node of the grammar's tree on the way from the root: the node made
// for it, or the nearest one above when it was left out.
typedef struct {
	int32_t node;
	bool emitted;
	bool lift;            // children take FIELD_BODY (statement expression)
	bool after_synthetic; // a child was inserted text: the argument list is a shell
} level;

// found is a node of the grammar's tree. Offsets count from the chunk's start.
typedef struct {
	TSSymbol symbol;
	TSFieldId field;
	uint32_t start, end;
	bool missing, has_error;
} found;

cp_node *cp_push(walker *);

// cp_emit adds a node, or leaves it out, and reports whether its children are
// wanted. up is NULL for the root of a chunk.
bool cp_emit(walker *, level *up, level *me, int depth, int32_t root, found);

// Both walk a chunk's tree and return its CP_STATUS.
int cp_walk_cursor(walker *, const TSTree *, int32_t root);
int cp_walk_direct(walker *, const TSTree *, int32_t root);

#endif
