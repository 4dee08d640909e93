# holo_native_file(TARGET exports SOURCES …): the one native file of a language's package, all of the library in it, which
# shows `exports` (patterns of names) and nothing else.
function(holo_native_file target exports)
  add_library(${target} MODULE ${ARGN})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/bindings/swig)
  target_compile_options(${target} PRIVATE -fvisibility=hidden)
  target_link_libraries(${target} PRIVATE hologram_static)
  list(JOIN exports "; " names)
  set(map ${CMAKE_CURRENT_BINARY_DIR}/${target}.map)
  file(CONFIGURE OUTPUT ${map} CONTENT "{\n  global: @names@;\n  local: *;\n};\n" @ONLY)
  target_link_options(${target} PRIVATE
    -static-libstdc++ -static-libgcc -Wl,--version-script=${map} -Wl,--exclude-libs,ALL)
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX LINK_DEPENDS ${map} BUILD_RPATH "\$ORIGIN")
endfunction()

# Sets `out` to what add_custom_command takes to put the file into a folder, stripped, with libcpuid's beside it.
function(holo_packing_commands out target folder)
  set(${out}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${CMAKE_STRIP} -o ${folder}/$<TARGET_FILE_NAME:${target}> $<TARGET_FILE:${target}>
    COMMAND ${CMAKE_COMMAND} -E copy ${pkgcfg_lib_CPUID_cpuid} ${folder}/libcpuid.so.16
    PARENT_SCOPE)
endfunction()
