#include <string.h>

#include "shim.h"

void text_bytes(struct text *t, const void *bytes, size_t length) {
  if (length > t->limit - t->length) {
    length = t->limit - t->length;
  }
  memcpy(t->bytes + t->length, bytes, length);
  t->length += length;
}

void text_string(struct text *t, const char *string) { text_bytes(t, string, strlen(string)); }

void text_number(struct text *t, uint64_t number, unsigned base) {
  char digits[20]; /* of 2^64 in base 10 */
  size_t start = sizeof digits;
  do {
    digits[--start] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number != 0);
  text_bytes(t, digits + start, sizeof digits - start);
}

void text_u32(struct text *t, uint32_t number) {
  unsigned char bytes[4] = {number & 0xff, number >> 8 & 0xff, number >> 16 & 0xff, number >> 24};
  text_bytes(t, bytes, sizeof bytes);
}

void text_errno(struct text *t, int number) {
  text_string(t, strerror(number));
  text_string(t, " (errno ");
  text_number(t, (uint64_t)number, 10);
  text_string(t, ")");
}

const char *text_end(struct text *t) {
  if (t->length == t->limit) {
    t->length--;
  }
  t->bytes[t->length] = '\0';
  return t->bytes;
}
