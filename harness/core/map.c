/* SPDX-License-Identifier: MIT */
/* Where everything lies in the mapping that controller, trial and workers share. Pure: offsets and
 * words, nothing of the OS. */
#include "map.h"

#include "registry.h"

/* Workers write their samples while they are timed: two cache lines apart, so that no prefetcher couples
 * them. */
#define SAMPLES_ALIGN 128u
/* What the workload shares lies on pages that hold nothing of the harness. */
#define SHARED_ALIGN 4096u

struct layout {
    uint64_t workers_at, stamps_at, samples_at, latency_at, shared_at, total_bytes;
};

static uint64_t round_up(uint64_t value, uint64_t step)
{
    return (value + step - 1) / step * step;
}

static uint64_t samples_stride(uint64_t samples_max)
{
    return round_up((samples_max + 1) * sizeof(uint64_t), SAMPLES_ALIGN);
}

static uint64_t latency_stride(void)
{
    return round_up(sizeof(struct stats_histogram), SAMPLES_ALIGN);
}

static int shape_is_sane(const struct map_shape *shape)
{
    return shape->workers >= 1 && shape->workers <= TVP_WORKERS_MAX && shape->starts >= 1 &&
           shape->starts <= TVP_STARTS_MAX && shape->samples_max <= MAP_SAMPLES_MAX &&
           shape->shared_bytes <= TVP_SHARED_MAX && shape->latencies <= 1;
}

static struct layout lay_out(const struct map_shape *shape)
{
    struct layout at;
    at.workers_at = round_up(sizeof(struct map_head), SAMPLES_ALIGN);
    at.stamps_at = at.workers_at + (uint64_t)shape->workers * sizeof(struct map_worker);
    at.samples_at = round_up(
        at.stamps_at + (uint64_t)shape->starts * shape->workers * sizeof(struct tvp_stamps), SAMPLES_ALIGN);
    const uint64_t latency_at =
        round_up(at.samples_at + shape->workers * samples_stride(shape->samples_max), SHARED_ALIGN);
    at.latency_at = shape->latencies ? latency_at : 0;
    at.shared_at = round_up(latency_at + shape->latencies * shape->workers * latency_stride(), SHARED_ALIGN);
    at.total_bytes = round_up(at.shared_at + shape->shared_bytes, SHARED_ALIGN);
    return at;
}

uint64_t map_lay_out(struct map_head *head, const struct map_shape *shape)
{
    if (!shape_is_sane(shape))
        return 0;
    struct layout at = lay_out(shape);
    if (head) {
        head->magic = MAP_MAGIC;
        head->api_version = TVP_API_VERSION;
        head->head_bytes = sizeof(struct map_head);
        head->registry_hash = registry_hash();
        head->total_bytes = at.total_bytes;
        head->workers = shape->workers;
        head->starts = shape->starts;
        head->samples_max = shape->samples_max;
        head->shared_bytes = shape->shared_bytes;
        head->workers_at = at.workers_at;
        head->stamps_at = at.stamps_at;
        head->samples_at = at.samples_at;
        head->latency_at = at.latency_at;
        head->shared_at = at.shared_at;
    }
    return at.total_bytes;
}

static int offsets_agree(const struct map_head *head)
{
    struct map_shape shape = {head->workers, head->starts, head->samples_max, head->shared_bytes,
                              head->latency_at != 0};
    if (!shape_is_sane(&shape))
        return 0;
    struct layout at = lay_out(&shape);
    return head->workers_at == at.workers_at && head->stamps_at == at.stamps_at &&
           head->samples_at == at.samples_at && head->latency_at == at.latency_at &&
           head->shared_at == at.shared_at && head->total_bytes == at.total_bytes;
}

const char *map_refusal(const struct map_head *head, uint64_t bytes)
{
    if (bytes < sizeof(struct map_head))
        return "the mapping is too small to be one of tvp's";
    if (head->magic != MAP_MAGIC)
        return "the mapping is not one of tvp's";
    if (head->api_version != TVP_API_VERSION)
        return "tvp and tvp-trial are of different versions: build both anew";
    if (head->head_bytes != sizeof(struct map_head))
        return "tvp and tvp-trial are of different builds: build both anew";
    if (head->registry_hash != registry_hash())
        return "tvp and tvp-trial hold different workloads, models or probes: build both anew";
    if (head->total_bytes > bytes || !offsets_agree(head))
        return "the mapping's layout is damaged";
    return NULL;
}

static void *at_offset(const struct map_head *head, uint64_t offset)
{
    return (unsigned char *)(uintptr_t)head + offset;
}

struct map_worker *map_worker_at(const struct map_head *head, uint32_t index)
{
    return (struct map_worker *)at_offset(head, head->workers_at) + index;
}

struct tvp_stamps *map_stamps_at(const struct map_head *head, uint32_t start, uint32_t index)
{
    return (struct tvp_stamps *)at_offset(head, head->stamps_at) + (uint64_t)start * head->workers + index;
}

uint64_t *map_samples_at(const struct map_head *head, uint32_t index)
{
    return at_offset(head, head->samples_at + index * samples_stride(head->samples_max));
}

struct stats_histogram *map_latency_at(const struct map_head *head, uint32_t index)
{
    return head->latency_at ? at_offset(head, head->latency_at + index * latency_stride()) : NULL;
}

uint64_t map_whole_batches(const struct map_head *head, uint32_t index)
{
    const struct map_worker *worker = map_worker_at(head, index);
    const uint64_t whole = head->batch > 0 ? worker->ops / head->batch : 0;
    return whole < worker->samples ? whole : worker->samples;
}

static const char *word_of(const char *const *words, uint32_t count, uint32_t value)
{
    return value < count ? words[value] : "unknown";
}

const char *status_name(uint32_t status)
{
    static const char *const words[] = {"ok", "unsupported", "invalid", "failed", "crashed", "timeout"};
    return word_of(words, STATUS_COUNT, status);
}

const char *point_name(uint32_t point)
{
    static const char *const words[] = {
#define X(name, text) text,
        WORKER_POINTS(X)
#undef X
    };
    return word_of(words, sizeof words / sizeof *words, point);
}

const char *sharing_name(uint32_t sharing)
{
    static const char *const words[] = {"inherit", "copy", "shm", "load", "seed", "server"};
    return word_of(words, SHARING_COUNT, sharing);
}

int sharing_is_private(uint32_t sharing)
{
    return sharing == SHARING_COPY || sharing == SHARING_LOAD || sharing == SHARING_SEED;
}

int sharing_spares_parent(uint32_t sharing)
{
    return sharing == SHARING_LOAD || sharing == SHARING_SEED || sharing == SHARING_SERVER;
}

const char *lifetime_name(uint32_t lifetime)
{
    static const char *const words[] = {"trial", "pool", "task"};
    return word_of(words, LIFETIME_COUNT, lifetime);
}

const char *kind_name(uint32_t kind)
{
    static const char *const words[] = {"time", "memory", "pilot"};
    return word_of(words, sizeof words / sizeof *words, kind);
}
