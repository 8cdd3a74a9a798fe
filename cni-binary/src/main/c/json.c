#include <string.h>

#include "shim.h"

/* The length of the UTF-8 character that starts here, or 0 if none does (RFC 3629). */
static size_t utf8_length(const unsigned char *s, size_t left) {
  size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
                  : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;
  if (length > left) {
    return 0;
  }
  for (size_t i = 1; i < length; i++) {
    if ((s[i] & 0xc0) != 0x80) {
      return 0;
    }
  }
  /* Overlong forms, surrogates and what lies above U+10FFFF. */
  if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
      (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f)) {
    return 0;
  }
  return length;
}

void text_json(struct text *t, const char *bytes, size_t length) {
  const unsigned char *s = (const unsigned char *)bytes;
  text_string(t, "\"");
  for (size_t i = 0; i < length;) {
    size_t character = utf8_length(s + i, length - i);
    if (character == 0) {
      text_string(t, "\\ufffd");
      character = 1;
    } else if (s[i] < 0x20 || s[i] == 0x7f) {
      char escape[6] = {'\\', 'u', '0', '0', (char)('0' + (s[i] >> 4)), "0123456789abcdef"[s[i] & 15]};
      text_bytes(t, escape, sizeof escape);
    } else {
      if (s[i] == '"' || s[i] == '\\') {
        text_string(t, "\\");
      }
      text_bytes(t, s + i, character);
    }
    i += character;
  }
  text_string(t, "\"");
}

/* The end of the string whose opening quote lies before `i`: the index of its closing quote. */
static size_t string_end(const char *json, size_t length, size_t i) {
  while (i < length && json[i] != '"') {
    i += json[i] == '\\' ? 2 : 1;
  }
  return i < length ? i : length;
}

static size_t skip_space(const char *json, size_t length, size_t i) {
  while (i < length && (json[i] == ' ' || json[i] == '\t' || json[i] == '\r' || json[i] == '\n')) {
    i++;
  }
  return i;
}

const char *json_string(const char *json, size_t length, const char *key, size_t *found_length) {
  size_t key_length = strlen(key);
  int depth = 0;
  for (size_t i = 0; i < length; i++) {
    depth += json[i] == '{' || json[i] == '[';
    depth -= json[i] == '}' || json[i] == ']';
    if (json[i] != '"') {
      continue;
    }
    size_t start = i + 1;
    i = string_end(json, length, start);
    if (depth != 1 || i - start != key_length || memcmp(json + start, key, key_length) != 0) {
      continue;
    }
    size_t value = skip_space(json, length, i + 1);
    if (value >= length || json[value] != ':') {
      continue; /* a value that reads like the key */
    }
    value = skip_space(json, length, value + 1);
    if (value < length && json[value] == '"') {
      *found_length = string_end(json, length, value + 1) - (value + 1);
      return json + value + 1;
    }
  }
  return NULL;
}
