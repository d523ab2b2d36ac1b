/* What compilers expect of a platform without a libc. */
#include <string.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
    unsigned char *t = to;
    const unsigned char *f = from;
    while (size--)
        *t++ = *f++;
    return to;
}

void *memset(void *to, int value, size_t size) {
    unsigned char *t = to;
    while (size--)
        *t++ = (unsigned char)value;
    return to;
}
