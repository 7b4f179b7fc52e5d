package cparse

// Kind is the kind of a node. The names are those of the tree-sitter C grammar,
// so that its documentation applies.
type Kind uint16

// The first kinds have fixed numbers, which walk.c shares.
const (
	kindSkip  Kind = iota // left out of the tree: comments, parts of literals
	KindError             // text that the grammar could not read
	KindToken             // an anonymous token that carries a field: an operator
	KindCallExpression
	KindArgumentList
	// KindStatementExpression is GNU C's ({ … }); its only child, with
	// FieldBody, is the compound statement.
	KindStatementExpression
	KindMissing // a token that the grammar had to invent; empty text
	KindOther   // a named node of a kind that is not listed here
	KindTranslationUnit
	KindFunctionDefinition
	KindDeclaration
	KindTypeDefinition
	KindLinkageSpecification
	KindAttributeSpecifier
	KindAttribute
	KindAttributeDeclaration
	KindDeclarationList
	KindParenthesizedDeclarator
	KindAbstractParenthesizedDeclarator
	KindAttributedDeclarator
	KindPointerDeclarator
	KindAbstractPointerDeclarator
	KindFunctionDeclarator
	KindAbstractFunctionDeclarator
	KindArrayDeclarator
	KindAbstractArrayDeclarator
	KindInitDeclarator
	KindCompoundStatement
	KindStorageClassSpecifier
	KindTypeQualifier
	KindAlignasQualifier
	KindSizedTypeSpecifier
	KindPrimitiveType
	KindEnumSpecifier
	KindEnumeratorList
	KindEnumerator
	KindStructSpecifier
	KindUnionSpecifier
	KindFieldDeclarationList
	KindFieldDeclaration
	KindBitfieldClause
	KindVariadicParameter
	KindParameterList
	KindParameterDeclaration
	KindMacroTypeSpecifier
	KindAttributedStatement
	KindLabeledStatement
	KindExpressionStatement
	KindIfStatement
	KindElseClause
	KindSwitchStatement
	KindCaseStatement
	KindWhileStatement
	KindDoStatement
	KindForStatement
	KindReturnStatement
	KindBreakStatement
	KindContinueStatement
	KindGotoStatement
	KindCommaExpression
	KindConditionalExpression
	KindAssignmentExpression
	KindPointerExpression
	KindUnaryExpression
	KindBinaryExpression
	KindUpdateExpression
	KindCastExpression
	KindTypeDescriptor
	KindSizeofExpression
	KindAlignofExpression
	KindOffsetofExpression
	KindGenericExpression
	KindSubscriptExpression
	KindFieldExpression
	KindCompoundLiteralExpression
	KindParenthesizedExpression
	KindInitializerList
	KindInitializerPair
	KindSubscriptDesignator
	KindSubscriptRangeDesignator
	KindFieldDesignator
	KindIdentifier
	KindFieldIdentifier
	KindStatementIdentifier
	KindTypeIdentifier
	KindNumberLiteral
	KindCharLiteral
	KindStringLiteral
	KindConcatenatedString
	KindTrue
	KindFalse
	KindNull
	KindGnuAsmExpression
)

// kindNames are the grammar's symbol names, and how kinds print.
var kindNames = [...]string{
	kindSkip:                            "-",
	KindError:                           "ERROR",
	KindToken:                           "token",
	KindCallExpression:                  "call_expression",
	KindArgumentList:                    "argument_list",
	KindStatementExpression:             "statement_expression",
	KindMissing:                         "MISSING",
	KindOther:                           "other",
	KindTranslationUnit:                 "translation_unit",
	KindFunctionDefinition:              "function_definition",
	KindDeclaration:                     "declaration",
	KindTypeDefinition:                  "type_definition",
	KindLinkageSpecification:            "linkage_specification",
	KindAttributeSpecifier:              "attribute_specifier",
	KindAttribute:                       "attribute",
	KindAttributeDeclaration:            "attribute_declaration",
	KindDeclarationList:                 "declaration_list",
	KindParenthesizedDeclarator:         "parenthesized_declarator",
	KindAbstractParenthesizedDeclarator: "abstract_parenthesized_declarator",
	KindAttributedDeclarator:            "attributed_declarator",
	KindPointerDeclarator:               "pointer_declarator",
	KindAbstractPointerDeclarator:       "abstract_pointer_declarator",
	KindFunctionDeclarator:              "function_declarator",
	KindAbstractFunctionDeclarator:      "abstract_function_declarator",
	KindArrayDeclarator:                 "array_declarator",
	KindAbstractArrayDeclarator:         "abstract_array_declarator",
	KindInitDeclarator:                  "init_declarator",
	KindCompoundStatement:               "compound_statement",
	KindStorageClassSpecifier:           "storage_class_specifier",
	KindTypeQualifier:                   "type_qualifier",
	KindAlignasQualifier:                "alignas_qualifier",
	KindSizedTypeSpecifier:              "sized_type_specifier",
	KindPrimitiveType:                   "primitive_type",
	KindEnumSpecifier:                   "enum_specifier",
	KindEnumeratorList:                  "enumerator_list",
	KindEnumerator:                      "enumerator",
	KindStructSpecifier:                 "struct_specifier",
	KindUnionSpecifier:                  "union_specifier",
	KindFieldDeclarationList:            "field_declaration_list",
	KindFieldDeclaration:                "field_declaration",
	KindBitfieldClause:                  "bitfield_clause",
	KindVariadicParameter:               "variadic_parameter",
	KindParameterList:                   "parameter_list",
	KindParameterDeclaration:            "parameter_declaration",
	KindMacroTypeSpecifier:              "macro_type_specifier",
	KindAttributedStatement:             "attributed_statement",
	KindLabeledStatement:                "labeled_statement",
	KindExpressionStatement:             "expression_statement",
	KindIfStatement:                     "if_statement",
	KindElseClause:                      "else_clause",
	KindSwitchStatement:                 "switch_statement",
	KindCaseStatement:                   "case_statement",
	KindWhileStatement:                  "while_statement",
	KindDoStatement:                     "do_statement",
	KindForStatement:                    "for_statement",
	KindReturnStatement:                 "return_statement",
	KindBreakStatement:                  "break_statement",
	KindContinueStatement:               "continue_statement",
	KindGotoStatement:                   "goto_statement",
	KindCommaExpression:                 "comma_expression",
	KindConditionalExpression:           "conditional_expression",
	KindAssignmentExpression:            "assignment_expression",
	KindPointerExpression:               "pointer_expression",
	KindUnaryExpression:                 "unary_expression",
	KindBinaryExpression:                "binary_expression",
	KindUpdateExpression:                "update_expression",
	KindCastExpression:                  "cast_expression",
	KindTypeDescriptor:                  "type_descriptor",
	KindSizeofExpression:                "sizeof_expression",
	KindAlignofExpression:               "alignof_expression",
	KindOffsetofExpression:              "offsetof_expression",
	KindGenericExpression:               "generic_expression",
	KindSubscriptExpression:             "subscript_expression",
	KindFieldExpression:                 "field_expression",
	KindCompoundLiteralExpression:       "compound_literal_expression",
	KindParenthesizedExpression:         "parenthesized_expression",
	KindInitializerList:                 "initializer_list",
	KindInitializerPair:                 "initializer_pair",
	KindSubscriptDesignator:             "subscript_designator",
	KindSubscriptRangeDesignator:        "subscript_range_designator",
	KindFieldDesignator:                 "field_designator",
	KindIdentifier:                      "identifier",
	KindFieldIdentifier:                 "field_identifier",
	KindStatementIdentifier:             "statement_identifier",
	KindTypeIdentifier:                  "type_identifier",
	KindNumberLiteral:                   "number_literal",
	KindCharLiteral:                     "char_literal",
	KindStringLiteral:                   "string_literal",
	KindConcatenatedString:              "concatenated_string",
	KindTrue:                            "true",
	KindFalse:                           "false",
	KindNull:                            "null",
	KindGnuAsmExpression:                "gnu_asm_expression",
}

