// Faster matrix products for llama.cpp on processors with AVX2, preloaded into the model server.
//
// llama.cpp asks `llamafile_sgemm` whether it takes a product C = A·B, and computes it by itself
// where it does not. The one here takes weights in Q8_0, with a single column too, and attention in
// F16. It computes from the same numbers what llama.cpp computes: whole numbers within a block,
// floats over the blocks, added in another order. That order is the same for 1 and for 4 columns:
// tokens that were guessed and checked together are the ones that would come one by one.

#include <immintrin.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { F32 = 0, F16 = 1, Q8_0 = 8 };
enum { BLOCK = 32, LANES = 8 };

// What llama.cpp's own struct begins with.
struct ggml_compute_params {
    int ith, nth;
};

// 32 numbers: `scale` (F16) times each of `whole`.
struct block {
    uint16_t scale;
    int8_t whole[BLOCK];
};

// Weights in an order that can be read straight on: of 8 rows at a time, block by block, 4 numbers
// of each row after 4 of the row before.
struct weights {
    const void *source;
    int64_t rows, blocks;
    int8_t *whole;
    uint16_t *scales;
};

enum { TABLE = 4096 };
static struct weights table[TABLE];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *pages(size_t size) {
    void *memory = NULL;
    const size_t huge = 2u << 20;
    if (posix_memalign(&memory, size < huge ? 64 : huge, size)) abort();
    if (size >= huge) madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

static void reorder(struct weights *entry, const struct block *from, int64_t stride) {
    entry->whole = pages((size_t)(entry->rows * entry->blocks * BLOCK));
    entry->scales = pages((size_t)(entry->rows * entry->blocks * 2));
    int8_t *whole = entry->whole;
    uint16_t *scales = entry->scales;
    for (int64_t row = 0; row < entry->rows; row += LANES)
        for (int64_t block = 0; block < entry->blocks; block++) {
            for (int lane = 0; lane < LANES; lane++)
                *scales++ = from[(row + lane) * stride + block].scale;
            for (int part = 0; part < BLOCK; part += 4)
                for (int lane = 0; lane < LANES; lane++, whole += 4)
                    memcpy(whole, from[(row + lane) * stride + block].whole + part, 4);
        }
}

// The weights at `source` in their new order, which is made when they are first asked for.
static const struct weights *reordered(
    const void *source, int64_t rows, int64_t blocks, int64_t stride) {
    pthread_mutex_lock(&lock);
    uint64_t place = ((uintptr_t)source >> 5) * 0x9E3779B97F4A7C15u >> 52;
    struct weights *entry = NULL;
    for (int tries = 0; tries < TABLE; tries++, place = (place + 1) % TABLE) {
        struct weights *here = &table[place];
        const bool is_same =
            here->source == source && here->rows == rows && here->blocks == blocks;
        if (here->source && !is_same) continue;
        entry = here;
        break;
    }
    if (entry && !entry->source) {
        *entry = (struct weights){.source = source, .rows = rows, .blocks = blocks};
        reorder(entry, source, stride);
    }
    pthread_mutex_unlock(&lock);
    return entry;
}

static inline __attribute__((always_inline)) void rows_of_weights(
    const struct weights *a, int64_t group, int columns, const struct block *b, int64_t ldb,
    float *c, int64_t ldc) {
    const __m256i ones = _mm256_set1_epi16(1);
    const int8_t *whole = a->whole + group * a->blocks * BLOCK * LANES;
    const uint16_t *scales = a->scales + group * a->blocks * LANES;
    __m256 sums[4];
    for (int j = 0; j < columns; j++) sums[j] = _mm256_setzero_ps();
    for (int64_t block = 0; block < a->blocks; block++, whole += BLOCK * LANES, scales += LANES) {
        __m256i dots[4];
        for (int j = 0; j < columns; j++) dots[j] = _mm256_setzero_si256();
#pragma GCC unroll 8
        for (int part = 0; part < 8; part++) {
            const __m256i left = _mm256_load_si256((const __m256i *)(whole + part * 32));
            const __m256i size = _mm256_abs_epi8(left);
            for (int j = 0; j < columns; j++) {
                int32_t four;
                memcpy(&four, b[j * ldb + block].whole + part * 4, 4);
                const __m256i right = _mm256_sign_epi8(_mm256_set1_epi32(four), left);
                dots[j] = _mm256_add_epi32(
                    dots[j], _mm256_madd_epi16(_mm256_maddubs_epi16(size, right), ones));
            }
        }
        const __m256 scale = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)scales));
        for (int j = 0; j < columns; j++) {
            const float other = _cvtsh_ss(b[j * ldb + block].scale);
            const __m256 both = _mm256_mul_ps(scale, _mm256_set1_ps(other));
            sums[j] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dots[j]), both, sums[j]);
        }
    }
    for (int j = 0; j < columns; j++) _mm256_storeu_ps(c + j * ldc + group * LANES, sums[j]);
}

