/*
 * Does to the daemon's socket and to the shim what no runtime would, for so many seconds, by chance.
 *
 * Usage: WARMWELL_SPOOL=DIRECTORY hostile SOCKET SHIM NAMESPACE SEED SECONDS
 *
 * The same seed makes the same choices. Ends with 1 and a word when an answer is not one of the
 * protocol's, or when the shim does not end.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  FRAME_MAX = 300 * 1024,
  INPUT_MAX = 1024 * 1024,
  FLOOD_MAX = 200,
  DESCRIPTORS_MAX = 250, /* the kernel passes 253 (SCM_MAX_FD) */
  SHIM_SECONDS_MAX = 60,
};

static const char *socket_path, *shim_path, *namespace_path;
static uint64_t state;
static unsigned long sent, answered, calls, passed;

/* Marsaglia, "Xorshift RNGs" (2003). */
static uint64_t chance(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static size_t below(size_t limit) { return (size_t)(chance() % limit); }

static void fail(const char *what, const char *detail) {
  fprintf(stderr, "FAILED: %s: %.300s\n", what, detail);
  exit(1);
}

#define ANY(list) ((list)[below(sizeof(list) / sizeof((list)[0]))])
#define MOSTLY(sound, list) (below(4) == 0 ? ANY(list) : (sound))

static const char *const verbs[] = {"ADD", "ADD", "DEL", "DEL", "CHECK", "GC", "STATUS", "VERSION", "", "add", "A D"};
static const char *const names[] = {"h1", "h2", "eth0", "", ".", "..", "../../etc/passwd", "a/b", "a b", "a\nb", "-rf",
                                    "%s%n%n", "\xff\xfe", "\xc3\xa9", "\xed\xa0\x80", "net1", "lo", "aaaaaaaaaaaaaaaaaaaaaaaa"};
static const char *const paths[] = {"", "/proc/self/ns/net", "../../../proc/1/ns/net", "/dev/zero", "/dev/tty", "/", "/etc",
                                    "relative", "/proc/self/fd/0", "/run/netns/\n\x1b[31m"};
static const char *const arguments[] = {"", "IgnoreUnknown=1;K8S_POD_NAMESPACE=hostile;K8S_POD_NAME=web-0", ";;;=;==",
                                        "K8S_POD_NAME=..;K8S_POD_NAMESPACE=/", "A=B", "IgnoreUnknown=maybe"};
static const char *const types[] = {"warmwell", "ptp", "macvlan", "ipvlan", ""};
static const char *const versions[] = {"0.3.1", "0.4.0", "1.0.0", "9.9.9", "", "\\u0000"};
static const char *const keys[] = {"cniVersion", "name", "type", "mtu", "ipam", "prevResult", "cni.dev/valid-attachments", "x", "\\u0000"};
static const char *const values[] = {
    "null", "{}", "[]", "[null]", "\"\"", "-0", "1e999999999", "true", "\"\\ud800\"", "\"../x\"", "[[[[]]]]", "{\"type\":\"warmwell\"}",
    "{\"type\":\"warmwell\",\"routes\":[{\"dst\":7}]}", "{\"ips\":[{\"address\":\"10.0.1.7/32\"}]}",
    "[{\"containerID\":\"h1\",\"ifname\":\"eth0\"}]", "[{\"containerID\":\"h1\"}]", "99999999999999999999999999999999"};

struct bytes {
  unsigned char *at;
  size_t length, limit;
};

static void put(struct bytes *to, const void *from, size_t length) {
  if (length > to->limit - to->length) {
    length = to->limit - to->length;
  }
  memcpy(to->at + to->length, from, length);
  to->length += length;
}

static void put_text(struct bytes *to, const char *text) { put(to, text, strlen(text)); }

static void put_many(struct bytes *to, const char *text, size_t times) {
  for (size_t i = 0; i < times; i++) {
    put_text(to, text);
  }
}

static void put_value(struct bytes *to) {
  size_t depth = below(4) == 0 ? 10000 : below(80);
  switch (below(8)) {
    case 0:
      put_many(to, "[", depth);
      put_many(to, "]", below(3) == 0 ? depth / 2 : depth);
      return;
    case 1:
      put_many(to, "{\"a\":", depth);
      put_text(to, "1");
      put_many(to, "}", depth);
      return;
    case 2:
      put_text(to, "\"");
      put_many(to, below(2) ? "\xc3\xa9" : "x", below(60000));
      put_text(to, "\"");
      return;
    default:
      put_text(to, ANY(values));
  }
}

static void put_configuration(struct bytes *to) {
  const char *type = MOSTLY("warmwell", types);
  put_text(to, "{\"cniVersion\":\"");
  put_text(to, MOSTLY("1.1.0", versions));
  put_text(to, "\",\"name\":\"");
  put_text(to, MOSTLY("hostile", names));
  put_text(to, "\",\"type\":\"");
  put_text(to, type);
  put_text(to, "\"");
  if (strcmp(type, "ptp") == 0 || strcmp(type, "macvlan") == 0) {
    put_text(to, ",\"ipam\":{\"type\":\"warmwell\"}");
  }
  for (size_t i = below(3); i > 0; i--) {
    put_text(to, ",\"");
    put_text(to, ANY(keys));
    put_text(to, "\":");
    put_value(to);
  }
  put_text(to, "}");
}

/* Cut, flipped, lengthened or noise. */
static void tamper(struct bytes *whole) {
  switch (below(4)) {
    case 0:
      whole->length = below(whole->length + 1);
      break;
    case 1:
      for (size_t i = 1 + below(8); i > 0 && whole->length > 0; i--) {
        whole->at[below(whole->length)] = (unsigned char)chance();
      }
      break;
    case 2:
      if (whole->length > 12) {
        uint32_t wild = (uint32_t)chance();
        memcpy(whole->at + below(whole->length - 4 < 64 ? whole->length - 4 : 64), &wild, 4);
      }
      break;
    default:
      whole->length = below(4000);
      for (size_t i = 0; i < whole->length; i++) {
        whole->at[i] = (unsigned char)chance();
      }
  }
}

static void put_field(struct bytes *to, const char *text) {
  uint32_t length = (uint32_t)strlen(text);
  put(to, &length, 4);
  put(to, text, length);
}

static void make_frame(struct bytes *frame) {
  static unsigned char text[FRAME_MAX];
  struct bytes configuration = {text, 0, sizeof text - 1};
  uint32_t fields = 7;
  put_configuration(&configuration);
  frame->length = 0;
  put_text(frame, "WWQ1");
  put(frame, &fields, 4);
  put_field(frame, ANY(verbs));
  put_field(frame, MOSTLY("h1", names));
  put_field(frame, MOSTLY(namespace_path, paths));
  put_field(frame, MOSTLY("eth0", names));
  put_field(frame, MOSTLY("", arguments));
  put_field(frame, "");
  uint32_t length = (uint32_t)configuration.length;
  put(frame, &length, 4);
  put(frame, text, length);
  if (below(3) == 0) {
    tamper(frame);
  }
}

static int namespace_socket(void) {
  int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  int other = open(namespace_path, O_RDONLY | O_CLOEXEC);
  int made = -1;
  if (own >= 0 && other >= 0 && setns(other, CLONE_NEWNET) == 0) {
    made = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (setns(own, CLONE_NEWNET) != 0) {
      fail("setns", strerror(errno));
    }
  }
  close(own);
  close(other);
  return made;
}

/* A descriptor of one kind or another; the caller closes it. */
static int a_descriptor(void) {
  int pair[2] = {-1, -1};
  switch (below(12)) {
    case 0:
      return open("/dev/null", O_RDWR | O_CLOEXEC);
    case 1:
      return open("/dev/zero", O_RDONLY | O_CLOEXEC);
    case 2:
      return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    case 3:
      return eventfd(0, EFD_CLOEXEC);
    case 4:
      return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    case 5:
      return memfd_create("hostile", MFD_CLOEXEC);
    case 6: /* the other end is closed, or says what netlink never would */
      if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) == 0) {
        static const char noise[4096] = {1, 2, 3};
        (void)!write(pair[1], noise, below(sizeof noise));
        close(pair[1]);
      }
      return pair[0];
    case 7:
      return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    case 8:
      return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 12); /* NETLINK_NETFILTER, of the node */
    case 9:
      return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    case 10:
      return open(namespace_path, O_RDONLY | O_CLOEXEC);
    default:
      return namespace_socket();
  }
}

