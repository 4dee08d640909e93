# What every target of this project is compiled with, as interface targets.

add_library(hologram_flags INTERFACE)
target_compile_features(hologram_flags INTERFACE c_std_11 cxx_std_20)
target_compile_options(hologram_flags INTERFACE
  -Wall -Wextra -Wshadow -Wpointer-arith -Wundef -Wvla
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
  $<$<BOOL:${HOLO_WERROR}>:-Werror>
  # The numeric contract: no contraction, never -ffast-math.
  -ffp-contract=off)

# Instrumentation, for all but the kernels (guard pages watch those).
add_library(hologram_instrument INTERFACE)
if(HOLO_SANITIZE)
  target_compile_options(hologram_instrument INTERFACE
    -fsanitize=${HOLO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  if(HOLO_SANITIZE MATCHES "undefined")
    # The library has no run-time type information: of its objects that check would say that they are none.
    target_compile_options(hologram_instrument INTERFACE -fno-sanitize=vptr)
  endif()
  target_link_options(hologram_instrument INTERFACE -fsanitize=${HOLO_SANITIZE})
endif()
if(HOLO_COVERAGE)
  target_compile_options(hologram_instrument INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(hologram_instrument INTERFACE --coverage)
endif()
