/* SPDX-License-Identifier: MIT */
/* Loads workloads, tvp's own and a user's, and looks at them before anybody relies on them. */
#include "plugin.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../api/plat_library.h"
#include "file_hash.h"
#include "params.h"
#include "registry.h"

static struct loaded {
    const struct tvp_workload *workload;
    char path[TVP_PATH_MAX];
    uint64_t hash;
    int is_own;                        /* it comes with tvp */
} all[PLUGINS_MAX + LOADED_MAX], twin; /* twin: of arm b, in place of the one loaded last */
static uint32_t count, own_count;      /* the own ones are the first */

static int refuse(char *why, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int refuse(char *why, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(why, REASON_MAX, format, values);
    va_end(values);
    why[strcspn(why, "\n")] = '\0';
    return -1;
}

static int is_a_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    const size_t length = name ? strspn(name, letters) : 0;
    return length > 0 && length < TVP_NAME_MAX && name[length] == '\0';
}

static int check_params(const struct tvp_workload *workload, char *why)
{
    _Alignas(8) unsigned char params[TVP_PARAMS_MAX] = {0};
    if (workload->params_bytes > TVP_PARAMS_MAX)
        return refuse(why, "its parameters take %zu bytes, %u are allowed", workload->params_bytes,
                      TVP_PARAMS_MAX);
    for (const struct tvp_param *param = workload->params; param && param->name; param++)
        if (!is_a_name(param->name) || param->offset % 8 || param->offset + 8 > workload->params_bytes ||
            !param->fallback || !param->brief || (param->type == TVP_PARAM_CHOICE && !param->choices))
            return refuse(why, "its parameter %.40s is not described as tvp.h has it", param->name);
    return params_default(workload->params, workload->name, params, why);
}

/* Which file of the user's has a workload of that name already; NULL: none. */
static const char *path_of_name(const char *name)
{
    for (uint32_t i = own_count; i < count; i++)
        if (strcmp(all[i].workload->name, name) == 0)
            return all[i].path;
    return NULL;
}

/* `like`: the one whose name it may have; NULL: none's. */
static int check_workload(const struct tvp_workload *workload, const struct tvp_workload *like, char *why)
{
    if (!is_a_name(workload->name))
        return refuse(why, "its name is not made of at most %u lower-case letters, digits and underscores",
                      TVP_NAME_MAX - 1);
    if (!workload->brief || !workload->op || !workload->doc || !workload->run || workload->version < 1)
        return refuse(why, "%s lacks brief, op, doc, run or a version of 1 or more", workload->name);
    const struct tvp_workload *named = workload_find(workload->name);
    const char *loaded = path_of_name(workload->name);
    if (loaded && named != like)
        return refuse(why, "it has the workload %s, and so has %.120s: choose another name", workload->name,
                      loaded);
    if ((named && named != like && !registry_awaits(named)) || model_find(workload->name))
        return refuse(why, "tvp has a workload or model %s of its own: choose another name", workload->name);
    return check_params(workload, why);
}

/* What the library exports, or NULL. */
static const struct tvp_workload *look(const char *path, const struct tvp_workload *like, char *why)
{
    void *library = plat_library_open(path, why, REASON_MAX);
    if (library == NULL)
        return NULL;
    const struct tvp_plugin *plugin = plat_library_symbol(library, "tvp_plugin");
    if (plugin == NULL)
        refuse(why, "it exports no tvp_plugin: say TVP_PLUGIN(workload) in it, at the end");
    else if (plugin->api_version != TVP_API_VERSION || plugin->workload_bytes != sizeof(struct tvp_workload))
        refuse(why, "it was built against version %u of tvp.h, this is version %u: build it again",
               plugin->api_version, TVP_API_VERSION);
    else if (plugin->workload == NULL)
        refuse(why, "its tvp_plugin has no workload");
    else if (check_workload(plugin->workload, like, why) == 0)
        return plugin->workload;
    return NULL;
}

