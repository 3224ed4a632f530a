/* SPDX-License-Identifier: MIT */
/* The mapping's layout: nothing overlaps, all is aligned, another build's is refused; and the registry's
 * look-ups. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/core/map.h"
#include "../../harness/core/registry.h"

static void check_shape(struct map_shape shape)
{
    uint64_t bytes = map_lay_out(NULL, &shape);
    cr_assert(bytes > sizeof(struct map_head));
    struct map_head *head = aligned_alloc(4096, bytes);
    cr_assert_not_null(head);
    memset(head, 0, sizeof *head);
    cr_assert_eq(map_lay_out(head, &shape), bytes);
    cr_assert_null(map_refusal(head, bytes));
    const unsigned char *start = (unsigned char *)head, *end = start + bytes;
    const uint32_t last = shape.workers - 1;
    const unsigned char *workers = (unsigned char *)map_worker_at(head, 0);
    const unsigned char *stamps = (unsigned char *)map_stamps_at(head, 0, 0);
    const unsigned char *samples = (unsigned char *)map_samples_at(head, 0);
    const unsigned char *shared = start + head->shared_at;
    cr_assert(start + sizeof *head <= workers);
    cr_assert((unsigned char *)(map_worker_at(head, last) + 1) <= stamps);
    cr_assert((unsigned char *)(map_stamps_at(head, shape.starts - 1, last) + 1) <= samples);
    const unsigned char *behind = (unsigned char *)(map_samples_at(head, last) + shape.samples_max + 1);
    cr_assert_eq(map_latency_at(head, 0) != NULL, shape.latencies);
    if (shape.latencies) {
        cr_assert(behind <= (unsigned char *)map_latency_at(head, 0));
        for (uint32_t i = 0; i < last; i++)
            cr_assert(map_latency_at(head, i) + 1 <= map_latency_at(head, i + 1));
        cr_assert_eq((uintptr_t)map_latency_at(head, last) % 128, 0);
        behind = (unsigned char *)(map_latency_at(head, last) + 1);
    }
    cr_assert(behind <= shared);
    cr_assert(shared + shape.shared_bytes <= end);
    cr_assert_eq((uintptr_t)workers % _Alignof(struct map_worker), 0);
    cr_assert_eq((uintptr_t)shared % 4096, 0);
    for (uint32_t i = 0; i + 1 < shape.workers; i++) {
        cr_assert(map_samples_at(head, i) + shape.samples_max + 1 <= map_samples_at(head, i + 1));
        cr_assert_eq((uintptr_t)map_samples_at(head, i) % 128, 0);
    }
    free(head);
}

Test(map, nothing_overlaps)
{
    check_shape((struct map_shape){1, 1, 1, 0, 0});
    check_shape((struct map_shape){3, 7, 1000, 100, 1});
    check_shape((struct map_shape){TVP_WORKERS_MAX, 50, 100, 4097, 1});
}

Test(map, shapes_out_of_bounds_have_no_layout)
{
    static const struct map_shape bad[] = {{0, 1, 1, 0, 0},
                                           {TVP_WORKERS_MAX + 1, 1, 1, 0, 0},
                                           {1, 0, 1, 0, 0},
                                           {1, TVP_STARTS_MAX + 1, 1, 0, 0},
                                           {1, 1, MAP_SAMPLES_MAX + 1, 0, 0},
                                           {1, 1, 1, TVP_SHARED_MAX + 1, 0},
                                           {1, 1, 1, 0, 2}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_eq(map_lay_out(NULL, &bad[i]), 0);
}

Test(map, another_builds_mapping_is_refused)
{
    static struct map_head head, good;
    const struct map_shape shape = {2, 3, 4, 5, 1};
    uint64_t bytes = map_lay_out(&good, &shape);
    uint64_t *const words[] = {&head.magic, &head.registry_hash, &head.total_bytes, &head.samples_at,
                               &head.shared_at};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        head = good;
        cr_assert_null(map_refusal(&head, bytes));
        ++*words[i];
        cr_assert_not_null(map_refusal(&head, bytes), "%zu", i);
    }
    head = good;
    head.workers = 0;
    cr_assert_not_null(map_refusal(&head, bytes));
    head = good;
    head.head_bytes++;
    cr_assert_not_null(map_refusal(&head, bytes));
    cr_assert_not_null(map_refusal(&good, bytes - 1));
    cr_assert_not_null(map_refusal(&good, 100));
}

Test(map, words)
{
    cr_assert_str_eq(status_name(STATUS_TIMEOUT), "timeout");
    cr_assert_str_eq(status_name(STATUS_COUNT), "unknown");
    cr_assert_str_eq(point_name(POINT_LEAVE), "leave");
    cr_assert_str_eq(sharing_name(SHARING_COPY), "copy");
    cr_assert_str_eq(kind_name(TVP_KIND_PILOT), "pilot");
}

Test(registry, look_ups)
{
    for (size_t i = 0; tvp_workloads[i]; i++)
        cr_assert_eq(workload_find(tvp_workloads[i]->name), tvp_workloads[i]);
    for (size_t i = 0; tvp_models[i]; i++)
        cr_assert_eq(model_find(tvp_models[i]->name), tvp_models[i]);
    cr_assert_null(workload_find("nosuch"));
    cr_assert_null(model_find(""));
    cr_assert_eq(registry_hash(), registry_hash());
    cr_assert_neq(registry_hash(), 0);
}

Test(registry, metrics_have_a_place_each)
{
    const struct tvp_probe *owner;
    const struct tvp_metric *metric;
    uint32_t count = 0;
    for (; (metric = metric_at(count, &owner)) != NULL; count++) {
        cr_assert_eq(metric, &owner->metrics[count - probe_base(owner)]);
        for (uint32_t other = 0; other < count; other++)
            cr_assert_str_neq(metric_at(other, NULL)->name, metric->name);
    }
    cr_assert(count > 0 && count <= TVP_VALUES_MAX, "%u", count);
}

Test(registry, pairs)
{
    for (size_t i = 0; tvp_models[i]; i++) {
        cr_assert_null(pair_unsupported(tvp_models[i], SHARING_SHM), "every model has shm");
        cr_assert_eq(pair_unsupported(tvp_models[i], SHARING_INHERIT) != NULL,
                     (tvp_models[i]->provides & (TVP_ONE_ADDRESS_SPACE | TVP_INHERITS)) == 0);
    }
}
