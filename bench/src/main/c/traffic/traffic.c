/* Sends from one network namespace to another for a while, and counts what arrives. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../common/common.h"

enum {
  PORT = 5201,
  BATCH = 64,
  DATAGRAM_BYTES = 18, /* an Ethernet frame of the least size, 64 bytes with its checksum */
  STREAM_BYTES = 128 << 10,
  BUFFER_BYTES = 8 << 20,
  SETTLE_MS = 150, /* neighbours are found, windows grow */
  PATIENCE_S = 5,
  ATTEMPT_MS = 100,
  ATTEMPTS_MAX = 50,
};

/* Of linux/ethtool.h and linux/sockios.h, which musl does not carry. */
enum { SET_TCP_SEGMENTATION = 0x1f, SET_SEGMENTATION = 0x24, ETHTOOL = 0x8946 };

struct ethtool_value {
  uint32_t command;
  uint32_t data;
};

struct side {
  int socket;
  bool stream;
  int cpu;
};

struct batch {
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
};

static atomic_bool ended;
static atomic_uint_fast64_t arrived; /* datagrams, or bytes of a stream */

static int64_t now_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void sleep_ms(long ms) {
  struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  while (nanosleep(&time, &time) != 0 && errno == EINTR) {
  }
}

/* Whether the kernel hands frames of up to 64 KB to the device of this name. */
static void segment_late(const char *device, bool late) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  for (int i = 0; i < 2; i++) {
    struct ethtool_value value = {i == 0 ? SET_SEGMENTATION : SET_TCP_SEGMENTATION, late};
    struct ifreq request = {0};
    strncpy(request.ifr_name, device, sizeof request.ifr_name - 1);
    request.ifr_data = (void *)&value;
    if (fd < 0 || ioctl(fd, ETHTOOL, &request) != 0) {
      fail("set segmentation offload");
    }
  }
  close(fd);
}

static int open_socket(bool stream) {
  int fd = socket(AF_INET, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
  struct timeval patience = {.tv_sec = PATIENCE_S};
  int one = 1, bytes = BUFFER_BYTES;
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0 ||
      (!stream && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)) {
    fail("open a socket");
  }
  return fd;
}

static int receiver(bool stream) {
  int fd = open_socket(stream);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  if (bind(fd, (struct sockaddr *)&any, sizeof any) != 0 || (stream && listen(fd, 1) != 0)) {
    fail("listen");
  }
  return fd;
}

static int sender(bool stream, const char *address, int segment) {
  int fd = open_socket(stream);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1 ||
      (segment > 0 && setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment) != 0) ||
      connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
    fail(address);
  }
  return fd;
}

static void pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) {
    fail("choose a processor");
  }
}

static void fill(struct batch *batch) {
  static char bytes[DATAGRAM_BYTES];
  for (int i = 0; i < BATCH; i++) {
    batch->parts[i] = (struct iovec){bytes, sizeof bytes};
    batch->messages[i].msg_hdr = (struct msghdr){.msg_iov = &batch->parts[i], .msg_iovlen = 1};
  }
}

static void *send_all(void *argument) {
  struct side *side = argument;
  static char bytes[STREAM_BYTES];
  static struct batch batch;
  fill(&batch);
  pin(side->cpu);
  while (!atomic_load(&ended)) {
    ssize_t sent = side->stream ? send(side->socket, bytes, sizeof bytes, MSG_NOSIGNAL)
                                : sendmmsg(side->socket, batch.messages, BATCH, 0);
    if (sent < 0 && errno != EINTR && !atomic_load(&ended)) {
      fail("send");
    }
  }
  return NULL;
}

/* Sends datagrams one by one until one arrives: in a flood that begins before all neighbours are
   known, the answers about them can be lost for longer than the measurement takes. */
static void find_way(int from, int to) {
  static char byte[1];
  struct pollfd arriving = {.fd = to, .events = POLLIN};
  for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (send(from, byte, sizeof byte, 0) < 0) {
      fail("send the first datagram");
    }
    if (poll(&arriving, 1, ATTEMPT_MS) > 0) {
      return;
    }
  }
  errno = ETIMEDOUT;
  fail("wait for the first datagram");
}

