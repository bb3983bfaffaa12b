/* Loops that the compiler writes several times, for the instruction sets that a machine may have. */
#ifndef INC_BASE_CLONES_H
#define INC_BASE_CLONES_H

#if defined(__x86_64__) && defined(__linux__) && __GNUC__ >= 12 && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define INC_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define INC_CLONES
#endif

/* For what a function with clones calls: written into each of them, for its instruction set. */
#define INC_INLINE inline __attribute__((always_inline))

#endif
