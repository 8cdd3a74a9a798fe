#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shim.h"

#define VERSIONS_SERVED "\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\""
#define VERSION_DEFAULT "1.1.0"
#define VERBS_SERVED "ADD, CHECK, DEL, GC, STATUS or VERSION"
#define MAGIC_REQUEST "WWQ1"
#define MAGIC_REPLY "WWA1"

enum { REPLY_HEADER_BYTES = 12, GLANCE_MS = 1000, VERSION_BYTES_MAX = 16 };

/* The order in which the fields of a request travel; the network configuration follows them. */
enum field { COMMAND, CONTAINER, NETNS, IFNAME, ARGS, PATH, FIELDS };
static const char *const field_names[FIELDS] = {"CNI_COMMAND", "CNI_CONTAINERID", "CNI_NETNS",
                                                "CNI_IFNAME",  "CNI_ARGS",        "CNI_PATH"};

_Static_assert(REQUEST_BYTES_MAX > FIELDS * (FIELD_BYTES_MAX + 4) + STDIN_BYTES_MAX + 64,
               "the longest fields and the longest configuration fit into a request");

/* What a verb does with the pod's network namespace. */
enum namespace_use { NAMESPACE_UNUSED, NAMESPACE_IF_THERE, NAMESPACE_NEEDED };

/* A verb that the daemon serves. */
struct verb {
  const char *name;
  int is_attachment; /* whether it is about one, which takes a container and an interface */
  enum namespace_use namespace;
  int is_spooled;           /* whether it is kept for later when no daemon answers */
  enum cni_code unanswered; /* what to refuse it with otherwise */
};

/* A GC is not kept for later: attachments would be alive by then that it does not list. */
static const struct verb verbs[] = {
    {"ADD", 1, NAMESPACE_NEEDED, 0, CNI_TRY_LATER},
    {"CHECK", 1, NAMESPACE_NEEDED, 0, CNI_TRY_LATER},
    {"DEL", 1, NAMESPACE_IF_THERE, 1, CNI_TRY_LATER},
    {"GC", 0, NAMESPACE_UNUSED, 0, CNI_TRY_LATER},
    {"STATUS", 0, NAMESPACE_UNUSED, 0, CNI_UNAVAILABLE},
};

static const char *fields[FIELDS];
static char config[STDIN_BYTES_MAX + 1];
static size_t config_length;

static const char *environment(const char *name, const char *otherwise) {
  const char *value = getenv(name);
  return value != NULL && value[0] != '\0' ? value : otherwise;
}

static int print(const struct text *t) {
  for (size_t written = 0; written < t->length;) {
    ssize_t n = write(STDOUT_FILENO, t->bytes + written, t->length - written);
    if (n < 0 && errno != EINTR) {
      return 1; /* the runtime is gone; it will send DEL when it is back */
    }
    written += n > 0 ? (size_t)n : 0;
  }
  return 0;
}

/* Appends the version that the caller speaks, as far as its configuration can be read. */
static void add_version(struct text *t) {
  size_t length = 0;
  const char *version = json_string(config, config_length, "cniVersion", &length);
  int sound = version != NULL && length > 0 && length <= VERSION_BYTES_MAX;
  for (size_t i = 0; sound && i < length; i++) {
    sound = (version[i] >= '0' && version[i] <= '9') || version[i] == '.';
  }
  text_string(t, "{\"cniVersion\":\"");
  text_bytes(t, sound ? version : VERSION_DEFAULT, sound ? length : strlen(VERSION_DEFAULT));
  text_string(t, "\"");
}

/* Prints an error object of the CNI specification, section 5, and gives the exit status. */
static int refuse(enum cni_code code, struct text *message, const char *details) {
  TEXT(out, 8 * MESSAGE_BYTES_MAX); /* a control character takes six bytes */
  add_version(&out);
  text_string(&out, ",\"code\":");
  text_number(&out, code, 10);
  text_string(&out, ",\"msg\":");
  text_json(&out, message->bytes, message->length);
  text_string(&out, ",\"details\":");
  text_json(&out, details, strlen(details));
  text_string(&out, "}\n");
  print(&out);
  return 1;
}

