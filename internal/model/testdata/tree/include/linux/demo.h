/* A tree as small as the verifier's tests need. Written for them. */
struct demo_ops {
	int (*start)(struct demo *d);
	struct {
		int (*nested)(void);
	} sub;
};

#define demo_alloc(size, flags)	__demo_alloc(size, flags)
void *__demo_alloc(size_t size, gfp_t flags);
void *demo_sized(size_t size, gfp_t flags);
void demo_lock(struct demo *d);
void demo_unlock(struct demo *d);
int demo_printf(struct demo *d, const char *fmt, ...);
static inline void demo_register(struct demo *d,
				 void (*fn)(struct demo *d, int n))
{
	demo_lock(d);
}
DEFINE_GUARD(demo, struct demo *, demo_lock(_T), demo_unlock(_T))
DEFINE_GUARD_COND(demo, _try, demo_trylock(_T))
#define DEMO_FLAG 4
void demo_new_in_612(void);
#ifdef CONFIG_DEMO
void demo_stubbed(void);
#else
static inline void demo_stubbed(void)
{
	kfree(0);
}
#endif
