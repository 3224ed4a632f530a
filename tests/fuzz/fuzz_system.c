/* SPDX-License-Identifier: MIT */
/* What the system tells in /proc, /sys and the control groups: the parts of the input are these files. */
#include "../../harness/api/tvp.h"
#include "../../harness/doctor/doctor.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const files[] = {"root/proc/self/mountinfo",
                                        "root/proc/self/cgroup",
                                        "root/sys/fs/cgroup/cpu.max",
                                        "root/sys/fs/cgroup/cpu.stat",
                                        "root/sys/fs/cgroup/memory.max",
                                        "root/sys/fs/cgroup/cpuset.cpus.effective",
                                        "root/proc/meminfo",
                                        "root/proc/stat",
                                        "root/proc/loadavg",
                                        "root/proc/pressure/cpu",
                                        "root/proc/self/status",
                                        "root/proc/cpuinfo",
                                        "root/proc/self/limits",
                                        "root/sys/devices/system/cpu/online",
                                        "root/sys/kernel/mm/transparent_hugepage/enabled",
                                        "root/sys/class/dmi/id/sys_vendor"};
    enum { FILES = sizeof files / sizeof *files };
    static struct doctor_facts facts;
    static struct doctor_report report;
    struct fuzz_part parts[FILES];
    char folder[TVP_PATH_MAX];
    fuzz_cut(data, size, parts, FILES);
    for (size_t i = 0; i < FILES; i++)
        fuzz_file(files[i], parts[i].bytes, parts[i].size);
    plat_cgroup_home(fuzz_path("root"), folder, sizeof folder);
    doctor_read(fuzz_path("root"), &facts);
    doctor_judge(&facts, &report);
    json_decref(doctor_json(&report));
    return 0;
}