static size_t descriptors(int *into) {
  size_t count = below(6) == 0 ? below(DESCRIPTORS_MAX) : below(5);
  if (below(3) == 0) { /* what the shim sends */
    into[0] = namespace_socket();
    into[1] = open(namespace_path, O_RDONLY | O_CLOEXEC);
    return into[0] >= 0 && into[1] >= 0 ? 2 : 0;
  }
  size_t made = 0;
  for (size_t i = 0; i < count; i++) {
    into[made] = a_descriptor();
    made += into[made] >= 0;
  }
  return made;
}

static int connected(void) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  strncpy(to.sun_path, socket_path, sizeof to.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  struct timeval wait = {.tv_sec = 5};
  int room = FRAME_MAX;
  if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
    fail("connect", strerror(errno));
  }
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
  return fd;
}

static int send_frame(int fd, const struct bytes *frame) {
  static char control[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
  int fds[DESCRIPTORS_MAX];
  size_t count = descriptors(fds);
  struct iovec part = {frame->at, frame->length};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (count > 0) {
    memset(control, 0, sizeof control);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(rights), fds, count * sizeof(int));
  }
  ssize_t n = sendmsg(fd, &message, MSG_NOSIGNAL);
  for (size_t i = 0; i < count; i++) {
    close(fds[i]);
  }
  sent += n > 0;
  return n > 0;
}

