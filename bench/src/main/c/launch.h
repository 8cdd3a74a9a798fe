/* Executes CNI plugins as a container runtime does, and times them. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <stdint.h>
#include <stddef.h>

#include "common/common.h"

enum { CALLS_MAX = 256, CALLERS_MAX = 256, VARIABLES_MAX = 64, OUTPUT_BYTES_MAX = 65536 };

/* One execution. */
struct call {
  char *variables[VARIABLES_MAX + 1];
  int input;  /* a pipe that holds the configuration */
  int output; /* a pipe with room for the result, so that nobody has to read meanwhile */
  int output_end;
  int64_t began_ns; /* just before fork */
  int64_t ended_ns; /* when wait has returned */
  int64_t cpu_us;   /* of the process and of the children it has waited for */
  int status;
};

/* What is to be executed. */
struct heat {
  char *program;
  char *configuration;
  struct call *calls;
  size_t count;
  int callers;
};

/* CLOCK_MONOTONIC. */
int64_t now_ns(void);

/* Reads it from standard input, and makes the pipes. */
void heat_read(struct heat *heat);

/* Runs all calls, at most so many at a time. */
void heat_run(struct heat *heat);

/* Starts to count links of this network namespace that are deleted. */
int links_watch(void);

/* Waits until so many are. Returns when the last was, or -1 if they are not in time. */
int64_t links_gone_ns(int watch, int count);

#endif
