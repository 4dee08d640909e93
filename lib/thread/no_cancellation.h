// no_cancellation.h — a cancelled thread must not be torn away in the middle of a host's callback.
#ifndef HOLOGRAM_THREAD_NO_CANCELLATION_H_
#define HOLOGRAM_THREAD_NO_CANCELLATION_H_

#include <pthread.h>

namespace hologram::thread {

// While one of these lives, a cancellation of this thread waits.
class NoCancellation {
 public:
  NoCancellation() { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
  ~NoCancellation() { pthread_setcancelstate(before_, nullptr); }
  NoCancellation(const NoCancellation&) = delete;
  NoCancellation& operator=(const NoCancellation&) = delete;

 private:
  int before_ = 0;
};

}  // namespace hologram::thread

#endif  // HOLOGRAM_THREAD_NO_CANCELLATION_H_
