/* SPDX-License-Identifier: MIT */
/* The floor under a fresh image's start-up: an empty program's, measured in the same trial. */
#include <stdio.h>
#include <string.h>

#include "../../harness/api/tvp.h"

extern const struct tvp_probe tvp_probe_floor;

#define STARTS_MAX 25u

static const struct tvp_metric metrics[] = {
    {"floor_enter_ns", "ns", TVP_LOWER_IS_BETTER, TVP_PER_TRIAL, TVP_INTEGER, 0,
     "call to first statement of main of an empty program: median of up to 24 warm starts"},
    {0}};

/* One start, with the stamps of any other. 0, or a plat error. */
static int start_once(const char *path, int64_t *enter_ns)
{
    int64_t ends[2];
    uint64_t entered = 0;
    char end_text[16], image[] = "tvp-empty";
    char *argv[] = {image, end_text, NULL};
    struct plat_task task = {0};
    struct plat_exit how;
    int error = plat_channel_new(ends);
    if (error < 0)
        return error;
    snprintf(end_text, sizeof end_text, "%d", plat_handle_inherit(ends[1], 1));
    const uint64_t call_ns = plat_now_ns();
    error = plat_image_start(&task, path, argv, NULL);
    plat_handle_close(ends[1]);
    if (error == 0)
        error = plat_channel_read(ends[0], &entered, sizeof entered);
    plat_handle_close(ends[0]);
    if (task.alive)
        plat_process_join(&task, &how);
    *enter_ns = (int64_t)(entered - call_ns);
    return error;
}

static int64_t median(int64_t *values, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t j = i; j > 0 && values[j] < values[j - 1]; j--) {
            const int64_t kept = values[j];
            values[j] = values[j - 1];
            values[j - 1] = kept;
        }
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void finish(struct tvp_trial *trial)
{
    char path[TVP_PATH_MAX];
    int64_t took_ns[STARTS_MAX] = {0};
    const uint32_t starts = tvp_starts(trial) < STARTS_MAX ? tvp_starts(trial) : STARTS_MAX;
    const char *image = tvp_image_path(trial), *name = strrchr(image, '/');
    if (!(tvp_provides(trial) & TVP_FRESH_IMAGE)) {
        tvp_set_null(trial, TVP_TRIAL, &tvp_probe_floor, 0, "only for models that start a fresh image");
        return;
    }
    if (starts < 2) {
        tvp_set_null(trial, TVP_TRIAL, &tvp_probe_floor, 0, "needs --starts 2 or more");
        return;
    }
    snprintf(path, sizeof path, "%.*stvp-empty%s", name != NULL ? (int)(name - image) + 1 : 0, image,
             plat_program_suffix());
    for (uint32_t i = 0; i < starts; i++)
        if (start_once(path, &took_ns[i]) < 0) {
            tvp_set_null(trial, TVP_TRIAL, &tvp_probe_floor, 0,
                         "the empty program beside the image does not start");
            return;
        }
    tvp_set_integer(trial, TVP_TRIAL, &tvp_probe_floor, 0, median(took_ns + 1, starts - 1));
}

const struct tvp_probe tvp_probe_floor = {
    .name = "floor",
    .brief = "start-up of an empty program: the floor under spawn",
    .doc = "After the last crew, the parent starts an empty program linked to libc alone, as often as it "
           "started crews (at most "
           "25 times), from the same place and with the same call.",
    .kinds = 1u << TVP_KIND_TIME,
    .by_default = 1,
    .cost = TVP_FREE,
    .metrics = metrics,
    .finish = finish,
};
