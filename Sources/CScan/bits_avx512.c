#include "bits.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

typedef __m512i Sums;

TARGET CSCAN_INLINE void unpack(const uint8_t *codes, size_t chunks, uint8_t *nibbles) {
    const __m512i low = _mm512_set1_epi8(15);
    for (size_t chunk = 0; chunk < chunks; chunk++) {
        __m512i bytes = _mm512_loadu_si512(codes + chunk * 64);
        _mm512_store_si512(nibbles + chunk * 128, _mm512_and_si512(bytes, low));
        _mm512_store_si512(nibbles + chunk * 128 + 64, _mm512_and_si512(_mm512_srli_epi16(bytes, 4), low));
    }
}

TARGET CSCAN_INLINE Sums add(const uint8_t *nibbles, const uint8_t *tables, size_t chunks) {
    const __m512i byte = _mm512_set1_epi16(255);
    __m512i even = _mm512_setzero_si512(), odd = even;
    for (size_t first = 0; first < chunks; first += 4) {
        size_t end = first + 4 < chunks ? first + 4 : chunks;
        __m512i sums = _mm512_setzero_si512();
        for (size_t chunk = first; chunk < end; chunk++) {
            const uint8_t *table = tables + chunk * 128, *nibble = nibbles + chunk * 128;
            __m512i low = _mm512_shuffle_epi8(_mm512_loadu_si512(table), _mm512_load_si512(nibble));
            __m512i high = _mm512_shuffle_epi8(_mm512_loadu_si512(table + 64), _mm512_load_si512(nibble + 64));
            sums = _mm512_add_epi8(sums, _mm512_add_epi8(low, high));
        }
        even = _mm512_add_epi16(even, _mm512_and_si512(sums, byte));
        odd = _mm512_add_epi16(odd, _mm512_srli_epi16(sums, 8));
    }
    // Both halves of the register hold the same rows: every second one in each sum.
    __m256i evens = _mm256_add_epi16(_mm512_castsi512_si256(even), _mm512_extracti64x4_epi64(even, 1));
    __m256i odds = _mm256_add_epi16(_mm512_castsi512_si256(odd), _mm512_extracti64x4_epi64(odd, 1));
    __m256i low = _mm256_unpacklo_epi16(evens, odds), high = _mm256_unpackhi_epi16(evens, odds);
    __m512i ordered = _mm512_castsi256_si512(_mm256_permute2x128_si256(low, high, 0x20));
    return _mm512_inserti64x4(ordered, _mm256_permute2x128_si256(low, high, 0x31), 1);
}

TARGET CSCAN_INLINE Sums refine(Sums first, Sums second) {
    return _mm512_add_epi16(first, _mm512_mulhi_epu16(second, _mm512_set1_epi16((short)CSCAN_BITS_SECOND_WEIGHT)));
}

TARGET CSCAN_INLINE uint32_t reaching(Sums sums, const int16_t *terms, const CScanBitBound *bound) {
    __m512i agreement = _mm512_mulhi_epi16(_mm512_loadu_si512(terms), _mm512_set1_epi16(bound->agreement));
    __m512i spread = _mm512_mulhi_epi16(_mm512_loadu_si512(terms + 32), _mm512_set1_epi16(bound->spread));
    __m512i least = _mm512_adds_epi16(_mm512_sub_epi16(agreement, spread), _mm512_set1_epi16(bound->bias));
    return _mm512_cmpge_epi16_mask(sums, least);
}

#define KERNEL cscan_bits_avx512
#include "bits_kernel.h"

#endif
