/*
 * The executable that container runtimes call (CNI specification, section 2). It holds no logic of
 * the network: it opens the doors that only a process beside the runtime can open, passes them to
 * the daemon with the request, and prints the answer. A JVM per call would cost 50 to 90 ms.
 *
 * It uses neither stdio nor malloc: every buffer is static and bounded, and the binary stays small.
 */
#ifndef WARMWELL_SHIM_H
#define WARMWELL_SHIM_H

#include <stddef.h>
#include <stdint.h>

#define SOCKET_DEFAULT "/run/warmwell/cni.sock"
#define SPOOL_DEFAULT "/var/lib/warmwell/spool"

enum {
  STDIN_BYTES_MAX = 200 * 1024, /* a GC lists an attachment in 105 bytes, and libcni does it twice */
  FIELD_BYTES_MAX = 8 * 1024, /* of one environment variable */
  REQUEST_BYTES_MAX = 256 * 1024, /* the daemon takes no more */
  REPLY_BYTES_MAX = 64 * 1024,
  MESSAGE_BYTES_MAX = 16 * 1024,
  TIMEOUT_SECONDS_DEFAULT = 30, /* longer than the daemon lets an ADD wait for an address */
  TIMEOUT_SECONDS_MAX = 600,
};

/* Error codes of the CNI specification, section 5. */
enum cni_code {
  CNI_BAD_ENVIRONMENT = 4,
  CNI_IO_FAILURE = 5,
  CNI_UNDECODABLE = 6,
  CNI_TRY_LATER = 11,
  CNI_UNAVAILABLE = 50, /* section 2, "STATUS" */
};

/* Bytes that are being written; what does not fit is left out. */
struct text {
  char *bytes;
  size_t length;
  size_t limit;
};

#define TEXT(name, size)          \
  static char name##_bytes[size]; \
  struct text name = {name##_bytes, 0, size}

void text_bytes(struct text *t, const void *bytes, size_t length);
void text_string(struct text *t, const char *string);
void text_number(struct text *t, uint64_t number, unsigned base);
void text_u32(struct text *t, uint32_t number);
/* Appends what errno said: "No such file or directory (errno 2)". */
void text_errno(struct text *t, int number);
/* Appends a JSON string, quotes included; bytes that are not UTF-8 become U+FFFD. */
void text_json(struct text *t, const char *bytes, size_t length);
/* The text as a C string. */
const char *text_end(struct text *t);

/*
 * Finds the string that a key of the outermost JSON object holds. Tolerant: it reads past whatever
 * it does not understand. Returns where the string starts, without its quotes, or NULL.
 */
const char *json_string(const char *json, size_t length, const char *key, size_t *found_length);

/* A moment on the monotonic clock that nothing may outlast, in milliseconds. */
struct deadline {
  int64_t at_ms;
};

struct deadline deadline_in(int64_t ms);
int64_t deadline_left_ms(struct deadline d);

/* Two descriptors of a pod's network namespace, -1 when they are not open. */
struct pod_namespace {
  int netlink; /* an rtnetlink socket that was opened inside */
  int namespace;
};

/*
 * Opens the namespace at a path and a netlink socket inside it, and comes back.
 * Returns 0, or a CNI error code and in `why` what was tried and what came back.
 * `stranded` is set when the process could not return to its own namespace.
 */
int namespace_open(const char *path, struct pod_namespace *pod, int *stranded, struct text *why);

/*
 * Sends the request and the descriptors, and waits for the reply.
 * Returns the reply's length, or -1 and in `why` what was tried and what came back.
 */
int daemon_ask(const char *socket_path, const struct text *request, const struct pod_namespace *pod,
               struct deadline deadline, char *reply, size_t reply_limit, struct text *why);

/*
 * Keeps a request for the daemon's next start, durably. A second request of the same name takes the
 * first one's place. Returns 0, or -1 and in `why` what was tried and what came back.
 */
int spool_write(const char *directory, uint64_t name, const struct text *request,
                struct text *why);

#endif
