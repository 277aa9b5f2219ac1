// zlib for Swift: the C library, and a function for a macro that Swift cannot import.
#ifndef PROMPTER_CZLIB_SHIM_H
#define PROMPTER_CZLIB_SHIM_H

#include <zlib.h>

/// Prepares to inflate what gzip wrote.
static inline int czlib_inflate_gzip(z_stream *stream) {
  return inflateInit2(stream, 16 + MAX_WBITS);
}

#endif
