//go:build cgo

// A faster front of the grammar's lexer.
//
// The grammar's generated lexer is compiled without optimisation (a pragma in
// its source) and tests every byte of a word against 670 ranges of Unicode: a
// fifth of the time of a parse. What it does with blanks, ASCII words and single
// punctuation, which is nearly all text, is simple; fast_lex does it directly and
// leaves everything else to the original.
//
// That the original does just this is not assumed but asked: probe runs it on
// small inputs in every lexer state and allows the short way only where the
// answers agree. A test compares both on whole files.

#include "fastlex.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef uint16_t TSSymbol;
typedef uint16_t TSStateId;


// The interface between grammars and runtime, language version 14.
typedef struct TSLexer TSLexer;
struct TSLexer {
	int32_t lookahead;
	TSSymbol result_symbol;
	void (*advance)(TSLexer *, bool);
	void (*mark_end)(TSLexer *);
	uint32_t (*get_column)(TSLexer *);
	bool (*is_at_included_range_start)(const TSLexer *);
	bool (*eof)(const TSLexer *);
};

typedef struct {
	uint16_t lex_state, external_lex_state;
} TSLexMode;

struct TSLanguage {
	uint32_t version, symbol_count, alias_count, token_count, external_token_count;
	uint32_t state_count, large_state_count, production_id_count, field_count;
	uint16_t max_alias_sequence_length;
	const void *tables[6]; // parse_table … field_names
	const struct {
		uint16_t index, length;
	} *field_map_slices;
	const cp_field_entry *field_map_entries;
	const void *symbol_metadata;
	const TSSymbol *public_symbol_map;
	const uint16_t *alias_map;
	const TSSymbol *alias_sequences;
	const TSLexMode *lex_modes;
	bool (*lex_fn)(TSLexer *, TSStateId);
	bool (*keyword_lex_fn)(TSLexer *, TSStateId);
	TSSymbol keyword_capture_token;
	struct {
		const void *tables[2];
		void (*functions[5])(void);
	} external_scanner;
	const TSStateId *primary_state_ids;
};

extern const struct TSLanguage *tree_sitter_c(void);

enum { VERSION = 14, MAX_LEX_STATE = 512 };

static struct TSLanguage language;
static bool (*original)(TSLexer *, TSStateId);
static TSSymbol word;
// For every lexer state: whether blanks and words go the short way, and the
// symbol of each punctuation byte that does.
static bool short_way[MAX_LEX_STATE];
static uint8_t single[MAX_LEX_STATE][128];

enum { WORD_START = 1, WORD = 2, BLANK = 4 };
static uint8_t classes[256];

static bool fast_lex(TSLexer *lx, TSStateId state)
{
	if (state >= MAX_LEX_STATE || !short_way[state])
		return original(lx, state);
	int32_t c = lx->lookahead;
	while ((uint32_t)c < 128 && classes[c] & BLANK) {
		lx->advance(lx, true);
		c = lx->lookahead;
	}
	if ((uint32_t)c >= 128)
		return original(lx, state);
	if (classes[c] & WORD_START) {
		do {
			lx->advance(lx, false);
			c = lx->lookahead;
		} while ((uint32_t)c < 128 && classes[c] & WORD);
		lx->result_symbol = word;
		lx->mark_end(lx);
		return true;
	}
	if (single[state][c]) {
		lx->result_symbol = single[state][c];
		lx->advance(lx, false);
		lx->mark_end(lx);
		return true;
	}
	return original(lx, state);
}

// probe_lexer runs the original on a string.
typedef struct {
	TSLexer data;
	const char *text;
	uint32_t pos, len, start, end;
} probe_lexer;

static void probe_advance(TSLexer *lx, bool skip)
{
	probe_lexer *p = (probe_lexer *)lx;
	if (p->pos < p->len)
		p->pos++;
	if (skip)
		p->start = p->pos;
	lx->lookahead = p->pos < p->len ? (unsigned char)p->text[p->pos] : 0;
}

static void probe_mark_end(TSLexer *lx)
{
	probe_lexer *p = (probe_lexer *)lx;
	p->end = p->pos;
}

static uint32_t probe_column(TSLexer *lx) { return ((probe_lexer *)lx)->pos; }
static bool probe_range_start(const TSLexer *lx) { (void)lx; return false; }
static bool probe_eof(const TSLexer *lx)
{
	const probe_lexer *p = (const probe_lexer *)lx;
	return p->pos >= p->len;
}

