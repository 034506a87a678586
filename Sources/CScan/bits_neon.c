#include "bits.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define TARGET

/// Eight rows in each.
typedef struct {
    int16x8_t parts[4];
} Sums;

CSCAN_INLINE void unpack(const uint8_t *codes, size_t chunks, uint8_t *nibbles) {
    for (size_t part = 0; part < 4 * chunks; part++) {
        uint8x16_t bytes = vld1q_u8(codes + part * 16);
        uint8_t *place = nibbles + part / 4 * 128 + part % 4 * 16;
        vst1q_u8(place, vandq_u8(bytes, vdupq_n_u8(15)));
        vst1q_u8(place + 64, vshrq_n_u8(bytes, 4));
    }
}

CSCAN_INLINE Sums add(const uint8_t *nibbles, const uint8_t *tables, size_t chunks) {
    uint16x8_t sums[4] = {vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0)};
    for (size_t first = 0; first < chunks; first += 2) {
        size_t end = first + 2 < chunks ? first + 2 : chunks;
        uint8x16_t bytes[2] = {vdupq_n_u8(0), vdupq_n_u8(0)};
        for (size_t part = 8 * first; part < 8 * end; part++) {
            bytes[part % 2] = vaddq_u8(bytes[part % 2], vqtbl1q_u8(vld1q_u8(tables + part * 16), vld1q_u8(nibbles + part * 16)));
        }
        for (size_t half = 0; half < 2; half++) {
            sums[2 * half] = vaddw_u8(sums[2 * half], vget_low_u8(bytes[half]));
            sums[2 * half + 1] = vaddw_high_u8(sums[2 * half + 1], bytes[half]);
        }
    }
    Sums result;
    for (size_t part = 0; part < 4; part++) result.parts[part] = vreinterpretq_s16_u16(sums[part]);
    return result;
}

/// The upper halves of the products of eight values.
CSCAN_INLINE int16x8_t multiply_high(int16x8_t values, int16_t factor) {
    int32x4_t low = vmull_n_s16(vget_low_s16(values), factor), high = vmull_high_n_s16(values, factor);
    return vshrn_high_n_s32(vshrn_n_s32(low, 16), high, 16);
}

CSCAN_INLINE Sums refine(Sums first, Sums second) {
    Sums sums;
    for (size_t part = 0; part < 4; part++) {
        uint16x8_t values = vreinterpretq_u16_s16(second.parts[part]);
        uint32x4_t low = vmull_n_u16(vget_low_u16(values), CSCAN_BITS_SECOND_WEIGHT);
        uint32x4_t high = vmull_high_n_u16(values, CSCAN_BITS_SECOND_WEIGHT);
        uint16x8_t weighted = vshrn_high_n_u32(vshrn_n_u32(low, 16), high, 16);
        sums.parts[part] = vaddq_s16(first.parts[part], vreinterpretq_s16_u16(weighted));
    }
    return sums;
}

CSCAN_INLINE uint32_t reaching(Sums sums, const int16_t *terms, const CScanBitBound *bound) {
    const uint16x8_t bits = {1, 2, 4, 8, 16, 32, 64, 128};
    uint32_t mask = 0;
    for (size_t part = 0; part < 4; part++) {
        int16x8_t agreement = multiply_high(vld1q_s16(terms + 8 * part), bound->agreement);
        int16x8_t spread = multiply_high(vld1q_s16(terms + 32 + 8 * part), bound->spread);
        int16x8_t least = vqaddq_s16(vsubq_s16(agreement, spread), vdupq_n_s16(bound->bias));
        mask |= (uint32_t)vaddvq_u16(vandq_u16(vcgeq_s16(sums.parts[part], least), bits)) << (8 * part);
    }
    return mask;
}

#define KERNEL cscan_bits_neon
#include "bits_kernel.h"

#endif