// skippedSymbols are named nodes that say nothing that the text of their
// parent does not say: leaving them out makes the tree a fifth smaller.
var skippedSymbols = map[string]bool{
	"comment": true, "string_content": true, "escape_sequence": true, "character": true,
}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind(?)"
}

// Field says which part of its parent a node is.
type Field uint8

// FieldBody has a fixed number, which walk.c shares.
const (
	FieldNone Field = iota
	FieldBody
	FieldAlternative
	FieldArgument
	FieldArguments
	FieldAssemblyCode
	FieldClobbers
	FieldCondition
	FieldConsequence
	FieldConstraint
	FieldDeclarator
	FieldDesignator
	FieldDirective
	FieldEnd
	FieldField
	FieldFilter
	FieldFunction
	FieldGotoLabels
	FieldIndex
	FieldInitializer
	FieldInputOperands
	FieldLabel
	FieldLeft
	FieldMember
	FieldName
	FieldOperand
	FieldOperator
	FieldOutputOperands
	FieldParameters
	FieldPath
	FieldPrefix
	FieldRegister
	FieldRight
	FieldSize
	FieldStart
	FieldSymbol
	FieldType
	FieldUnderlyingType
	FieldUpdate
	FieldValue
)

var fieldNames = [...]string{
	FieldNone:           "",
	FieldBody:           "body",
	FieldAlternative:    "alternative",
	FieldArgument:       "argument",
	FieldArguments:      "arguments",
	FieldAssemblyCode:   "assembly_code",
	FieldClobbers:       "clobbers",
	FieldCondition:      "condition",
	FieldConsequence:    "consequence",
	FieldConstraint:     "constraint",
	FieldDeclarator:     "declarator",
	FieldDesignator:     "designator",
	FieldDirective:      "directive",
	FieldEnd:            "end",
	FieldField:          "field",
	FieldFilter:         "filter",
	FieldFunction:       "function",
	FieldGotoLabels:     "goto_labels",
	FieldIndex:          "index",
	FieldInitializer:    "initializer",
	FieldInputOperands:  "input_operands",
	FieldLabel:          "label",
	FieldLeft:           "left",
	FieldMember:         "member",
	FieldName:           "name",
	FieldOperand:        "operand",
	FieldOperator:       "operator",
	FieldOutputOperands: "output_operands",
	FieldParameters:     "parameters",
	FieldPath:           "path",
	FieldPrefix:         "prefix",
	FieldRegister:       "register",
	FieldRight:          "right",
	FieldSize:           "size",
	FieldStart:          "start",
	FieldSymbol:         "symbol",
	FieldType:           "type",
	FieldUnderlyingType: "underlying_type",
	FieldUpdate:         "update",
	FieldValue:          "value",
}

func (f Field) String() string {
	if int(f) < len(fieldNames) {
		return fieldNames[f]
	}
	return "field(?)"
}

// kindOfSymbol maps a grammar symbol to a kind.
func kindOfSymbol(name string, named bool) Kind {
	if !named {
		return KindToken
	}
	if skippedSymbols[name] {
		return kindSkip
	}
	for k, n := range kindNames {
		if n == name {
			return Kind(k)
		}
	}
	return KindOther
}

// fieldOfName maps a grammar field to a Field; one we do not know is none.
func fieldOfName(name string) Field {
	for f, n := range fieldNames {
		if n == name {
			return Field(f)
		}
	}
	return FieldNone
}
