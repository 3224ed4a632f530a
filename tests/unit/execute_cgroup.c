/* SPDX-License-Identifier: MIT */
/* Where a cgroup for a trial can be made, on systems that are not this one: their files, below a folder of
 * ours. */
#include "../../harness/api/plat.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct system {
    char root[64];
};

static void put(const struct system *system, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s", system->root, name);
    for (char *slash = strchr(path + strlen(system->root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        plat_folder_make(path);
        *slash = '/';
    }
    if (text == NULL)
        return;
    FILE *file = fopen(path, "w");
    cr_assert(file != NULL, "%s", path);
    fputs(text, file);
    fclose(file);
}

static struct system make(const char *cgroup, const char *mountinfo)
{
    struct system system = {"/tmp/tvp-test-XXXXXX"};
    cr_assert(mkdtemp(system.root) != NULL);
    put(&system, "/proc/self/cgroup", cgroup);
    put(&system, "/proc/self/mountinfo", mountinfo);
    return system;
}

/* `expected`: below the root; NULL: none can be made. */
static void expect_home(struct system *system, const char *expected)
{
    char home[256], wanted[256];
    int error = plat_cgroup_home(system->root, home, sizeof home);
    snprintf(wanted, sizeof wanted, "%s%s", expected ? system->root : "", expected ? expected : "");
    cr_expect(error == (expected ? 0 : -PLAT_ENOTSUP), "%s: %d", expected ? expected : "none", error);
    cr_expect_str_eq(home, wanted);
    plat_folder_clear(system->root);
    plat_folder_remove(system->root);
}

#define V1_MOUNT(root, point) "35 31 0:32 " root " " point " rw,relatime shared:9 - cgroup cgroup rw,memory\n"
#define V2_MOUNT(root, point) "41 31 0:38 " root " " point " rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n"

Test(execute_cgroup, version_1)
{
    struct system system =
        make("9:name=systemd:/x\n4:cpu,memory:/a/b\n0::/\n",
             "30 1 0:1 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n" V1_MOUNT("/", "/cg/memory"));
    put(&system, "/cg/memory/a/b/", NULL);
    expect_home(&system, "/cg/memory/a/b");
}

Test(execute_cgroup, version_1_in_its_root)
{
    struct system system = make("4:memory:/\n", V1_MOUNT("/", "/cg/memory"));
    put(&system, "/cg/memory/", NULL);
    expect_home(&system, "/cg/memory");
}

Test(execute_cgroup, mount_of_a_part_of_the_hierarchy)
{
    struct system system = make("4:memory:/docker/abc/in\n", V1_MOUNT("/docker/abc", "/cg/memory"));
    put(&system, "/cg/memory/in/", NULL);
    expect_home(&system, "/cg/memory/in");
}

Test(execute_cgroup, mount_of_another_part)
{
    struct system system = make("4:memory:/docker/abcdef\n", V1_MOUNT("/docker/abc", "/cg/memory"));
    put(&system, "/cg/memory/def/", NULL);
    expect_home(&system, NULL);
}

Test(execute_cgroup, outside_of_our_namespace)
{
    struct system system = make("4:memory:/../other\n", V1_MOUNT("/", "/cg/memory"));
    put(&system, "/cg/other/", NULL);
    put(&system, "/cg/memory/", NULL);
    expect_home(&system, NULL);
}

Test(execute_cgroup, mount_point_with_a_blank)
{
    struct system system = make("4:memory:/a\n", V1_MOUNT("/", "/my\\040cg"));
    put(&system, "/my cg/a/", NULL);
    expect_home(&system, "/my cg/a");
}

Test(execute_cgroup, version_2_with_memory_delegated)
{
    struct system system = make("0::/user.slice/run.scope\n", V2_MOUNT("/", "/cg"));
    put(&system, "/cg/user.slice/run.scope/cgroup.subtree_control", "cpu memory pids\n");
    expect_home(&system, "/cg/user.slice/run.scope");
}

Test(execute_cgroup, version_2_without_memory)
{
    struct system system = make("0::/user.slice\n", V2_MOUNT("/", "/cg"));
    put(&system, "/cg/user.slice/cgroup.subtree_control", "cpu memory_x pids\n");
    expect_home(&system, NULL);
}

Test(execute_cgroup, memory_of_version_1_goes_before_version_2)
{
    struct system system =
        make("4:memory:/a\n0::/b\n", V1_MOUNT("/", "/cg/memory") V2_MOUNT("/", "/cg/unified"));
    put(&system, "/cg/memory/a/", NULL);
    put(&system, "/cg/unified/b/cgroup.subtree_control", "memory\n");
    expect_home(&system, "/cg/memory/a");
}

Test(execute_cgroup, no_cgroups_at_all)
{
    struct system system = make("", "");
    expect_home(&system, NULL);
}

Test(execute_cgroup, files_that_are_broken)
{
    struct system system = make("4\n:::\nmemory\n4:memory\n\n", "- \n - \n1 2 3\n");
    expect_home(&system, NULL);
}
