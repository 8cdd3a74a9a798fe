#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "launch.h"

enum { THREAD_STACK = 65536 };

static atomic_size_t next_call;
static pthread_barrier_t start;

int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void make_pipes(struct call *call, const char *configuration) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
    fail("make pipes");
  }
  size_t length = strlen(configuration);
  if (write(in[1], configuration, length) != (ssize_t)length) {
    fail("fill a pipe");
  }
  close(in[1]);
  call->input = in[0];
  call->output = out[1];
  call->output_end = out[0];
}

static char *read_all(size_t *length) {
  size_t limit = 4 << 20;
  char *bytes = malloc(limit);
  for (*length = 0; bytes != NULL && *length < limit;) {
    ssize_t n = read(STDIN_FILENO, bytes + *length, limit - *length);
    if (n == 0) {
      return bytes;
    }
    if (n < 0 && errno != EINTR) {
      break;
    }
    *length += n > 0 ? (size_t)n : 0;
  }
  fail("read standard input");
}

void heat_read(struct heat *heat) {
  size_t length;
  char *at = read_all(&length);
  char *end = at + length;
  heat->program = at;
  at += strlen(at) + 1;
  heat->configuration = at;
  at += strlen(at) + 1;
  heat->calls = calloc(CALLS_MAX, sizeof *heat->calls);
  errno = EINVAL;
  while (at < end) {
    if (heat->calls == NULL || heat->count == CALLS_MAX) {
      fail("hold the calls");
    }
    struct call *call = &heat->calls[heat->count++];
    int variables = 0;
    for (; at < end && *at != '\0'; at += strlen(at) + 1) {
      if (variables == VARIABLES_MAX) {
        fail("hold the variables");
      }
      call->variables[variables++] = at;
    }
    at++;
    make_pipes(call, heat->configuration);
  }
}

/* vfork: the memory of this process is not copied, as Go and the JVM do not either. */
__attribute__((noinline)) static pid_t start_process(char *program, struct call *call) {
  char *const arguments[] = {program, NULL};
  pid_t child = vfork();
  if (child == 0) {
    if (dup2(call->input, STDIN_FILENO) >= 0 && dup2(call->output, STDOUT_FILENO) >= 0) {
      execve(program, arguments, call->variables);
    }
    _exit(127);
  }
  return child;
}

static void execute(char *program, struct call *call) {
  struct rusage used;
  call->began_ns = now_ns();
  pid_t child = start_process(program, call);
  if (child < 0) {
    fail("start a process");
  }
  while (wait4(child, &call->status, 0, &used) < 0) {
    if (errno != EINTR) {
      fail("wait for a process");
    }
  }
  call->ended_ns = now_ns();
  call->cpu_us = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL +
                 used.ru_utime.tv_usec + used.ru_stime.tv_usec;
  close(call->input);
  close(call->output);
}

static void *caller(void *argument) {
  struct heat *heat = argument;
  pthread_barrier_wait(&start);
  for (size_t i = atomic_fetch_add(&next_call, 1); i < heat->count;
       i = atomic_fetch_add(&next_call, 1)) {
    execute(heat->program, &heat->calls[i]);
  }
  return NULL;
}

void heat_run(struct heat *heat) {
  pthread_t threads[CALLERS_MAX];
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, THREAD_STACK);
  pthread_barrier_init(&start, NULL, (unsigned)heat->callers);
  for (int i = 0; i < heat->callers; i++) {
    errno = pthread_create(&threads[i], &attributes, caller, heat);
    if (errno != 0) {
      fail("start a thread");
    }
  }
  for (int i = 0; i < heat->callers; i++) {
    pthread_join(threads[i], NULL);
  }
}