/* Reads standard input to its end. Returns 0, ETIMEDOUT, E2BIG or what read or poll said. */
static int read_config(struct deadline deadline) {
  for (;;) {
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    int ready = poll(&in, 1, (int)deadline_left_ms(deadline));
    if (ready <= 0) {
      if (ready < 0 && errno == EINTR) {
        continue;
      }
      return ready == 0 ? ETIMEDOUT : errno;
    }
    ssize_t n = read(STDIN_FILENO, config + config_length, sizeof config - config_length);
    if (n == 0) {
      return 0;
    }
    if (n < 0 && errno != EINTR) {
      return errno;
    }
    config_length += n > 0 ? (size_t)n : 0;
    if (config_length > STDIN_BYTES_MAX) {
      return E2BIG;
    }
  }
}

/* Reads the configuration for its version only; a person at a terminal has none. */
static void glance_at_config(void) {
  if (!isatty(STDIN_FILENO)) {
    (void)read_config(deadline_in(GLANCE_MS));
  }
}

/* The specification wants the caller's own version back. */
static int answer_version(void) {
  glance_at_config();
  TEXT(out, 256);
  add_version(&out);
  text_string(&out, ",\"supportedVersions\":[" VERSIONS_SERVED "]}\n");
  return print(&out);
}

/* Names every required variable that is not there. Returns how many are missing. */
static int missing_fields(const struct verb *verb, struct text *message) {
  int missing = 0;
  for (int i = CONTAINER; i <= IFNAME; i++) {
    int is_needed = i == NETNS ? verb->namespace == NAMESPACE_NEEDED : verb->is_attachment;
    if (fields[i][0] == '\0' && is_needed) {
      text_string(message, missing++ == 0 ? "missing environment variables: " : ", ");
      text_string(message, field_names[i]);
    }
  }
  return missing;
}

static int oversized_field(struct text *message) {
  for (int i = 0; i < FIELDS; i++) {
    if (strlen(fields[i]) > FIELD_BYTES_MAX) {
      text_string(message, field_names[i]);
      text_string(message, " is longer than ");
      text_number(message, FIELD_BYTES_MAX, 10);
      text_string(message, " bytes");
      return 1;
    }
  }
  return 0;
}

/* Returns the deadline of this call in seconds, or 0 when the variable holds nonsense. */
static long timeout_seconds(void) {
  const char *value = environment("WARMWELL_TIMEOUT_SECONDS", NULL);
  if (value == NULL) {
    return TIMEOUT_SECONDS_DEFAULT;
  }
  char *end;
  long seconds = strtol(value, &end, 10);
  return *end == '\0' && seconds > 0 && seconds <= TIMEOUT_SECONDS_MAX ? seconds : 0;
}

static void encode(struct text *request) {
  text_string(request, MAGIC_REQUEST);
  text_u32(request, FIELDS + 1);
  for (int i = 0; i < FIELDS; i++) {
    text_u32(request, (uint32_t)strlen(fields[i]));
    text_string(request, fields[i]);
  }
  text_u32(request, (uint32_t)config_length);
  text_bytes(request, config, config_length);
}

static uint64_t hash(uint64_t state, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    state = (state ^ (unsigned char)bytes[i]) * 1099511628211u; /* FNV-1a, 64 bit */
  }
  return (state ^ 0xff) * 1099511628211u; /* ends a part with a byte that UTF-8 does not have */
}

/* Requests for the same attachment have the same name, so that a DEL that is repeated while the
   daemon is away takes one place in the spool. */
static uint64_t attachment_name(void) {
  size_t length = 0;
  const char *network = json_string(config, config_length, "name", &length);
  uint64_t name = hash(14695981039346656037u, network != NULL ? network : "", length);
  name = hash(name, fields[CONTAINER], strlen(fields[CONTAINER]));
  return hash(name, fields[IFNAME], strlen(fields[IFNAME]));
}

static int spool(const struct text *request, struct text *message) {
  text_string(message, "; ");
  if (spool_write(environment("WARMWELL_SPOOL", SPOOL_DEFAULT), attachment_name(), request,
                  message) == 0) {
    return 0; /* the daemon plays it when it starts */
  }
  return refuse(CNI_TRY_LATER, message,
                "the address of this attachment stays taken until a DEL gets through: start the "
                "warmwell daemon on this node or make room for its spool");
}