static void weights_product(
    const struct weights *a, int64_t first, int64_t last, int64_t n, const struct block *b,
    int64_t ldb, float *c, int64_t ldc) {
    for (int64_t group = first; group < last; group++) {
        int64_t j = 0;
        for (; j + 4 <= n; j += 4)
            rows_of_weights(a, group, 4, b + j * ldb, ldb, c + j * ldc, ldc);
        switch (n - j) {
        case 3: rows_of_weights(a, group, 3, b + j * ldb, ldb, c + j * ldc, ldc); break;
        case 2: rows_of_weights(a, group, 2, b + j * ldb, ldb, c + j * ldc, ldc); break;
        case 1: rows_of_weights(a, group, 1, b + j * ldb, ldb, c + j * ldc, ldc); break;
        }
    }
}

// The sum of each of eight vectors.
static inline __m256 eight_sums(const __m256 *v) {
    const __m256 low = _mm256_hadd_ps(_mm256_hadd_ps(v[0], v[1]), _mm256_hadd_ps(v[2], v[3]));
    const __m256 high = _mm256_hadd_ps(_mm256_hadd_ps(v[4], v[5]), _mm256_hadd_ps(v[6], v[7]));
    return _mm256_add_ps(
        _mm256_permute2f128_ps(low, high, 0x20), _mm256_permute2f128_ps(low, high, 0x31));
}

// 8 / `columns` rows times `columns` columns.
static inline __attribute__((always_inline)) __m256 eight_dots(
    const uint16_t *a, int64_t lda, int columns, const float *b, int64_t k) {
    __m256 sums[8];
    const int rows = 8 / columns;
    for (int t = 0; t < 8; t++) sums[t] = _mm256_setzero_ps();
    for (int64_t p = 0; p < k; p += LANES)
#pragma GCC unroll 8
        for (int i = 0; i < rows; i++) {
            const __m128i *numbers = (const __m128i *)(a + i * lda + p);
            const __m256 left = _mm256_cvtph_ps(_mm_loadu_si128(numbers));
#pragma GCC unroll 4
            for (int j = 0; j < columns; j++) {
                __m256 *sum = &sums[i * columns + j];
                *sum = _mm256_fmadd_ps(left, _mm256_load_ps(b + j * k + p), *sum);
            }
        }
    return eight_sums(sums);
}

static void halves_product(
    int64_t first, int64_t last, int64_t n, int64_t k, const uint16_t *a, int64_t lda,
    const uint16_t *b, int64_t ldb, float *c, int64_t ldc) {
    static _Thread_local float *right;
    static _Thread_local int64_t room;
    if (room < 4 * k) {
        free(right);
        room = 4 * k;
        right = pages((size_t)room * sizeof(float));
    }
    for (int64_t j = 0; j < n;) {
        const int columns = n - j >= 4 ? 4 : 1;
        for (int t = 0; t < columns; t++)
            for (int64_t p = 0; p < k; p += LANES)
                _mm256_store_ps(
                    right + t * k + p,
                    _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(b + (j + t) * ldb + p))));
        float *target = c + j * ldc;
        if (columns == 1)
            for (int64_t i = first; i < last; i += 8) {
                // Rows lie apart, where no processor looks ahead by itself.
                for (int t = 8; t < 16; t++) {
                    _mm_prefetch((const char *)(a + (i + t) * lda), _MM_HINT_T0);
                    _mm_prefetch((const char *)(a + (i + t) * lda) + 64, _MM_HINT_T0);
                }
                _mm256_storeu_ps(target + i, eight_dots(a + i * lda, lda, 1, right, k));
            }
        else
            for (int64_t i = first; i < last; i += 2) {
                float eight[8];
                _mm256_storeu_ps(eight, eight_dots(a + i * lda, lda, 4, right, k));
                for (int t = 0; t < 8; t++) target[(t % 4) * ldc + i + t / 4] = eight[t];
            }
        j += columns;
    }
}

__attribute__((visibility("default"))) bool llamafile_sgemm(
    const struct ggml_compute_params *params, int64_t m, int64_t n, int64_t k, const void *A,
    int64_t lda, const void *B, int64_t ldb, void *C, int64_t ldc, int Atype, int Btype,
    int Ctype) {
    if (Ctype != F32 || Atype != Btype || m % LANES) return false;
    const int64_t groups = m / LANES;
    const int64_t first = groups * params->ith / params->nth;
    const int64_t last = groups * (params->ith + 1) / params->nth;
    if (Atype == Q8_0) {
        const struct weights *a = reordered(A, m, k, lda);
        if (!a) return false;
        weights_product(a, first, last, n, B, ldb, C, ldc);
        return true;
    }
    if (Atype == F16 && k % LANES == 0) {
        halves_product(first * LANES, last * LANES, n, k, A, lda, B, ldb, C, ldc);
        return true;
    }
    return false;
}
