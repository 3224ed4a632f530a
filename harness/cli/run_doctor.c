/* SPDX-License-Identifier: MIT */
/* The doctor's findings of a new run. They are measured by a process of its own: the doctor starts threads
 * and forks, the controller does neither. */
#include <inttypes.h>
#include <stdio.h>

#include "campaign.h"

static int examine(char *path)
{
    char self[TVP_PATH_MAX], name[] = "tvp", word[] = "examine", parent[24];
    char *argv[] = {name, word, path, parent, NULL};
    struct plat_task task;
    struct plat_exit how;
    snprintf(parent, sizeof parent, "%" PRId64, plat_pid());
    int error = plat_self_path(self, sizeof self);
    if (error == 0)
        error = plat_image_start(&task, self, argv, NULL);
    if (error == 0)
        error = plat_process_join(&task, &how);
    return error != 0 ? error : how.signal != 0 || how.code != 0 ? -PLAT_EOTHER : 0;
}

void campaign_examine(const struct campaign *c, json_t *machine)
{
    char path[TVP_PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/doctor.json", c->run.tmp_path) >= sizeof path)
        return;
    json_t *findings = examine(path) == 0 ? json_load_file(path, 0, NULL) : NULL;
    if (json_is_object(findings))
        json_object_set(machine, "doctor", findings);
    json_decref(findings);
    plat_file_remove(path);
}
