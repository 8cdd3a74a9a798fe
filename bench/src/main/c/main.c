#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "launch.h"

/* What a daemon still does after its answers counts too. */
static const struct timespec LINGER = {.tv_nsec = 50000000};

/* A plugin has 30 s itself; this ends a heat that hangs. */
enum { HEAT_S = 120 };

/* What all threads of a process have used since it began, those that have ended too. */
static int64_t cpu_ns(pid_t pid) {
  clockid_t clock;
  struct timespec used = {0};
  if (pid != 0) {
    errno = clock_getcpuclockid(pid, &clock);
    if (errno != 0 || clock_gettime(clock, &used) != 0) {
      fail("read the processor time of the daemon");
    }
  }
  return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

static int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* What the process wrote goes on a line of its own. */
static void print_call(const struct call *call) {
  static char output[OUTPUT_BYTES_MAX];
  ssize_t length = read(call->output_end, output, sizeof output);
  if (length < 0) {
    fail("read what a process wrote");
  }
  printf("%lld %lld %d\n", (long long)(call->ended_ns - call->began_ns), (long long)call->cpu_us,
         exit_code(call->status));
  for (ssize_t i = 0; i < length; i++) {
    putchar(output[i] >= ' ' && output[i] < 0x7f ? output[i] : ' ');
  }
  putchar('\n');
}

static int64_t first_began(const struct heat *heat) {
  int64_t first = INT64_MAX;
  for (size_t i = 0; i < heat->count; i++) {
    first = heat->calls[i].began_ns < first ? heat->calls[i].began_ns : first;
  }
  return first;
}

static int64_t last_ended(const struct heat *heat) {
  int64_t last = 0;
  for (size_t i = 0; i < heat->count; i++) {
    last = heat->calls[i].ended_ns > last ? heat->calls[i].ended_ns : last;
  }
  return last;
}

/* Usage: launch NAMESPACE CALLERS LINKS DAEMON, what to launch on standard input. Without arguments
   it does nothing, which is what starting a process costs.
   LINKS is how many links go away, DAEMON the process that works for the plugin; 0 for none.
   Prints the processor time of the daemon before and after in ns, and after how many ns, counted
   from the start of the first call, the last link was gone and the last call had ended. Then for each call its ns, its us of
   processor time and its exit code, and on the next line what it wrote. */
int main(int count, char **arguments) {
  if (count == 1) {
    return 0;
  }
  int callers = count == 5 ? atoi(arguments[2]) : 0;
  if (callers < 1 || callers > CALLERS_MAX) {
    fprintf(stderr, "usage: launch NAMESPACE CALLERS LINKS DAEMON\n");
    return 2;
  }
  int links = atoi(arguments[3]);
  pid_t daemon = (pid_t)atoi(arguments[4]);
  static struct heat heat;
  heat_read(&heat);
  heat.callers = callers;
  enter(arguments[1]);
  int watch = links > 0 ? links_watch() : -1;
  alarm(HEAT_S);
  int64_t cpu_before = cpu_ns(daemon);
  heat_run(&heat);
  int64_t gone = links > 0 ? links_gone_ns(watch, links) : -1;
  nanosleep(&LINGER, NULL);
  printf("%lld %lld %lld %lld\n", (long long)cpu_before, (long long)cpu_ns(daemon),
         gone < 0 ? -1LL : (long long)(gone - first_began(&heat)),
         (long long)(last_ended(&heat) - first_began(&heat)));
  for (size_t i = 0; i < heat.count; i++) {
    print_call(&heat.calls[i]);
  }
  return 0;
}
