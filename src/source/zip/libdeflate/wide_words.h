/*
 * libdeflate with words of 64 bits in WebAssembly. It takes words of the size of a pointer, which are 32 bits there, though
 * engines run instructions on 64 bits as such: decompressing takes fewer steps with them. Included before each of its files
 * by the flags in .cargo/config.toml. What it compresses does not depend on its words.
 */
#if defined(__wasm32__) && __has_include("lib/lib_common.h")

/* Its own word, as its functions on words know it: they are replaced below by those on 64 bits. */
#define machine_word_t pointer_word_t
#include "lib/lib_common.h"
#undef machine_word_t

#define machine_word_t u64
#undef load_word_unaligned
#define load_word_unaligned load_u64_unaligned
#undef store_word_unaligned
#define store_word_unaligned store_u64_unaligned
#define get_unaligned_leword get_unaligned_le64
#define put_unaligned_leword put_unaligned_le64
#define bsrw bsr64
#define bsfw bsf64

#endif
