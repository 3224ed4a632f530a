/* SPDX-License-Identifier: MIT */
/* Values of JSON made of what JSON has not. */
#include "../../harness/store/lines.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

Test(lines, what_is_no_number_is_null)
{
    const double none[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        json_t *value = json_number(none[i]);
        cr_expect(json_is_null(value), "%f", none[i]);
        json_decref(value);
    }
    json_t *value = json_number(0.5);
    cr_expect(json_is_real(value) && json_real_value(value) == 0.5);
    json_decref(value);
}

Test(lines, what_is_no_utf8_is_a_question_mark)
{
    json_t *value = json_text("a\xff"
                              "b");
    cr_expect_str_eq(json_string_value(value), "a?b");
    json_decref(value);
}

Test(lines, a_file_is_read_whole_or_up_to_the_room_for_it)
{
    char path[] = "/tmp/tvp-test-XXXXXX";
    int fd = mkstemp(path);
    cr_assert(fd >= 0 && dprintf(fd, "one\ntwo\n") == 8);
    close(fd);
    char *whole = text_of_file(path, 64), *cut = text_of_file(path, 5);
    cr_expect_str_eq(whole, "one\ntwo\n");
    cr_expect_str_eq(cut, "one\n");
    free(whole);
    free(cut);
    unlink(path);
    cr_expect_null(text_of_file(path, 64));
}
