# atelier_embed(atelier_doors page) puts every file below page/ into the library, so that the program is one file.
# Each gets its media type, a SHA-256 tag and, if it is text, a gzipped twin. Addresses that index.html names are
# extended by ?v=<hash>: those may be kept for ever, index.html itself is asked for anew.
#
# Run as a script (cmake -P) it writes the list; included, it defines the function.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(ATELIER_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

  function(atelier_embed target folder)
    set(root ${CMAKE_SOURCE_DIR}/${folder})
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${folder})
    set(patterns)
    foreach(kind html css js mjs svg png webp jpg ico woff2 json webmanifest txt)
      list(APPEND patterns ${root}/*.${kind})
    endforeach()
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
    list(FILTER files EXCLUDE REGEX "/(node_modules|tests?)/|/package(-lock)?\\.json$")
    list(SORT files)
    add_custom_command(OUTPUT ${out}/files.cpp ${out}/files.S
      COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DROOT=${root} -DOUT=${out} -P ${ATELIER_EMBED_SCRIPT}
      DEPENDS ${files} ${ATELIER_EMBED_SCRIPT} COMMENT "Embedding ${folder}" VERBATIM)
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

# Hashes first: index.html names them.
foreach(path IN LISTS FILES)
  file(RELATIVE_PATH name ${ROOT} ${path})
  file(SHA256 ${path} hash)
  string(SUBSTRING ${hash} 0 12 hash_${name})
endforeach()

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
  if(kind STREQUAL "html")
    file(READ ${path} text)
    foreach(other_path IN LISTS FILES)
      file(RELATIVE_PATH other ${ROOT} ${other_path})
      foreach(lead "/" "")
        string(REPLACE "=\"${lead}${other}\"" "=\"/${other}?v=${hash_${other}}\"" text "${text}")
      endforeach()
    endforeach()
    set(path ${OUT}/${index}.html)
    file(WRITE ${path} "${text}")
  endif()
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
  string(APPEND table "    PageFile{\"/${name}\", \"${type_${kind}}\", \"\\\"${tag}\\\"\", \"${hash_${name}}\",\n             ${plain}, ${small}},\n")
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
