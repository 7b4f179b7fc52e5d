/* What the core offers its drivers. */
struct chip;

struct chip_ops {
	int (*clear)(struct chip *c);
};

struct chip {
	const struct chip_ops *ops;
	int irq;
	bool behind_bus;
};

int chip_open(struct chip *c);
