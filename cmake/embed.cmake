# atelier_embed(atelier_doors page) builds the page with npm and puts every file of it into the library, so that the
# program is one file. Each gets its media type, a SHA-256 tag and, if it is text, a gzipped twin. Names below page/
# carry a hash of their content and may be kept for ever; index.html is asked for anew.
#
# ATELIER_PAGE names a folder with a page that is built already: then neither Node nor npm is needed.
#
# Run as a script (cmake -P) it writes the list; included, it defines the function.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(ATELIER_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
  set(ATELIER_PAGE "" CACHE PATH "A page built elsewhere; empty: build it with npm")

  # Sets `out` to the list of commands that leave the built page in `folder`.
  function(atelier_page_commands out source folder)
    if(ATELIER_PAGE)
      set(${out} COMMAND ${CMAKE_COMMAND} -E copy_directory ${ATELIER_PAGE} ${folder} PARENT_SCOPE)
      return()
    endif()
    find_program(ATELIER_NODE NAMES node nodejs)
    find_program(ATELIER_NPM npm)
    if(NOT ATELIER_NODE OR NOT ATELIER_NPM)
      message(FATAL_ERROR "The page needs Node 18 or newer and npm, or -DATELIER_PAGE=FOLDER with a built page.")
    endif()
    set(installed ${source}/node_modules/.package-lock.json)
    set(${out}
      COMMAND sh -c "test ${installed} -nt package-lock.json || flock . ${ATELIER_NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error"
      COMMAND ${ATELIER_NODE} build.mjs ${folder} PARENT_SCOPE)
  endfunction()

  function(atelier_embed target folder)
    set(source ${CMAKE_SOURCE_DIR}/${folder})
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${folder})
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${source}/src/* ${source}/build/* ${source}/*.mjs ${source}/*.json ${source}/*.html ${source}/*.svg)
    list(FILTER files EXCLUDE REGEX "/node_modules/")
    atelier_page_commands(commands ${source} ${out}/built)
    add_custom_command(OUTPUT ${out}/files.cpp ${out}/files.S
      ${commands}
      COMMAND ${CMAKE_COMMAND} -DROOT=${out}/built -DOUT=${out} -P ${ATELIER_EMBED_SCRIPT}
      WORKING_DIRECTORY ${source} DEPENDS ${files} ${ATELIER_EMBED_SCRIPT} COMMENT "Building and embedding the ${folder}" VERBATIM)
    target_sources(${target} PRIVATE ${out}/files.cpp ${out}/files.S)
    set_source_files_properties(${out}/files.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endfunction()
  return()
endif()

set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_mjs "${type_js}")
set(type_svg "image/svg+xml")
set(type_png "image/png")
set(type_webp "image/webp")
set(type_jpg "image/jpeg")
set(type_ico "image/x-icon")
set(type_woff2 "font/woff2")
set(type_json "application/json")
set(type_webmanifest "application/manifest+json")
set(type_txt "text/plain; charset=utf-8")

file(MAKE_DIRECTORY ${OUT})

file(GLOB_RECURSE FILES ${ROOT}/*)
list(SORT FILES)

set(index 0)
set(table "")
set(externs "")
set(assembler ".section .note.GNU-stack,\"\",@progbits\n.section .rodata\n")

function(place symbol path)
  file(SIZE ${path} size)
  string(APPEND assembler ".global ${symbol}\n.balign 16\n${symbol}:\n.incbin \"${path}\"\n.byte 0\n")
  set(assembler "${assembler}" PARENT_SCOPE)
  set(size ${size} PARENT_SCOPE)
endfunction()

foreach(path IN LISTS FILES)
  file(RELATIVE_PATH name ${ROOT} ${path})
  get_filename_component(kind ${name} LAST_EXT)
  string(SUBSTRING ${kind} 1 -1 kind)
  file(SHA256 ${path} full)
  string(SUBSTRING ${full} 0 32 tag)
  set(symbol atelier_page_${index})
  place(${symbol} ${path})
  set(plain "{${symbol}, ${size}}")
  string(APPEND externs "extern const char ${symbol}[];\n")
  set(small "{}")
  if(type_${kind} MATCHES "text|json|svg")
    execute_process(COMMAND gzip -9 -n -c ${path} OUTPUT_FILE ${OUT}/${index}.gz RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "gzip could not compress ${path}")
    endif()
    place(${symbol}_gz ${OUT}/${index}.gz)
    set(small "{${symbol}_gz, ${size}}")
    string(APPEND externs "extern const char ${symbol}_gz[];\n")
  endif()
  string(APPEND table "    PageFile{\"/${name}\", \"${type_${kind}}\", \"\\\"${tag}\\\"\",\n             ${plain}, ${small}},\n")
  math(EXPR index "${index} + 1")
endforeach()

file(WRITE ${OUT}/files.S "${assembler}")
file(WRITE ${OUT}/files.cpp "// Written by cmake/embed.cmake.
#include \"doors/http/pages.h\"

#include <vector>

extern \"C\" {
${externs}}

namespace atelier::http {

std::span<const PageFile> pageFiles() {
  static const std::vector<PageFile> files{
${table}  };
  return files;
}

}  // namespace atelier::http
")
