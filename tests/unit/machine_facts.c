/* SPDX-License-Identifier: MIT */
/* machine.json: every fact is there or null, the label replaces the host's name, the hash is FNV-1a. */
#include "../../harness/core/file_hash.h"
#include "../../harness/core/machine.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../harness/api/plat.h"
#include "../../harness/core/build.h"

static const json_t *at(const json_t *machine, const char *group, const char *name)
{
    return json_object_get(json_object_get(machine, group), name);
}

Test(machine_facts, what_every_linux_tells)
{
    json_t *machine = machine_facts(NULL, UINT64_C(0x0123456789abcdef));
    cr_assert(machine != NULL);
    cr_expect(json_integer_value(json_object_get(machine, "schema")) == 1);
    cr_expect_str_eq(json_string_value(at(machine, "tvp", "image_hash")), "0123456789abcdef");
    cr_expect_str_eq(json_string_value(at(machine, "tvp", "flags")), build_flags);
    cr_expect_str_eq(json_string_value(at(machine, "tvp", "link_flags")), build_link);
    cr_expect(strlen(json_string_value(at(machine, "os", "boot_id"))) == 36);
    cr_expect(json_integer_value(at(machine, "os", "page_bytes")) == sysconf(_SC_PAGESIZE));
    cr_expect(json_integer_value(at(machine, "cpu", "online")) >= 1);
    cr_expect(json_integer_value(at(machine, "cpu", "allowed")) >= 1);
    cr_expect(json_is_string(at(machine, "cpu", "allowed_list")));
    cr_expect(json_integer_value(at(machine, "memory", "total_bytes")) >
              json_integer_value(at(machine, "memory", "available_bytes")));
    cr_expect(json_is_string(at(machine, "libc", "linkage")));
    cr_expect(json_is_real(at(machine, "load", "minutes_1")));
    cr_expect(json_is_null(json_object_get(machine, "emulator")));
    cr_expect(strlen(json_string_value(json_object_get(machine, "utc"))) == 16);
    json_decref(machine);
}

Test(machine_facts, label_replaces_the_hosts_name_everywhere)
{
    char host[256] = "";
    json_t *machine = machine_facts("some label", 0);
    char *text = json_dumps(machine, 0);
    cr_expect_str_eq(json_string_value(json_object_get(machine, "machine")), "some-label");
    cr_expect_str_eq(json_string_value(json_object_get(machine, "label")), "some label");
    cr_assert(plat_host_name(host, sizeof host) == 0);
    cr_expect(strlen(host) < 5 || strstr(text, host) == NULL, "%s is in %s", host, text);
    free(text);
    json_decref(machine);
    machine = machine_facts("", 0);
    cr_expect(json_is_null(json_object_get(machine, "label")));
    json_decref(machine);
}

Test(machine_facts, names_are_fit_for_folders)
{
    char name[64], small[6];
    machine_name("a/b c\xc3\xa4:d", name, sizeof name);
    cr_expect_str_eq(name, "a-b-c---d");
    machine_name("../x", name, sizeof name);
    cr_expect_str_eq(name, "-.-x");
    machine_name("longer than that", small, sizeof small);
    cr_expect_str_eq(small, "longe");
    machine_name(NULL, name, sizeof name);
    cr_expect(name[0] != '\0' && strchr(name, '/') == NULL);
}

/* Vectors: http://www.isthe.com/chongo/src/fnv/test_fnv.c */
Test(machine_facts, hash_of_a_file)
{
    static const struct {
        const char *text;
        uint64_t hash;
    } vectors[] = {{"", 0xcbf29ce484222325u}, {"a", 0xaf63dc4c8601ec8cu}, {"foobar", 0x85944171f73967e8u}};
    char path[] = "/tmp/tvp-test-XXXXXX";
    uint64_t hash;
    const int fd = mkstemp(path);
    cr_assert(fd >= 0);
    for (size_t i = 0; i < 3; i++) {
        cr_assert(ftruncate(fd, 0) == 0 && pwrite(fd, vectors[i].text, strlen(vectors[i].text), 0) >= 0);
        cr_expect(file_hash(path, &hash) == 0 && hash == vectors[i].hash, "%s", vectors[i].text);
    }
    cr_expect(file_hash("/nonexistent", &hash) == -PLAT_ENOENT);
    close(fd);
    unlink(path);
}
