#undef LOCK
#define LOCK spin_it
#undef UNLOCK
#define UNLOCK unspin_it