/* What comes back is an answer of the protocol, or nothing. */
static void read_answer(int fd, int wait_ms) {
  static char reply[128 * 1024];
  struct pollfd in = {.fd = fd, .events = POLLIN};
  if (poll(&in, 1, wait_ms) <= 0) {
    return;
  }
  ssize_t n = recv(fd, reply, sizeof reply - 1, 0);
  if (n <= 0) {
    return;
  }
  reply[n] = '\0';
  if (n < 12 || memcmp(reply, "WWA1", 4) != 0) {
    fail("an answer of another form", reply);
  }
  if (strstr(reply + 12, "broke off") != NULL) {
    fail("an internal error", reply + 12);
  }
  answered++;
}

static void flood(struct bytes *frame) {
  int fds[FLOOD_MAX];
  size_t count = 1 + below(FLOOD_MAX);
  for (size_t i = 0; i < count; i++) {
    fds[i] = connected();
    make_frame(frame);
    if (below(4) != 0) {
      send_frame(fds[i], frame);
    }
  }
  for (size_t i = 0; i < count; i++) {
    if (below(2)) {
      read_answer(fds[i], 10);
    }
    close(fds[i]);
  }
}

static void visit_socket(void) {
  static unsigned char room[FRAME_MAX];
  struct bytes frame = {room, 0, sizeof room};
  if (below(60) == 0) {
    flood(&frame);
    return;
  }
  int fd = connected();
  size_t manner = below(10);
  if (manner != 0) { /* or hangs up at once */
    make_frame(&frame);
    int is_sent = send_frame(fd, &frame);
    if (manner == 1) {
      make_frame(&frame);
      send_frame(fd, &frame);
    }
    if (manner == 2) {
      shutdown(fd, SHUT_WR);
    }
    if (manner > 3 && is_sent) { /* or hangs up midway */
      read_answer(fd, manner == 4 ? 0 : 2500);
    }
  }
  close(fd);
}

