#include "bits.h"

#define TARGET

typedef struct {
    int16_t rows[CSCAN_BITS_LANES];
} Sums;

CSCAN_INLINE void unpack(const uint8_t *codes, size_t chunks, uint8_t *nibbles) {
    for (size_t chunk = 0; chunk < chunks; chunk++) {
        for (size_t byte = 0; byte < 64; byte++) {
            nibbles[chunk * 128 + byte] = codes[chunk * 64 + byte] & 15;
            nibbles[chunk * 128 + 64 + byte] = codes[chunk * 64 + byte] >> 4;
        }
    }
}

CSCAN_INLINE Sums add(const uint8_t *nibbles, const uint8_t *tables, size_t chunks) {
    Sums sums = {{0}};
    for (size_t part = 0; part < 4 * chunks; part++) {
        for (size_t row = 0; row < CSCAN_BITS_LANES; row++) sums.rows[row] += tables[part * 32 + nibbles[part * 32 + row]];
    }
    return sums;
}

CSCAN_INLINE Sums refine(Sums first, Sums second) {
    for (size_t row = 0; row < CSCAN_BITS_LANES; row++) {
        first.rows[row] += (int16_t)((uint32_t)second.rows[row] * CSCAN_BITS_SECOND_WEIGHT >> 16);
    }
    return first;
}

CSCAN_INLINE uint32_t reaching(Sums sums, const int16_t *terms, const CScanBitBound *bound) {
    uint32_t mask = 0;
    for (size_t row = 0; row < CSCAN_BITS_LANES; row++) {
        int32_t least = (terms[row] * bound->agreement >> 16) - (terms[row + CSCAN_BITS_LANES] * bound->spread >> 16) + bound->bias;
        mask |= (uint32_t)(sums.rows[row] >= least) << row;
    }
    return mask;
}

#define KERNEL cscan_bits_portable
#include "bits_kernel.h"
