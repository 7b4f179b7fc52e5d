package clower

import "bytes"

// dialectID is what a name means to lowering; nearly all mean nothing.
type dialectID uint8

const (
	dialectNone        dialectID = iota
	dialectTransparent           // has the value of its first argument: likely(x)
	dialectConfig                // the truth of a configuration option: IS_ENABLED(X)
	dialectGuard                 // guard(class)(args)
	dialectClass                 // CLASS(class, var)(args)
	dialectScopedGuard
	dialectScopedCondGuard
	dialectScopedClass
	dialectTakePtr   // no_free_ptr(p): p's value, and p becomes NULL
	dialectReturnPtr // return_ptr(p): return no_free_ptr(p)
	dialectUnevaluated
	dialectOffset // offsetof(T, m): &((T *)0)->m
	dialectBit    // BIT(n): 1 << n
	dialectMask   // GENMASK(h, l): the bits from h down to l

	// Definitions of cleanup classes, see classdef.go.
	dialectDefineGuard
	dialectDefineGuardCond
	dialectDefineLockGuard0
	dialectDefineLockGuard1
	dialectDefineLockGuard1Cond
	dialectDefineClass
	dialectExtendClass
	dialectDefineFree

	dialectGlue  // CONCATENATE(a, b): the name ab
	dialectCount // COUNT_ARGS(__VA_ARGS__): how many there are

	dialectDefineLocked // DEF_SCSI_QCMD(f): f() calls f_lck() under a lock
)

// dialects is every name that lowering knows. They are of six sorts:
// compiler builtins that decide nothing, the kernel's spelling of preprocessor
// conditions in expressions (include/linux/kconfig.h) and of bits in flags
// (include/linux/bits.h), scope-based cleanup (include/linux/cleanup.h), what names are
// glued by (include/linux/args.h, compiler_types.h), and a macro that defines a function
// around another (include/scsi/scsi_host.h).
var dialects = map[string]dialectID{
	"likely":              dialectTransparent,
	"unlikely":            dialectTransparent,
	"__builtin_expect":    dialectTransparent,
	"IS_ENABLED":          dialectConfig,
	"IS_REACHABLE":        dialectConfig,
	"IS_BUILTIN":          dialectConfig,
	"IS_MODULE":           dialectConfig,
	"BIT":                 dialectBit,
	"BIT_ULL":             dialectBit,
	"_BITUL":              dialectBit,
	"_BITULL":             dialectBit,
	"GENMASK":             dialectMask,
	"GENMASK_ULL":         dialectMask,
	"guard":               dialectGuard,
	"CLASS":               dialectClass,
	"ACQUIRE":             dialectClass,
	"scoped_guard":        dialectScopedGuard,
	"scoped_cond_guard":   dialectScopedCondGuard,
	"scoped_class":        dialectScopedClass,
	"no_free_ptr":         dialectTakePtr,
	"retain_and_null_ptr": dialectTakePtr,
	"return_ptr":          dialectReturnPtr,
	"sizeof":              dialectUnevaluated,
	"offsetof":            dialectOffset,
	"typeof":              dialectUnevaluated,
	"sizeof_field":        dialectUnevaluated,
	"offsetofend":         dialectUnevaluated,
	"ARRAY_SIZE":          dialectUnevaluated,
	"BUILD_BUG_ON":        dialectUnevaluated,
	"BUILD_BUG_ON_MSG":    dialectUnevaluated,
	"static_assert":       dialectUnevaluated,
	"_Static_assert":      dialectUnevaluated,

	"__builtin_types_compatible_p": dialectUnevaluated,
	"__builtin_offsetof":           dialectOffset,

	"DEFINE_GUARD":             dialectDefineGuard,
	"DEFINE_GUARD_COND":        dialectDefineGuardCond,
	"DEFINE_LOCK_GUARD_0":      dialectDefineLockGuard0,
	"DEFINE_LOCK_GUARD_1":      dialectDefineLockGuard1,
	"DEFINE_LOCK_GUARD_1_COND": dialectDefineLockGuard1Cond,
	"DEFINE_CLASS":             dialectDefineClass,
	"EXTEND_CLASS":             dialectExtendClass,
	"DEFINE_FREE":              dialectDefineFree,

	"CONCATENATE": dialectGlue,
	"__PASTE":     dialectGlue,
	"COUNT_ARGS":  dialectCount,

	"DEF_SCSI_QCMD": dialectDefineLocked,
}

func dialectOf(name string) dialectID { return dialects[name] }

// isConditionalClass knows the guard classes that may fail to lock, by the
// endings that DEFINE_GUARD_COND is used with.
func isConditionalClass(name []byte) bool {
	for _, end := range []string{"_try", "_intr", "_kill", "_killable", "_interruptible"} {
		if bytes.HasSuffix(name, []byte(end)) {
			return true
		}
	}
	return false
}
