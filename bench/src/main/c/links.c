#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "launch.h"

/* Of linux/netlink.h and linux/rtnetlink.h, which musl does not carry. */
enum { PROTOCOL_ROUTE = 0, GROUP_LINK = 1, LINK_DELETED = 17 };

struct netlink_address {
  uint16_t family;
  uint16_t pad;
  uint32_t port;
  uint32_t groups;
};

struct netlink_header {
  uint32_t length;
  uint16_t type;
  uint16_t flags;
  uint32_t sequence;
  uint32_t port;
};

enum { WATCH_BUFFER = 8 << 20, WAIT_S = 5 };

int links_watch(void) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, PROTOCOL_ROUTE);
  struct netlink_address address = {.family = AF_NETLINK, .groups = GROUP_LINK};
  struct timeval wait = {.tv_sec = WAIT_S};
  int buffer = WATCH_BUFFER; /* nobody reads while the calls run */
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0) {
    fail("watch links");
  }
  return fd;
}

static int deleted(const char *bytes, size_t length) {
  int count = 0;
  while (length >= sizeof(struct netlink_header)) {
    struct netlink_header header;
    memcpy(&header, bytes, sizeof header);
    size_t whole = (header.length + 3u) & ~3u;
    if (header.length < sizeof header || whole > length) {
      break;
    }
    count += header.type == LINK_DELETED;
    bytes += whole;
    length -= whole;
  }
  return count;
}

int64_t links_gone_ns(int watch, int count) {
  static char bytes[65536];
  while (count > 0) {
    ssize_t received = recv(watch, bytes, sizeof bytes, 0);
    if (received < 0 && errno != EINTR) {
      return -1;
    }
    count -= received > 0 ? deleted(bytes, (size_t)received) : 0;
  }
  return now_ns();
}