/* Does not sleep when nothing is there: to be woken up would cost the sender as much as the way
   through a node, and whether it happens is a matter of luck. */
static ssize_t receive_batch(int socket, struct mmsghdr *messages) {
  ssize_t received = recvmmsg(socket, messages, BATCH, MSG_DONTWAIT, NULL);
  return received < 0 && errno == EAGAIN ? 0 : received;
}

static void *receive_all(void *argument) {
  struct side *side = argument;
  static char bytes[2 * STREAM_BYTES];
  static struct batch batch;
  fill(&batch);
  pin(side->cpu);
  while (!atomic_load(&ended)) {
    ssize_t received = side->stream ? recv(side->socket, bytes, sizeof bytes, 0)
                                    : receive_batch(side->socket, batch.messages);
    if (received < 0 && errno != EINTR && !atomic_load(&ended)) {
      fail("receive");
    }
    atomic_fetch_add(&arrived, received > 0 ? (uint64_t)received : 0);
  }
  return NULL;
}

/* Others at work on the machine would take more from one turn than from the next. Where sessions
   share processors evenly (sched(7), autogroups), that of this process goes first. */
static void go_first(void) {
  if (setpriority(PRIO_PROCESS, 0, PRIO_MIN) != 0) {
    fail("raise the priority");
  }
  setsid();
  FILE *group = fopen("/proc/self/autogroup", "w");
  if (group != NULL) {
    fprintf(group, "%d", PRIO_MIN);
    fclose(group);
  }
}

static void measure(long ms, clockid_t cpu) {
  sleep_ms(SETTLE_MS);
  uint64_t before = atomic_load(&arrived);
  int64_t began = now_ns(CLOCK_MONOTONIC), cpu_began = now_ns(cpu);
  sleep_ms(ms);
  uint64_t count = atomic_load(&arrived) - before;
  printf("%llu %lld %lld\n", (unsigned long long)count,
         (long long)(now_ns(CLOCK_MONOTONIC) - began), (long long)(now_ns(cpu) - cpu_began));
}

/* Usage: traffic udp|tcp|tcp-segmented SEGMENT FROM DEVICE TO ADDRESS MS
   Sends by DEVICE of the namespace FROM to ADDRESS, which the namespace TO has. SEGMENT is the
   most that TCP puts into a frame in bytes, 0 for what the path takes; tcp-segmented cuts the
   stream into frames before the device, and not behind it.
   Prints the datagrams or bytes that arrived, in how many ns, and the processor time of that in ns,
   with what the kernel does meanwhile in the same threads: of datagrams the sender's, which brings
   them into the receiver's socket, of a stream both sides'. */
int main(int count, char **arguments) {
  if (count != 8) {
    fprintf(stderr, "usage: traffic udp|tcp|tcp-segmented SEGMENT FROM DEVICE TO ADDRESS MS\n");
    return 2;
  }
  bool stream = strcmp(arguments[1], "udp") != 0;
  int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);
  enter(arguments[5]);
  if (cpus < 2) {
    fprintf(stderr, "traffic: sender and receiver need a processor each\n");
    return 1;
  }
  struct side to = {receiver(stream), stream, 1};
  enter(arguments[3]);
  segment_late(arguments[4], strcmp(arguments[1], "tcp-segmented") != 0);
  struct side from = {sender(stream, arguments[6], atoi(arguments[2])), stream, 0};
  if (stream && (to.socket = accept(to.socket, NULL, NULL)) < 0) {
    fail("accept");
  }
  if (!stream) {
    find_way(from.socket, to.socket);
  }
  go_first();
  pthread_t threads[2];
  if ((errno = pthread_create(&threads[0], NULL, receive_all, &to)) != 0 ||
      (errno = pthread_create(&threads[1], NULL, send_all, &from)) != 0) {
    fail("start a thread");
  }
  clockid_t cpu = CLOCK_PROCESS_CPUTIME_ID;
  if (!stream && (errno = pthread_getcpuclockid(threads[1], &cpu)) != 0) {
    fail("find the sender's processor time");
  }
  measure(atol(arguments[7]), cpu);
  fflush(stdout);
  atomic_store(&ended, true);
  _exit(0);
}
