#ifndef CTXLINT_CPARSE_FASTLEX_H
#define CTXLINT_CPARSE_FASTLEX_H

#include <stdbool.h>
#include <stdint.h>

struct TSLanguage;

// cp_language is the C grammar, with the faster lexer or its own.
const struct TSLanguage *cp_language(int fast);

// cp_field_entry says which child of a production is which field.
typedef struct {
	uint16_t field;
	uint8_t child_index;
	bool inherited;
} cp_field_entry;

// cp_aliases are the symbols that a production gives its children, by structural
// index, or NULL; 0 for no other symbol.
const uint16_t *cp_aliases(const struct TSLanguage *, uint16_t production);

void cp_field_entries(const struct TSLanguage *, uint16_t production,
		      const cp_field_entry **from, const cp_field_entry **to);

// cp_fast_states is the number of lexer states that the faster lexer serves.
int cp_fast_states(void);

#endif
