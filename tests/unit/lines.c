/* SPDX-License-Identifier: MIT */
/* Values of JSON made of what JSON has not. */
#include "../../harness/store/lines.h"

#include <criterion/criterion.h>
#include <math.h>

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
