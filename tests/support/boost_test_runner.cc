// boost_test_runner.cc — Boost.Test's own sources, which its headers carry: for builds that have no library of it.
#include <boost/test/included/unit_test.hpp>
