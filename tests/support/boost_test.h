// boost_test.h — Boost.Test, in the form this build links it: shared, or with the header-only runner in the one source
// that defines BOOST_TEST_MODULE.
#ifndef HOLOGRAM_TESTS_SUPPORT_BOOST_TEST_H_
#define HOLOGRAM_TESTS_SUPPORT_BOOST_TEST_H_

#if defined(HOLO_TEST_INCLUDED) && defined(BOOST_TEST_MODULE)
#include <boost/test/included/unit_test.hpp>  // IWYU pragma: export
#else
#include <boost/test/unit_test.hpp>  // IWYU pragma: export
#endif

#endif  // HOLOGRAM_TESTS_SUPPORT_BOOST_TEST_H_