typedef struct {
	TSSymbol symbol; // 0: no token
	uint32_t start, end;
} probed;

static probed probe(TSStateId state, const char *text)
{
	probe_lexer p = {
		.data = {
			.lookahead = (unsigned char)text[0],
			.advance = probe_advance,
			.mark_end = probe_mark_end,
			.get_column = probe_column,
			.is_at_included_range_start = probe_range_start,
			.eof = probe_eof,
		},
		.text = text,
		.len = (uint32_t)strlen(text),
	};
	if (!original(&p.data, state))
		return (probed){ 0 };
	return (probed){ p.data.result_symbol, p.start, p.end };
}

// probe_state finds out what goes the short way in one lexer state.
static bool probe_state(TSStateId state)
{
	char text[8];
	// Words, whatever they start with and hold.
	for (int c = 0; c < 128; c++) {
		if (!(classes[c] & WORD_START))
			continue;
		const char *tails[] = { "9_z ", "xQ1;", "" };
		for (int k = 0; k < 3; k++) {
			text[0] = (char)c;
			strcpy(text + 1, tails[k]);
			probed r = probe(state, text);
			if (r.symbol != word || r.start != 0 || r.end != (k < 2 ? 4u : 1u))
				return false;
		}
	}
	// Blanks change nothing about the token behind them.
	for (int c = 33; c < 127; c++) {
		for (int k = 0; k < 2; k++) {
			text[0] = (char)c;
			strcpy(text + 1, k ? "=" : " ");
			probed r = probe(state, text);
			memcpy(text, " \n\t", 3);
			text[3] = (char)c;
			strcpy(text + 4, k ? "=" : " ");
			probed s = probe(state, text);
			if (r.symbol != s.symbol || (r.symbol && (s.start != 3 || s.end != r.end + 3)))
				return false;
		}
	}
	// Punctuation that is one byte long whatever follows.
	for (const char *c = "(){},;[]~?"; *c; c++) {
		TSSymbol symbol = 0;
		for (int d = 32; d < 127; d++) {
			text[0] = *c;
			text[1] = (char)d;
			text[2] = 0;
			probed r = probe(state, text);
			if (r.symbol == 0 || r.symbol > 255 || r.start != 0 || r.end != 1 || (symbol && r.symbol != symbol)) {
				symbol = 0;
				break;
			}
			symbol = r.symbol;
		}
		single[state][(int)*c] = (uint8_t)symbol;
	}
	return true;
}

static void init(void)
{
	const struct TSLanguage *c = tree_sitter_c();
	if (c->version != VERSION)
		return; // another layout: cp_language falls back
	language = *c;
	original = c->lex_fn;
	word = c->keyword_capture_token;
	for (int i = 0; i < 128; i++) {
		if (i == '_' || i == '$' || (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z'))
			classes[i] = WORD_START | WORD;
		if (i >= '0' && i <= '9')
			classes[i] = WORD;
		if (i == ' ' || i == '\n' || i == '\t' || i == '\r' || i == '\f' || i == '\v')
			classes[i] = BLANK;
	}
	bool seen[MAX_LEX_STATE] = { false };
	for (uint32_t i = 0; i < c->state_count; i++) {
		uint16_t s = c->lex_modes[i].lex_state;
		if (s >= MAX_LEX_STATE) // also the mark of states that need no lexer
			continue;
		if (!seen[s])
			short_way[s] = probe_state(s);
		seen[s] = true;
	}
	language.lex_fn = fast_lex;
}

const uint16_t *cp_aliases(const struct TSLanguage *l, uint16_t production)
{
	return production ? &l->alias_sequences[production * l->max_alias_sequence_length] : NULL;
}

void cp_field_entries(const struct TSLanguage *l, uint16_t production,
		      const cp_field_entry **from, const cp_field_entry **to)
{
	*from = l->field_map_entries + l->field_map_slices[production].index;
	*to = *from + l->field_map_slices[production].length;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

const struct TSLanguage *cp_language(int fast)
{
	const struct TSLanguage *c = tree_sitter_c();
	if (!fast)
		return c;
	pthread_once(&once, init);
	return language.lex_fn ? &language : c;
}

int cp_fast_states(void)
{
	int n = 0;
	for (int i = 0; i < MAX_LEX_STATE; i++)
		n += short_way[i];
	return n;
}
