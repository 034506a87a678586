#ifndef CSCAN_TRANSPOSE_H
#define CSCAN_TRANSPOSE_H

#include "internal.h"

/// Sixteen values side by side.
typedef float CScanLanes __attribute__((vector_size(64)));
typedef int32_t CScanLaneMask __attribute__((vector_size(64)));
typedef uint8_t CScanLaneBytes __attribute__((vector_size(16)));

/// Exchanges, between each two vectors that are `step` apart, the elements that are not yet in their place.
#define CSCAN_EXCHANGE(step, ...)                                                                                              \
    for (size_t i = 0; i < 16; i++) {                                                                                          \
        if ((i & step) != 0) continue;                                                                                         \
        CScanLanes a = lines[i], b = lines[i + step];                                                                        \
        lines[i] = __builtin_shufflevector(a, b, __VA_ARGS__);                                                                 \
        lines[i + step] = CSCAN_SECOND(step, a, b);                                                                            \
    }
#define CSCAN_SECOND(step, a, b) CSCAN_SECOND_##step(a, b)
#define CSCAN_SECOND_1(a, b) __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31)
#define CSCAN_SECOND_2(a, b) __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#define CSCAN_SECOND_4(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31)
#define CSCAN_SECOND_8(a, b) __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)

/// Writes the columns of 16 rows of 16 values as rows.
CSCAN_INLINE void cscan_transpose(const float *from, size_t from_stride, float *to, size_t to_stride) {
    CScanLanes lines[16];
#pragma GCC unroll 16
    for (size_t i = 0; i < 16; i++) memcpy(&lines[i], from + i * from_stride, sizeof lines[i]);
    CSCAN_EXCHANGE(1, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)
    CSCAN_EXCHANGE(2, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
    CSCAN_EXCHANGE(4, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27)
    CSCAN_EXCHANGE(8, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
#pragma GCC unroll 16
    for (size_t i = 0; i < 16; i++) memcpy(to + i * to_stride, &lines[i], sizeof lines[i]);
}

#endif
