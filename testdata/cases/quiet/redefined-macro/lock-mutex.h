#undef LOCK
#define LOCK mutex_it
#undef UNLOCK
#define UNLOCK unmutex_it
