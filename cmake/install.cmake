# What `cmake --install` puts where; the pkg-config file and the CMake package find their prefix from their own place,
# so that an installed tree may be moved.
include(CMakePackageConfigHelpers)

install(TARGETS hologram EXPORT hologram-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET public DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(HOLO_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/hologram)
install(EXPORT hologram-targets NAMESPACE hologram:: DESTINATION ${HOLO_CMAKE_DIR})
configure_package_config_file(cmake/hologram-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/hologram-config.cmake
  INSTALL_DESTINATION ${HOLO_CMAKE_DIR})
# While the major version is 0, a new minor version may break the ABI.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/hologram-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/hologram-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/hologram-config-version.cmake
  DESTINATION ${HOLO_CMAKE_DIR})

set(HOLO_PKGCONFIG_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH HOLO_PREFIX_FROM_PKGCONFIG
  ${CMAKE_INSTALL_PREFIX}/${HOLO_PKGCONFIG_DIR} ${CMAKE_INSTALL_PREFIX})
configure_file(pkgconfig/hologram.pc.in ${CMAKE_CURRENT_BINARY_DIR}/hologram.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hologram.pc DESTINATION ${HOLO_PKGCONFIG_DIR})
