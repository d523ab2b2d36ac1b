/* A freestanding target has no string.h; these two are all the core asks for. */
#ifndef KIN_STRING_H
#define KIN_STRING_H
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);
#endif
