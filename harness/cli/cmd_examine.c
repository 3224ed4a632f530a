/* SPDX-License-Identifier: MIT */
/* `tvp examine FILE PID`, hidden: the doctor at work for `tvp run`, in a process of its own, since it starts
 * threads and forks, which a controller of trials does not. */
#include <stdlib.h>

#include "../doctor/doctor.h"
#include "cli.h"

static int run(int argc, char **argv)
{
    struct doctor_facts facts;
    struct doctor_report report;
    if (argc != 3)
        return cli_error(EXIT_USAGE, "examine: which file, and for which process?");
    plat_die_with(strtoll(argv[2], NULL, 10)); /* where it can; it ends by itself soon enough */
    doctor_read("", &facts);
    doctor_measure(&facts, &doctor_brief);
    doctor_judge(&facts, &report);
    json_t *findings = doctor_short(&report);
    int failed = findings == NULL || json_dump_file(findings, argv[1], JSON_COMPACT) != 0;
    json_decref(findings);
    return failed ? cli_error(EXIT_TVP, "examine: cannot write %s", argv[1]) : EXIT_OK;
}

const struct tvp_command tvp_command_examine = {
    .name = "examine",
    .brief = "the doctor's findings for a run",
    .usage = "usage: tvp examine FILE PID\n\n"
             "Used by `tvp run`, whose process PID is: writes what `tvp doctor` finds in a\n"
             "shorter time, by id, into FILE.\n",
    .run = run,
    .hidden = 1,
};
