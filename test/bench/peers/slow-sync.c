/* Preloaded into a database server: every sync to disk takes CALLSHEET_SYNC_MICROS longer, as on a slower disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_little(void) {
  const char *text = getenv("CALLSHEET_SYNC_MICROS");
  long micros = text == NULL ? 0 : atol(text);
  struct timespec pause = { micros / 1000000, (micros % 1000000) * 1000 };
  nanosleep(&pause, NULL);
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
  wait_a_little();
  return real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
  wait_a_little();
  return real(fd);
}
