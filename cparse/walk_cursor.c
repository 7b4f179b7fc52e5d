//go:build cgo

// The walk through the runtime's own interface: what every version of it offers,
// and the yardstick that walk_direct.c is compared with. It is used where the
// direct walk does not apply.

#include "walker.h"

#include <stddef.h>

typedef struct {
	const void *tree;
	const void *id;
	uint32_t context[3];
} TSTreeCursor;

extern TSSymbol ts_node_symbol(TSNode);
extern uint32_t ts_node_start_byte(TSNode);
extern uint32_t ts_node_end_byte(TSNode);
extern bool ts_node_is_missing(TSNode);
extern TSTreeCursor ts_tree_cursor_new(TSNode);
extern void ts_tree_cursor_delete(TSTreeCursor *);
extern TSNode ts_tree_cursor_current_node(const TSTreeCursor *);
extern TSFieldId ts_tree_cursor_current_field_id(const TSTreeCursor *);
extern bool ts_tree_cursor_goto_parent(TSTreeCursor *);
extern bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *);
extern bool ts_tree_cursor_goto_first_child(TSTreeCursor *);

static bool visit(walker *w, const TSTreeCursor *c, level *stack, int depth, int32_t root)
{
	TSNode n = ts_tree_cursor_current_node(c);
	found f = {
		.symbol = ts_node_symbol(n),
		.start = ts_node_start_byte(n),
		.end = ts_node_end_byte(n),
	};
	if (depth > 0)
		f.field = ts_tree_cursor_current_field_id(c);
	if (w->broken) {
		f.missing = ts_node_is_missing(n);
		f.has_error = ts_node_has_error(n);
	}
	return cp_emit(w, depth > 0 ? &stack[depth - 1] : NULL, &stack[depth], depth, root, f);
}

int cp_walk_cursor(walker *w, const TSTree *tree, int32_t root)
{
	TSNode top = ts_tree_root_node(tree);
	level stack[MAX_DEPTH + 1];
	TSTreeCursor c = ts_tree_cursor_new(top);
	int depth = 0;
	w->broken = ts_node_has_error(top);
	stack[0] = (level){ .node = root };
	// The grammar's root becomes ours; an ERROR root is kept as a node.
	bool descend = true;
	if (ts_node_symbol(top) == SYMBOL_ERROR)
		descend = visit(w, &c, stack, 0, root);
	while (depth >= 0 && !w->oom) {
		if (descend && ts_tree_cursor_goto_first_child(&c)) {
			depth++;
		} else {
			// Close levels until one has a node to its right.
			for (; depth >= 0; depth--) {
				if (stack[depth].emitted)
					w->nodes[stack[depth].node].after = w->count;
				if (depth > 0 && ts_tree_cursor_goto_next_sibling(&c))
					break;
				ts_tree_cursor_goto_parent(&c);
			}
			if (depth < 0)
				break;
		}
		descend = visit(w, &c, stack, depth, root);
	}
	ts_tree_cursor_delete(&c);
	return w->oom ? CP_STATUS_MEMORY : w->broken ? CP_STATUS_ERROR : CP_STATUS_OK;
}
