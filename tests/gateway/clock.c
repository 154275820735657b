// A clock that the tests set: a host that is started with it preloaded reads the seconds since 1970
// from a file.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *seconds;

__attribute__((constructor)) static void open_clock(void) {
  const char *path = getenv("HOOKPROOF_CLOCK");
  int file = path == NULL ? -1 : open(path, O_RDONLY);
  if (file < 0) return;
  void *at = mmap(NULL, sizeof *seconds, PROT_READ, MAP_SHARED, file, 0);
  if (at != MAP_FAILED) seconds = at;
}

// In place of libc's. All other clocks stay as they are, so that timers go on.
int clock_gettime(clockid_t clock, struct timespec *now) {
  if (clock != CLOCK_REALTIME || seconds == NULL) {
    return (int)syscall(SYS_clock_gettime, clock, now);
  }
  now->tv_sec = *seconds;
  now->tv_nsec = 0;
  return 0;
}
