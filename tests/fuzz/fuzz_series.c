/* SPDX-License-Identifier: MIT */
/* Series in the formats of several tools. The first byte chooses the format, the second the options; the same
 * file twice, as two files of one benchmark's history. */
#include <stdlib.h>

#include "../../harness/store/series.h"
#include "fuzz.h"

static int read_once(const uint8_t *data, size_t size, const struct series_options *options,
                     struct series_set *set)
{
    char error[SERIES_ERROR_MAX] = "";
    FILE *file = fmemopen((void *)(uintptr_t)data, size, "rb");
    if (!file)
        abort();
    int fault = series_read(file, "some/path", options, set, error);
    fclose(file);
    if (fault == SERIES_AT_FAULT)
        fuzz_error(error);
    return fault;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct series_set set = {0};
    if (size < 3)
        return 0;
    const struct series_options options = {.name = "file",
                                           .column = data[1] & 1 ? "v" : NULL,
                                           .one_column = data[1] & 2,
                                           .format = (enum series_format)(data[0] % SERIES_FORMATS_END)};
    if (read_once(data + 2, size - 2, &options, &set) == 0)
        read_once(data + 2, size - 2, &options, &set);
    for (size_t i = 0; i < set.count; i++)
        series_order(&set, &set.series[i]);
    series_set_free(&set);
    return 0;
}
