#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fail(const char *tried) {
  fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, tried, strerror(errno));
  exit(1);
}

void enter(const char *namespace) {
  int fd = open(namespace, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || setns(fd, CLONE_NEWNET) != 0) {
    fail(namespace);
  }
  close(fd);
}
