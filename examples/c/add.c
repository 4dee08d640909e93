/* add.c — adds two vectors of floats. */
#include <hologram/hologram.h>
#include <stdio.h>
#include <stdlib.h>

static void check(holo_status status) {
  if (status == HOLO_OK) return;
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  fprintf(stderr, "%s: %s\n", holo_status_name(status), error.message);
  exit(1);
}

int main(void) {
  const float a[] = {1, 2, 3, 4};
  const float b[] = {10, 20, 30, 40};
  float out[4];

  holo_executor executor;
  holo_buffer x, y, z;
  check(holo_executor_create(NULL, &executor));
  check(holo_buffer_create(executor, HOLO_F32, 4, &x));
  check(holo_buffer_create(executor, HOLO_F32, 4, &y));
  check(holo_buffer_create(executor, HOLO_F32, 4, &z));

  check(holo_buffer_write(x, 0, a, 4));
  check(holo_buffer_write(y, 0, b, 4));
  check(holo_add(executor, x, y, z, 4));
  check(holo_buffer_read(z, 0, out, 4));
  printf("%g %g %g %g\n", out[0], out[1], out[2], out[3]);

  holo_buffer_destroy(x);
  holo_buffer_destroy(y);
  holo_buffer_destroy(z);
  holo_executor_destroy(executor);
  return 0;
}
