#pragma once

// Private to simulate/travel: marks a function to be compiled twice, for processors with 256-bit integers and for all;
// which one runs is decided when the program starts, and both give the same bytes. (The resolver would run before the
// sanitizers are ready.)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define CITYLOOP_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define CITYLOOP_WIDE
#endif
