/* export.h — how a public function is declared: exported, with C linkage, never throwing. */
#ifndef HOLOGRAM_EXPORT_H_
#define HOLOGRAM_EXPORT_H_

#if defined(_WIN32)
#define HOLO_API __declspec(dllimport)
#else
#define HOLO_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define HOLO_BEGIN_DECLS extern "C" {
#define HOLO_END_DECLS }
#define HOLO_NOEXCEPT noexcept
#else
#define HOLO_BEGIN_DECLS
#define HOLO_END_DECLS
#define HOLO_NOEXCEPT
#endif

#endif /* HOLOGRAM_EXPORT_H_ */
