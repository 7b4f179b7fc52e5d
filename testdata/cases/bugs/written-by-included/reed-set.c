/* Read as a part of reed.c. */
void reed_set_slow(void)
{
	reed_slow = 1;
}
