package cparse

import "strings"

// class is what an identifier is to the rewriter: a keyword of C, or a word of
// the kernel's dialect.
type class uint8

const (
	cNone class = iota

	// Keywords.
	cIf
	cElse
	cFor
	cWhile
	cDo
	cSwitch
	cCase
	cDefault
	cReturn
	cGoto
	cBreak
	cContinue
	cTypedef
	cStorage // static, extern, inline, register
	cQual    // const, volatile
	cTag     // struct, union
	cEnum
	cPrim // int, char, unsigned, …
	cSizeof
	cOffsetof
	cGeneric

	// Dialect: the word is taken out of the text …
	cAttr      // … alone: __init
	cAttrArgs  // … with its arguments, if any: __aligned(8)
	cLockAttr  // … with its arguments, and recorded: __acquires(lock)
	cCleanup   // … with its arguments, and recorded: __free(kfree)
	cAsm       // … with its qualifiers and arguments
	cUnwrap    // what it has as argument stands there: an expression, or statements
	cTypeof    // replaced with its arguments by a type
	cStruct    // means struct, and has the name as its first argument
	cExport    // file scope: EXPORT_SYMBOL(x); recorded and taken out
	cOpaque    // file scope: the arguments are no C, taken out with them
	cGuard     // statement: like if (…), scoped_guard(…) { }
	cGroup     // struct body: struct_group(name, members)
	cFlexArray // struct body: the second argument is the member
)

