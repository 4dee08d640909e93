/* forced_exception.h — what the probe in each exported function throws next; seen by the C caller and by the probe. */
#ifndef HOLOGRAM_TESTS_CAPI_FORCED_EXCEPTION_H_
#define HOLOGRAM_TESTS_CAPI_FORCED_EXCEPTION_H_

#ifdef __cplusplus
extern "C" {
#endif

enum { THROW_NOTHING, THROW_BAD_ALLOC, THROW_RUNTIME_ERROR, THROW_INT };

/* One of these; back at THROW_NOTHING when it has been thrown. */
extern int holo_test_throw;

#ifdef __cplusplus
}
#endif

#endif /* HOLOGRAM_TESTS_CAPI_FORCED_EXCEPTION_H_ */
