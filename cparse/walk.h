// Declarations shared by walk.c and the cgo preamble.
#ifndef CTXLINT_CPARSE_WALK_H
#define CTXLINT_CPARSE_WALK_H

#include <stdint.h>

// cp_node is one node of the flat preorder array. Layout equals Go's rawNode.
typedef struct {
	uint32_t start, end;  // byte offsets in the original text
	int32_t parent;       // preorder index, -1 for the root
	uint32_t after;       // preorder index just behind the subtree
	uint16_t kind;
	uint8_t field;
	uint8_t flags;
} cp_node;

// cp_seg maps the parse buffer back: a byte at or behind `at` lies at its
// buffer offset minus `delta` in the original, but not before `orig`.
typedef struct {
	uint32_t at, orig;
	uint32_t inserted; // length of the inserted text that starts at `at`
} cp_seg;

// cp_chunk is a part of the buffer that is parsed on its own.
typedef struct {
	uint32_t start, end;      // in the buffer
	uint32_t seg;             // index of the first segment
	uint32_t orig, orig_end;  // in the original text
	uint32_t flags;           // CP_CHUNK_*
	uint32_t first, after;    // out: nodes made of this chunk
	uint32_t status;          // out: CP_STATUS_*
} cp_chunk;

enum { CP_FLAG_ERROR = 1, CP_FLAG_MISSING = 2 };
enum { CP_CHUNK_MACRO = 1 };
enum { CP_STATUS_OK = 0, CP_STATUS_ERROR = 1, CP_STATUS_TIMEOUT = 2, CP_STATUS_MEMORY = 3 };

typedef struct {
	cp_node *heap; // the nodes when they did not fit into the room; to be freed
	uint32_t count;
} cp_result;

const char *cp_symbol(uint32_t id, int *named);
uint32_t cp_symbol_count(void);
const char *cp_field(uint32_t id);
uint32_t cp_field_count(void);

// cp_parser is what a parse needs and the next one can use again. One thread at a
// time may use it.
typedef struct cp_parser cp_parser;

// fast: with the lexer of fastlex.c
cp_parser *cp_parser_new(int fast);
void cp_parser_delete(cp_parser *);

int cp_parse(cp_parser *, const char *buf, const cp_seg *segs, uint32_t nsegs,
	     cp_chunk *chunks, uint32_t nchunks, const uint16_t *kinds,
	     const uint8_t *fields, uint64_t timeout_micros, cp_node *room,
	     uint32_t cap, cp_result *out);

#endif
