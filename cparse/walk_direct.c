//go:build cgo

// The walk over the runtime's data structures. Through the cursor a walk costs a
// quarter of the parse, most of it for positions, aliases and fields that are
// computed anew at every step; with the structures at hand they are computed once
// for each node on the way down.
//
// The layouts below are those of the runtime's subtree.h. They are no interface:
// cp_self_check compares this walk with the cursor's before it is ever used.

#include "fastlex.h"
#include "walker.h"

#include <stddef.h>

typedef struct {
	uint32_t bytes, row, column;
} length;

// A leaf that is small stands in the pointer itself.
typedef struct {
	bool is_inline : 1;
	bool visible : 1;
	bool named : 1;
	bool extra : 1;
	bool has_changes : 1;
	bool is_missing : 1;
	bool is_keyword : 1;
	uint8_t symbol;
	uint16_t parse_state;
	uint8_t padding_columns;
	uint8_t padding_rows : 4;
	uint8_t lookahead_bytes : 4;
	uint8_t padding_bytes;
	uint8_t size_bytes;
} small_leaf;

typedef struct {
	volatile uint32_t ref_count;
	length padding, size;
	uint32_t lookahead_bytes, error_cost, child_count;
	TSSymbol symbol;
	uint16_t parse_state;
	bool visible : 1;
	bool named : 1;
	bool extra : 1;
	bool fragile_left : 1;
	bool fragile_right : 1;
	bool has_changes : 1;
	bool has_external_tokens : 1;
	bool has_external_scanner_state_change : 1;
	bool depends_on_column : 1;
	bool is_missing : 1;
	bool is_keyword : 1;
	union {
		struct {
			uint32_t visible_child_count, named_child_count, visible_descendant_count;
			int32_t dynamic_precedence;
			uint16_t repeat_depth, production_id;
		};
		struct {
			char data[24];
			uint32_t length;
		} scanner_state;
	};
} subtree_data;

typedef union {
	small_leaf data;
	const subtree_data *ptr;
} subtree;

// Children stand before the node's own data.
static const subtree *children(const subtree_data *d) { return (const subtree *)d - d->child_count; }

static inline uint32_t padding(subtree t) { return t.data.is_inline ? t.data.padding_bytes : t.ptr->padding.bytes; }
static inline uint32_t size(subtree t) { return t.data.is_inline ? t.data.size_bytes : t.ptr->size.bytes; }
static inline bool visible(subtree t) { return t.data.is_inline ? t.data.visible : t.ptr->visible; }
static inline bool extra(subtree t) { return t.data.is_inline ? t.data.extra : t.ptr->extra; }
static inline bool missing(subtree t) { return t.data.is_inline ? t.data.is_missing : t.ptr->is_missing; }
static inline TSSymbol symbol(subtree t) { return t.data.is_inline ? t.data.symbol : t.ptr->symbol; }
static inline bool has_error(subtree t) { return missing(t) || (!t.data.is_inline && t.ptr->error_cost > 0); }

// frame is a node whose children are being visited.
typedef struct {
	const subtree_data *node;
	const TSSymbol *aliases; // by structural index, or NULL
	const cp_field_entry *field, *field_end;
	uint32_t next;       // child
	uint32_t structural; // its index among children that are not extra
	uint32_t at;         // offset behind the child before
	TSFieldId inherited; // field of a hidden node, which its children have
	int owner;           // depth of the visible node that the children belong to
} frame;

// Hidden nodes stand between visible ones, mostly halves of long lists, whose
// number grows with the logarithm of the length.
enum { MAX_FRAMES = 3 * MAX_DEPTH };

static void enter(frame *f, const TSLanguage *lang, subtree t, uint32_t start, TSFieldId inherited, int owner)
{
	const subtree_data *d = t.ptr;
	f->node = d;
	f->aliases = cp_aliases(lang, d->production_id);
	cp_field_entries(lang, d->production_id, &f->field, &f->field_end);
	f->next = f->structural = 0;
	f->at = start;
	f->inherited = inherited;
	f->owner = owner;
}

static TSFieldId field_of(const frame *f)
{
	for (const cp_field_entry *e = f->field; e < f->field_end; e++)
		if (!e->inherited && e->child_index == f->structural)
			return e->field;
	return f->inherited;
}

int cp_walk_direct(walker *w, const TSTree *tree, int32_t root)
{
	const TSLanguage *lang = cp_language(0);
	level levels[MAX_DEPTH + 1];
	static __thread frame frames[MAX_FRAMES];
	subtree top = *(const subtree *)ts_tree_root_node(tree).id;
	int n = 0;
	w->broken = has_error(top);
	levels[0] = (level){ .node = root };
	bool descend = true;
	if (symbol(top) == SYMBOL_ERROR) {
		found f = { .symbol = SYMBOL_ERROR, .start = padding(top), .end = padding(top) + size(top), .has_error = true };
		descend = cp_emit(w, NULL, &levels[0], 0, root, f);
	}
	if (descend && !top.data.is_inline && top.ptr->child_count > 0)
		enter(&frames[n++], lang, top, padding(top), 0, 0);
	while (n > 0 && !w->oom) {
		frame *f = &frames[n - 1];
		if (f->next == f->node->child_count) {
			// Behind the last child of a visible node, its subtree is complete.
			n--;
			if (n == 0 || frames[n - 1].owner != f->owner) {
				level *l = &levels[f->owner];
				if (l->emitted)
					w->nodes[l->node].after = w->count;
			}
			continue;
		}
		subtree t = children(f->node)[f->next];
		// The first child starts where its parent does.
		uint32_t start = f->next ? f->at + padding(t) : f->at;
		bool is_extra = extra(t);
		TSSymbol alias = !is_extra && f->aliases ? f->aliases[f->structural] : 0;
		TSFieldId field = is_extra ? 0 : field_of(f);
		f->at = start + size(t);
		f->next++;
		if (!is_extra)
			f->structural++;
		bool has_children = !t.data.is_inline && t.ptr->child_count > 0;
		if (!alias && !visible(t)) {
			if (has_children && t.ptr->visible_child_count > 0 && n < MAX_FRAMES)
				enter(&frames[n++], lang, t, start, field, f->owner);
			continue;
		}
		found x = {
			.symbol = alias ? alias : symbol(t),
			.field = field,
			.start = start,
			.end = start + size(t),
			.missing = w->broken && missing(t),
			.has_error = w->broken && has_error(t),
		};
		int depth = f->owner + 1;
		if (!cp_emit(w, &levels[f->owner], &levels[depth], depth, root, x) || !has_children)
			continue;
		if (n < MAX_FRAMES)
			enter(&frames[n++], lang, t, start, 0, depth);
	}
	return w->oom ? CP_STATUS_MEMORY : w->broken ? CP_STATUS_ERROR : CP_STATUS_OK;
}