int plugin_check(const char *path, char why[REASON_MAX])
{
    _Alignas(8) unsigned char params[TVP_PARAMS_MAX] = {0};
    const struct tvp_workload *workload = look(path, NULL, why);
    if (workload == NULL || params_default(workload->params, workload->name, params, why) != 0)
        return -1;
    if (workload->refuses)
        workload->refuses(params);
    if (workload->shared_bytes && workload->shared_bytes(params, 2) > TVP_SHARED_MAX)
        return refuse(why, "two workers share more than %u bytes", TVP_SHARED_MAX);
    if (workload->round_ops)
        workload->round_ops(params, 1u << 20, plat_page_bytes());
    return 0;
}

const struct tvp_workload *plugin_load(const char *path, char why[REASON_MAX])
{
    struct loaded *one = &all[count];
    const struct tvp_workload *workload = NULL;
    if (strlen(path) >= sizeof one->path || count - own_count == LOADED_MAX)
        refuse(why, "at most %u workloads can be loaded, from paths of %zu bytes", LOADED_MAX,
               sizeof one->path - 1);
    else if (file_hash(path, &one->hash) != 0)
        refuse(why, "it cannot be read");
    else
        workload = look(path, NULL, why);
    if (workload == NULL || registry_add(workload) != 0)
        return NULL;
    memcpy(one->path, path, strlen(path) + 1);
    one->workload = workload;
    count++;
    return workload;
}

static void load_own(uint32_t i, const char *const *folders)
{
    char path[TVP_PATH_MAX], whole[TVP_PATH_MAX], why[REASON_MAX];
    const char *name = tvp_plugins[i]->name, *none = plat_library_unsupported();
    snprintf(why, sizeof why, "%s", none ? none : "its library was not there when tvp was built");
    for (; none == NULL && *folders; folders++) {
        if ((size_t)snprintf(path, sizeof path, "%s/%s.so", *folders, name) >= sizeof path ||
            plat_path_absolute(path, whole, sizeof whole) != 0)
            continue;
        if (plugin_load(whole, why) == NULL)
            break;
        all[count - 1].is_own = 1;
        own_count++;
        return;
    }
    registry_lacks(i, why);
}

void plugins_load(const char *const *folders)
{
    for (uint32_t i = 0; tvp_plugins[i] != NULL; i++)
        load_own(i, folders);
}

static const struct loaded *loaded_of(const struct tvp_workload *workload)
{
    for (uint32_t i = 0; i < count; i++)
        if (all[i].workload == workload)
            return &all[i];
    return NULL;
}

int plugin_is_own(const struct tvp_workload *workload)
{
    const struct loaded *loaded = loaded_of(workload);
    return loaded != NULL && loaded->is_own;
}

int plugin_pair(const char *path, char why[REASON_MAX])
{
    if (count == own_count)
        return refuse(why, "the other arm's is not loaded: --load FILE");
    const struct tvp_workload *first = all[count - 1].workload, *second = NULL;
    if (strlen(path) >= sizeof twin.path || file_hash(path, &twin.hash) != 0)
        return refuse(why, "it cannot be read");
    second = look(path, first, why);
    if (second == NULL)
        return -1;
    if (strcmp(second->name, first->name) != 0 || second->version != first->version ||
        second->params_bytes != first->params_bytes || second->needs != first->needs)
        return refuse(why, "it is not another build of %s: name, version, parameters or needs differ",
                      first->name);
    memcpy(twin.path, path, strlen(path) + 1);
    twin.workload = first;
    return 0;
}

const char *plugin_path_of(const struct cell *cell, uint64_t *hash)
{
    const struct loaded *loaded =
        cell->arm == ARM_B && twin.workload == cell->workload ? &twin : loaded_of(cell->workload);
    if (loaded == NULL)
        return NULL;
    *hash = loaded->hash;
    return loaded->path;
}
