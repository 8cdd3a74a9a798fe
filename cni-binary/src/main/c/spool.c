#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shim.h"

static int failed(const char *tried, const char *path, int error, struct text *why) {
  text_string(why, tried);
  text_string(why, path);
  text_string(why, ": ");
  text_errno(why, error);
  return -1;
}

/* Same as: mkdir -p -m 0700 <directory>. */
static int make_directories(const char *directory) {
  char path[PATH_MAX];
  size_t length = strlen(directory);
  if (length == 0 || length >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(path, directory, length + 1);
  for (size_t i = 1; i <= length; i++) {
    if (path[i] == '/' || path[i] == '\0') {
      path[i] = '\0';
      if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return -1;
      }
      path[i] = directory[i];
    }
  }
  return 0;
}

static int write_all(int fd, const struct text *request) {
  for (size_t written = 0; written < request->length;) {
    ssize_t n = write(fd, request->bytes + written, request->length - written);
    if (n < 0 && errno != EINTR) {
      return -1;
    }
    written += n > 0 ? (size_t)n : 0;
  }
  return fsync(fd);
}

/* Writes under a name that the replay ignores, then renames: a crash leaves all of it or nothing. */
static int write_and_rename(int directory, const char *temporary, const char *final,
                            const struct text *request) {
  int fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) {
    return -1;
  }
  int result = write_all(fd, request);
  int error = errno;
  close(fd);
  if (result == 0 && renameat(directory, temporary, directory, final) == 0) {
    return fsync(directory);
  }
  error = result == 0 ? errno : error;
  unlinkat(directory, temporary, 0);
  errno = error;
  return -1;
}

int spool_write(const char *directory, uint64_t name, const struct text *request,
                struct text *why) {
  if (make_directories(directory) != 0) {
    return failed("create spool directory ", directory, errno, why);
  }
  int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return failed("open spool directory ", directory, errno, why);
  }
  TEXT(final, 64);
  text_number(&final, name, 16);
  text_string(&final, ".del");
  TEXT(temporary, 96);
  text_string(&temporary, ".");
  text_string(&temporary, text_end(&final));
  text_string(&temporary, ".");
  text_number(&temporary, (uint64_t)getpid(), 10);
  int result = write_and_rename(fd, text_end(&temporary), text_end(&final), request);
  int error = errno;
  close(fd);
  return result == 0 ? 0 : failed("write to spool directory ", directory, error, why);
}