// dialect is the table of all words that the rewriter treats on their own.
// Kernel words are here only if the grammar trips over them; what a macro does
// is no business of this package.
var dialect = func() map[string]class {
	m := make(map[string]class, 400)
	for _, row := range []struct {
		c     class
		words string
	}{
		{cIf, "if"}, {cElse, "else"}, {cFor, "for"}, {cWhile, "while"}, {cDo, "do"},
		{cSwitch, "switch"}, {cCase, "case"}, {cDefault, "default"}, {cReturn, "return"},
		{cGoto, "goto"}, {cBreak, "break"}, {cContinue, "continue"}, {cTypedef, "typedef"},
		{cStorage, "static extern inline register __inline __inline__ auto"},
		{cQual, "const volatile restrict _Atomic"},
		{cTag, "struct union"}, {cEnum, "enum"},
		{cPrim, `
			void char short int long float double signed unsigned bool _Bool size_t ssize_t
			int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t
			ptrdiff_t`},
		{cSizeof, "sizeof __alignof__ __alignof _Alignof alignof _alignof"},
		{cOffsetof, "offsetof"}, {cGeneric, "_Generic"},

		// include/linux/compiler_types.h, compiler_attributes.h, init.h, linkage.h,
		// cache.h, percpu-defs.h and the architectures' variants of them.
		{cAttr, `
			__init __exit __initdata __exitdata __initconst __ref __refdata __refconst __meminit
			__meminitdata __cpuinit __devinit __devinitdata __devinitconst __net_init __net_exit
			__net_initdata __init_or_module __initdata_or_module __initconst_or_module
			__ro_after_init __read_mostly __init_memblock __initdata_memblock __iomem __user
			__kernel __percpu __rcu __force __nocast __bitwise __bitwise__
			randomized_struct_fields_start randomized_struct_fields_end __const__ __const
			__volatile__ __volatile __signed__ __signed __restrict __restrict__ __safe __private
			__maybe_unused __always_unused __used __unused __visible __must_check __weak
			__deprecated __pure __attribute_const__ __cold __hot __malloc __noreturn __noclone
			__naked __noendbr __nocfi __no_profile __notrace_funcgraph __flatten __packed __mode
			__nonstring __gnu_inline __no_kcsan __no_sanitize_address __no_sanitize_thread
			__no_sanitize_memory __no_sanitize_undefined __no_sanitize_coverage
			__no_kmsan_checks __no_stack_protector __no_sanitize_or_inline __no_kasan_or_inline
			__no_randomize_layout __randomize_layout __designated_init __latent_entropy
			__no_caller_saved_registers __nosavedata __lockfunc __lock_function __sched
			__kprobes __noinstr_section noinstr noinline notrace noinline_for_stack asmlinkage
			fastcall VISIBLE_IF_KUNIT __bpf_kfunc ____cacheline_aligned
			____cacheline_aligned_in_smp __cacheline_aligned __cacheline_aligned_in_smp
			____cacheline_internodealigned_in_smp __page_aligned_data __page_aligned_bss
			__irq_entry __softirq_entry __exception_irq_entry __always_inline __efiapi __xipram
			__noscs __inittest __fallthrough__ __no_ret_protection __aligned_largest
			__no_context_analysis __rcu_guarded`},
		{cAttrArgs, `
			__attribute__ __attribute __aligned __printf __scanf __section __alloc_size
			__assume_aligned __error __alias __realloc_size __counted_by __counted_by_le
			__counted_by_be __counted_by_ptr __compiletime_error __compiletime_warning
			__diagnose_as __diagnose_as_builtin__ __access __declspec __cleanup
			__pass_object_size __copy __target __VA_OPT__ __guarded_by __pt_guarded_by
			__context_unsafe __must_not_hold`},
		{cLockAttr, `
			__acquires __releases __must_hold __acquires_shared __releases_shared
			__must_hold_shared __cond_acquires __cond_acquires_shared __acquires_ret
			__acquires_shared_ret __cond_releases __cond_releases_shared`},
		{cUnwrap, "context_unsafe"},
		{cCleanup, "__free"},
		{cAsm, "asm __asm__ __asm asm_volatile_goto asm_goto_output asm_inline"},
		{cTypeof, `
			typeof __typeof__ __typeof typeof_unqual __typeof_unqual__ TYPEOF_UNQUAL
			__unqual_scalar_typeof typeof_member`},
		{cStruct, "context_lock_struct"},
		{cExport, `
			EXPORT_SYMBOL EXPORT_SYMBOL_GPL EXPORT_SYMBOL_NS EXPORT_SYMBOL_NS_GPL
			EXPORT_SYMBOL_FOR_MODULES EXPORT_SYMBOL_FOR_TESTS_ONLY EXPORT_SYMBOL_IF_KUNIT
			EXPORT_PER_CPU_SYMBOL EXPORT_PER_CPU_SYMBOL_GPL EXPORT_STATIC_CALL
			EXPORT_STATIC_CALL_GPL EXPORT_STATIC_CALL_TRAMP EXPORT_STATIC_CALL_TRAMP_GPL
			EXPORT_TRACEPOINT_SYMBOL EXPORT_TRACEPOINT_SYMBOL_GPL`},
		{cOpaque, `
			TRACE_EVENT TRACE_EVENT_FN TRACE_EVENT_FN_COND TRACE_EVENT_CONDITION
			TRACE_EVENT_FLAGS DECLARE_EVENT_CLASS DEFINE_EVENT DEFINE_EVENT_FN
			DEFINE_EVENT_PRINT DEFINE_EVENT_CONDITION DECLARE_TRACE DECLARE_TRACE_CONDITION
			DEFINE_TRACE DEFINE_TRACE_FN`},
		{cGuard, "scoped_guard scoped_cond_guard scoped_class"},
		{cGroup, "struct_group struct_group_attr struct_group_tagged __struct_group"},
		{cFlexArray, "DECLARE_FLEX_ARRAY __DECLARE_FLEX_ARRAY"},
	} {
		for w := range strings.FieldsSeq(row.words) {
			m[w] = row.c
		}
	}
	m["__extension__"] = cAttr
	return m
}()

// dialectFilter lets most identifiers pass without a map lookup: bit n of entry
// c is set when a dialect word of n bytes (31: or more) starts with byte c.
var dialectFilter = func() (f [256]uint32) {
	for w := range dialect {
		f[w[0]] |= 1 << min(len(w), 31)
	}
	return f
}()

func classify(b []byte) class {
	if dialectFilter[b[0]]&(1<<min(len(b), 31)) == 0 {
		return cNone
	}
	return dialect[string(b)]
}

// isLoopName reports whether a macro of this name is taken for a loop when a
// block or statement follows it: the naming rule of the whole tree.
func isLoopName(name []byte) bool { return strings.Contains(string(name), "for_each") }

// lockAnnotationKind is the annotation's name without its underscores.
func lockAnnotationKind(name string) string { return strings.Trim(name, "_") }
