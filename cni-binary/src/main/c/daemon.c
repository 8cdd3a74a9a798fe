#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "shim.h"

static int failed(const char *tried, const char *socket_path, int error, struct text *why) {
  text_string(why, tried);
  text_string(why, socket_path);
  text_string(why, ": ");
  if (error == 0) {
    text_string(why, "closed without a reply, the daemon may have been restarted");
  } else if (error == EAGAIN) {
    text_string(why, "no answer before the deadline");
  } else {
    text_errno(why, error);
  }
  return -1;
}

/* Bounds the next call on the socket; a bound of zero would mean forever. */
static int bound(int fd, int option, struct deadline deadline) {
  int64_t left = deadline_left_ms(deadline);
  if (left == 0) {
    errno = EAGAIN;
    return -1;
  }
  struct timeval wait = {.tv_sec = left / 1000, .tv_usec = left % 1000 * 1000};
  return setsockopt(fd, SOL_SOCKET, option, &wait, sizeof wait);
}

static int send_request(int fd, const struct text *request, const struct pod_namespace *pod) {
  /* A message must fit into the buffer whole, and the default of 208 KB is too little for the longest;
     the kernel doubles what is asked for. If it does not help, sendmsg says so. */
  int buffer = REQUEST_BYTES_MAX;
  (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  struct iovec data = {request->bytes, request->length};
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(2 * sizeof(int))];
  } control = {0};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  if (pod->netlink >= 0) {
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(rights), (int[]){pod->netlink, pod->namespace}, 2 * sizeof(int));
  }
  return sendmsg(fd, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

static int ask(int fd, const char *socket_path, const struct text *request,
               const struct pod_namespace *pod, struct deadline deadline, char *reply,
               size_t reply_limit, struct text *why) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t path_length = strlen(socket_path);
  if (path_length >= sizeof address.sun_path) {
    return failed("connect to ", socket_path, ENAMETOOLONG, why);
  }
  memcpy(address.sun_path, socket_path, path_length + 1);
  /* SO_SNDTIMEO bounds connect as well: it waits while the daemon's backlog is full (unix(7)). */
  if (bound(fd, SO_SNDTIMEO, deadline) != 0 ||
      connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    return failed("connect to ", socket_path, errno, why);
  }
  if (send_request(fd, request, pod) != 0) {
    return failed("send to ", socket_path, errno, why);
  }
  ssize_t received;
  do {
    if (bound(fd, SO_RCVTIMEO, deadline) != 0) {
      return failed("wait for a reply on ", socket_path, errno, why);
    }
    received = recv(fd, reply, reply_limit, MSG_TRUNC);
  } while (received < 0 && errno == EINTR);
  if (received <= 0) {
    return failed("wait for a reply on ", socket_path, received < 0 ? errno : 0, why);
  }
  if ((size_t)received > reply_limit) {
    return failed("read the reply on ", socket_path, EMSGSIZE, why);
  }
  return (int)received;
}

int daemon_ask(const char *socket_path, const struct text *request, const struct pod_namespace *pod,
               struct deadline deadline, char *reply, size_t reply_limit, struct text *why) {
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return failed("open a socket for ", socket_path, errno, why);
  }
  int received = ask(fd, socket_path, request, pod, deadline, reply, reply_limit, why);
  close(fd);
  return received;
}
