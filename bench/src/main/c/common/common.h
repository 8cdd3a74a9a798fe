/* What both programs need. */
#ifndef COMMON_H
#define COMMON_H

/* Ends the process with a message that says what errno says. */
_Noreturn void fail(const char *tried);

/* Moves this thread into a network namespace. */
void enter(const char *namespace);

#endif
