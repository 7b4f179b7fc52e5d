void demo_moved_here(struct demo *d)
{
	if (demo_only_called(d, 1, 2))
		return;
}
