struct link;

struct link_ops {
	void (*request)(struct link *l, int what);
	int (*raw)(struct link *l, void *buf);
};

struct link {
	const struct link_ops *ops;
};

void link_request(struct link *l, int what);
