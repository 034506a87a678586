#include "bits.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,fma")))

/// Rows 0–15 and 16–31.
typedef struct {
    __m256i lower, upper;
} Sums;

TARGET CSCAN_INLINE void unpack(const uint8_t *codes, size_t chunks, uint8_t *nibbles) {
    const __m256i low = _mm256_set1_epi8(15);
    for (size_t part = 0; part < 2 * chunks; part++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(codes + part * 32));
        uint8_t *place = nibbles + part / 2 * 128 + part % 2 * 32;
        _mm256_store_si256((__m256i *)place, _mm256_and_si256(bytes, low));
        _mm256_store_si256((__m256i *)(place + 64), _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low));
    }
}

TARGET CSCAN_INLINE Sums add(const uint8_t *nibbles, const uint8_t *tables, size_t chunks) {
    const __m256i byte = _mm256_set1_epi16(255);
    __m256i even = _mm256_setzero_si256(), odd = even;
    for (size_t first = 0; first < chunks; first += 2) {
        size_t end = first + 2 < chunks ? first + 2 : chunks;
        __m256i sums = _mm256_setzero_si256();
        for (size_t part = 4 * first; part < 4 * end; part++) {
            __m256i table = _mm256_loadu_si256((const __m256i *)(tables + part * 32));
            sums = _mm256_add_epi8(sums, _mm256_shuffle_epi8(table, _mm256_load_si256((const __m256i *)(nibbles + part * 32))));
        }
        even = _mm256_add_epi16(even, _mm256_and_si256(sums, byte));
        odd = _mm256_add_epi16(odd, _mm256_srli_epi16(sums, 8));
    }
    __m256i low = _mm256_unpacklo_epi16(even, odd), high = _mm256_unpackhi_epi16(even, odd);
    return (Sums){_mm256_permute2x128_si256(low, high, 0x20), _mm256_permute2x128_si256(low, high, 0x31)};
}

TARGET CSCAN_INLINE Sums refine(Sums first, Sums second) {
    const __m256i weight = _mm256_set1_epi16((short)CSCAN_BITS_SECOND_WEIGHT);
    return (Sums){
        _mm256_add_epi16(first.lower, _mm256_mulhi_epu16(second.lower, weight)),
        _mm256_add_epi16(first.upper, _mm256_mulhi_epu16(second.upper, weight)),
    };
}

/// All ones for each of sixteen rows whose sum is below what is wanted.
TARGET CSCAN_INLINE __m256i failing(__m256i sums, const int16_t *terms, const CScanBitBound *bound) {
    __m256i agreement = _mm256_mulhi_epi16(_mm256_loadu_si256((const __m256i *)terms), _mm256_set1_epi16(bound->agreement));
    __m256i spread = _mm256_mulhi_epi16(_mm256_loadu_si256((const __m256i *)(terms + 32)), _mm256_set1_epi16(bound->spread));
    __m256i least = _mm256_adds_epi16(_mm256_sub_epi16(agreement, spread), _mm256_set1_epi16(bound->bias));
    return _mm256_cmpgt_epi16(least, sums);
}

TARGET CSCAN_INLINE uint32_t reaching(Sums sums, const int16_t *terms, const CScanBitBound *bound) {
    // Packing interleaves the halves of both; the permutation puts them in order.
    __m256i packed = _mm256_packs_epi16(failing(sums.lower, terms, bound), failing(sums.upper, terms + 16, bound));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(packed, 0xD8));
}

#define KERNEL cscan_bits_avx2
#include "bits_kernel.h"

#endif
