// Package ask answers questions about single functions: in which contexts can
// this run, what does it do there, and how is that known.
//
// # How
//
// A question names a function, a line or an op (target.go). Everything in the
// tree from which the function can be reached is its cone: callers are found by
// the text of the tree, their files read, and so on upwards to roots, functions
// that a contract or a registration has called in a context of its own (cone.go,
// mentions.go). Then contexts flow down: each root's through the functions of
// the cone, with the locks that are taken and released on the way (flow.go),
// until they arrive. Each arrival has its way, which is its witness.
//
// world.go adapts the rooms below, and is the only file that changes when they
// do.
//
// # Direction of error
//
// A bound that is reached is said in the answer. A caller that nobody is known
// to call counts as process context, and the answer says that this was assumed.
package ask
