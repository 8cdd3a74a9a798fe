#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shim.h"

#define OWN_NAMESPACE "/proc/self/ns/net"

enum { PROTOCOL_ROUTE = 0 }; /* NETLINK_ROUTE of linux/netlink.h, which musl does not carry */

static int failed(int code, const char *tried, const char *path, int error, struct text *why) {
  text_string(why, tried);
  text_string(why, path);
  text_string(why, ": ");
  text_errno(why, error);
  return code;
}

/* Whether what came back means that the path is wrong rather than that something broke. */
static int bad_path(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENAMETOOLONG ||
         error == EINVAL;
}

static int same(int one, int other) {
  struct stat a, b;
  return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

/* Between the two setns nothing happens but the socket: it stays in the namespace it is born in. */
static int open_inside(const char *path, int own, struct pod_namespace *pod, int *stranded,
                       struct text *why) {
  if (same(own, pod->namespace)) {
    text_string(why, "CNI_NETNS is the namespace of the node itself: ");
    text_string(why, path);
    return CNI_BAD_ENVIRONMENT;
  }
  if (setns(pod->namespace, CLONE_NEWNET) != 0) {
    int error = errno;
    return failed(bad_path(error) ? CNI_BAD_ENVIRONMENT : CNI_IO_FAILURE,
                  "enter namespace CNI_NETNS=", path, error, why);
  }
  pod->netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, PROTOCOL_ROUTE);
  int error = errno;
  if (setns(own, CLONE_NEWNET) != 0) {
    *stranded = 1;
    return failed(CNI_IO_FAILURE, "return from namespace CNI_NETNS=", path, errno, why);
  }
  return pod->netlink >= 0
             ? 0
             : failed(CNI_IO_FAILURE, "netlink socket inside CNI_NETNS=", path, error, why);
}

int namespace_open(const char *path, struct pod_namespace *pod, int *stranded, struct text *why) {
  int own = open(OWN_NAMESPACE, O_RDONLY | O_CLOEXEC);
  if (own < 0) {
    return failed(CNI_IO_FAILURE, "open ", OWN_NAMESPACE, errno, why);
  }
  /* O_NONBLOCK: a path that names a pipe must not hold the runtime up. */
  pod->namespace = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int code;
  if (pod->namespace < 0) {
    int error = errno;
    code = failed(bad_path(error) ? CNI_BAD_ENVIRONMENT : CNI_IO_FAILURE, "open CNI_NETNS=", path,
                  error, why);
  } else {
    code = open_inside(path, own, pod, stranded, why);
  }
  close(own);
  if (code != 0 && pod->namespace >= 0) {
    close(pod->namespace);
    pod->namespace = -1;
  }
  return code;
}