static uint32_t read_u32(const char *bytes) {
  const unsigned char *b = (const unsigned char *)bytes;
  return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static int reply_is_sound(const char *reply, size_t length) {
  return length >= REPLY_HEADER_BYTES && memcmp(reply, MAGIC_REPLY, 4) == 0 &&
         read_u32(reply + 8) == length - REPLY_HEADER_BYTES;
}

static int ask(const struct verb *verb, struct text *request, const struct pod_namespace *pod,
               struct deadline deadline) {
  static char reply[REPLY_BYTES_MAX];
  TEXT(message, MESSAGE_BYTES_MAX);
  text_string(&message, "the warmwell daemon does not answer: ");
  int received = daemon_ask(environment("WARMWELL_SOCKET", SOCKET_DEFAULT), request, pod, deadline,
                            reply, sizeof reply, &message);
  if (received < 0) {
    return verb->is_spooled
               ? spool(request, &message)
               : refuse(verb->unanswered, &message,
                        "try again later; if it goes on, look whether the warmwell daemon runs on "
                        "this node and what it logs");
  }
  if (!reply_is_sound(reply, (size_t)received)) {
    message.length = 0;
    text_string(&message, "the warmwell daemon answered in a form that this binary does not know");
    return refuse(CNI_IO_FAILURE, &message,
                  "install the /opt/cni/bin/warmwell that came with the daemon");
  }
  struct text out = {reply + REPLY_HEADER_BYTES, (size_t)received - REPLY_HEADER_BYTES, 0};
  return print(&out) != 0 ? 1 : (int)read_u32(reply + 4);
}

static int read_and_check(const struct verb *verb, struct deadline deadline, int *status) {
  TEXT(message, MESSAGE_BYTES_MAX);
  int error = read_config(deadline);
  if (error == E2BIG) {
    text_string(&message, "the network configuration on standard input is longer than ");
    text_number(&message, STDIN_BYTES_MAX, 10);
    text_string(&message, " bytes");
    *status = refuse(CNI_UNDECODABLE, &message, "make the configuration smaller");
  } else if (error != 0) {
    text_string(&message, "read the network configuration from standard input: ");
    text_errno(&message, error);
    *status = refuse(CNI_IO_FAILURE, &message, "the runtime must write it and close its end");
  } else if (missing_fields(verb, &message) > 0 || oversized_field(&message)) {
    *status = refuse(CNI_BAD_ENVIRONMENT, &message, "see the CNI specification, section 2");
  } else {
    return 1;
  }
  return 0;
}

static int perform(const struct verb *verb) {
  TEXT(message, MESSAGE_BYTES_MAX);
  long seconds = timeout_seconds();
  if (seconds == 0) {
    text_string(&message, "WARMWELL_TIMEOUT_SECONDS is not a whole number from 1 to 600: ");
    text_string(&message, getenv("WARMWELL_TIMEOUT_SECONDS"));
    return refuse(CNI_BAD_ENVIRONMENT, &message, "unset it for the default of 30");
  }
  struct deadline deadline = deadline_in(seconds * 1000);
  int status = 1;
  if (!read_and_check(verb, deadline, &status)) {
    return status;
  }
  struct pod_namespace pod = {-1, -1};
  int stranded = 0;
  if (fields[NETNS][0] != '\0' && verb->namespace != NAMESPACE_UNUSED) {
    int code = namespace_open(fields[NETNS], &pod, &stranded, &message);
    /* A DEL must succeed when the namespace has vanished; an ADD has nothing to wire then. */
    if (code != 0 && (verb->namespace == NAMESPACE_NEEDED || stranded)) {
      return refuse((enum cni_code)code, &message,
                    "CNI_NETNS must name the network namespace of the container");
    }
  }
  TEXT(request, REQUEST_BYTES_MAX);
  encode(&request);
  return ask(verb, &request, &pod, deadline);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < FIELDS; i++) {
    fields[i] = environment(field_names[i], "");
  }
  const char *command = fields[COMMAND];
  if (command[0] == '\0') {
    static const char usage[] =
        "warmwell is a CNI plugin: a container runtime calls it with CNI_COMMAND set to " VERBS_SERVED
        " and a network configuration on standard input\n";
    (void)!write(STDERR_FILENO, usage, sizeof usage - 1);
    return 1;
  }
  if (strcmp(command, "VERSION") == 0) {
    return answer_version();
  }
  for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
    if (strcmp(command, verbs[i].name) == 0) {
      return perform(&verbs[i]);
    }
  }
  glance_at_config();
  TEXT(message, MESSAGE_BYTES_MAX);
  text_string(&message, "CNI_COMMAND=");
  text_string(&message, command);
  text_string(&message, " is not served");
  return refuse(CNI_BAD_ENVIRONMENT, &message, "this binary serves " VERBS_SERVED);
}