static void set_variable(const char *name, const char *value) {
  if (below(12) != 0) {
    setenv(name, value, 1);
  }
}

/* In the child: the shim with whatever environment and input. */
static void become_shim(int input, int output) {
  static char long_value[100 * 1024]; /* execve(2) takes 128 KB for one */
  memset(long_value, 'x', sizeof long_value - 1);
  const char *spool = getenv("WARMWELL_SPOOL");
  clearenv();
  setenv("WARMWELL_SPOOL", spool, 1);
  setenv("WARMWELL_SOCKET", socket_path, 1);
  setenv("WARMWELL_TIMEOUT_SECONDS", "20", 1);
  set_variable("CNI_COMMAND", ANY(verbs));
  set_variable("CNI_CONTAINERID", below(40) == 0 ? long_value : MOSTLY("h1", names));
  set_variable("CNI_NETNS", MOSTLY(namespace_path, paths));
  set_variable("CNI_IFNAME", MOSTLY("eth0", names));
  set_variable("CNI_ARGS", below(40) == 0 ? long_value + below(sizeof long_value) : MOSTLY("", arguments));
  set_variable("CNI_PATH", "/opt/cni/bin");
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
  execl(shim_path, shim_path, (char *)NULL);
  _exit(127);
}

static void put_input(int to) {
  static unsigned char room[INPUT_MAX];
  struct bytes input = {room, 0, sizeof room};
  put_configuration(&input);
  if (below(20) == 0) {
    put_many(&input, "{\"name\":\"x\",", below(60000));
  }
  if (below(3) == 0 && input.length > 0) {
    tamper(&input);
  }
  for (size_t written = 0; written < input.length;) {
    ssize_t n = write(to, input.at + written, input.length - written);
    if (n <= 0) {
      return; /* it has heard enough */
    }
    written += (size_t)n;
  }
}

static void visit_shim(void) {
  static char output[256 * 1024];
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
    fail("pipe", strerror(errno));
  }
  pid_t child = fork();
  if (child == 0) {
    become_shim(in[0], out[1]);
  }
  close(in[0]);
  close(out[1]);
  put_input(in[1]);
  close(in[1]);
  size_t length = 0;
  struct pollfd ready = {.fd = out[0], .events = POLLIN};
  for (ssize_t n = 1; n > 0 && length < sizeof output - 1;) {
    if (poll(&ready, 1, SHIM_SECONDS_MAX * 1000) <= 0) {
      fail("the shim does not end", output);
    }
    n = read(out[0], output + length, sizeof output - 1 - length);
    length += n > 0 ? (size_t)n : 0;
  }
  output[length] = '\0';
  close(out[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
    char how[32];
    snprintf(how, sizeof how, "wait status %#x", (unsigned)status);
    fail("the shim ended otherwise than with 0 or 1", how);
  }
  if (WEXITSTATUS(status) == 1 && length > 0 && strstr(output, "\"code\":") == NULL) {
    fail("the shim failed without a code", output);
  }
  if (strstr(output, "broke off") != NULL) {
    fail("an internal error", output);
  }
  calls++;
  passed += WEXITSTATUS(status) == 0;
}

int main(int count, char **words) {
  if (count != 6 || getenv("WARMWELL_SPOOL") == NULL) {
    fprintf(stderr, "usage: WARMWELL_SPOOL=DIRECTORY hostile SOCKET SHIM NAMESPACE SEED SECONDS\n");
    return 2;
  }
  socket_path = words[1];
  shim_path = words[2];
  namespace_path = words[3];
  state = strtoull(words[4], NULL, 10) * 2654435761u + 88172645463325252u;
  time_t end = time(NULL) + atol(words[5]);
  signal(SIGPIPE, SIG_IGN);
  while (time(NULL) < end) {
    if (below(4) == 0) {
      visit_shim();
    } else {
      visit_socket();
    }
  }
  printf("frames sent=%lu answered=%lu; shim called=%lu succeeded=%lu\n", sent, answered, calls, passed);
  return 0;
}
