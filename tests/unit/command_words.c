/* SPDX-License-Identifier: MIT */
/* Commands: their words, and how they stand in records. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../harness/core/words.h"

Test(command, words_are_those_of_a_shell)
{
    static const struct {
        const char *text, *words; /* each followed by a | */
    } rows[] = {{"a", "a|"},
                {"  a\tb\nc ", "a|b|c|"},
                {"a 'b  c' \"d  e\"", "a|b  c|d  e|"},
                {"a ''", "a||"},
                {"a \"\"b''", "a|b|"},
                {"a\\ b 'c\\d' \"e\\f\" \"\\$\\`\\\"\\\\\"", "a b|c\\d|e\\f|$`\"\\|"},
                {"a'b'\"c\"d", "abcd|"},
                {"a \\\\", "a|\\|"},
                {"a \\\nb \"c\\\nd\"", "a|b|cd|"},
                {"a $HOME * ~ 'x|y' \"<>\" \\;", "a|$HOME|*|~|x|y|<>|;|"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct command_words words = {.count = 0};
        char why[REASON_MAX] = "", all[256] = "";
        cr_assert_eq(command_split(rows[i].text, &words, why), 0, "%s: %s", rows[i].text, why);
        for (uint32_t w = 0, used = 0; w < words.count; w++)
            used += (uint32_t)snprintf(all + used, sizeof all - used, "%s|", words.word[w]);
        cr_assert_str_eq(all, rows[i].words, "%s", rows[i].text);
        cr_assert_null(words.word[words.count]);
    }
}

Test(command, what_is_wrong_is_told)
{
    static const struct {
        const char *text, *why;
    } rows[] = {{"", "no program"},       {" \t", "no program"},    {"'' a", "no program"},
                {"a 'b", "a quote"},      {"a \"b\\\"", "a quote"}, {"a \\", "backslash"},
                {"a | b", "no shell"},    {"a b>c", "no shell"},    {"a;", "no shell"},
                {"a \\' & b", "no shell"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct command_words words = {.count = 0};
        char why[REASON_MAX] = "";
        cr_assert_eq(command_split(rows[i].text, &words, why), -1, "%s", rows[i].text);
        cr_assert_not_null(strstr(why, rows[i].why), "%s: %s", rows[i].text, why);
    }
}

Test(command, has_bounds)
{
    struct command_words words = {.count = 0};
    char why[REASON_MAX] = "", text[COMMAND_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    text[COMMAND_BYTES_MAX] = '\0';
    cr_assert_eq(command_split(text, &words, why), -1);
    text[COMMAND_BYTES_MAX - 1] = '\0';
    cr_assert_eq(command_split(text, &words, why), 0);
    for (size_t i = 1; i < 2 * COMMAND_WORDS_MAX; i += 2)
        text[i] = ' ';
    text[2 * COMMAND_WORDS_MAX + 1] = '\0';
    cr_assert_eq(command_split(text, &words, why), -1);
    text[2 * COMMAND_WORDS_MAX] = '\0';
    cr_assert_eq(command_split(text, &words, why), 0, "%s", why);
    cr_assert_eq(words.count, COMMAND_WORDS_MAX);
}

Test(command, stands_in_records_without_separators_and_comes_back)
{
    char all[256], escaped[COMMAND_ESCAPED_MAX], back[COMMAND_BYTES_MAX];
    for (int i = 1; i < 256; i++)
        all[i - 1] = (char)i;
    all[255] = '\0';
    command_escape(all, escaped);
    for (const char *at = escaped; *at; at++)
        cr_assert(*at > ' ' && *at < 0x7f && !strchr(",;=\"\\", *at), "%s", at);
    command_unescape(escaped, back);
    cr_assert_str_eq(back, all);
    command_escape("sh -c 'a+b; c=\"d\"'", escaped);
    cr_assert_str_eq(escaped, "sh+-c+'a%2Bb%3B+c%3D%22d%22'");
    command_unescape("100%+%4", back);
    cr_assert_str_eq(back, "100% %4");
}

Test(command, comes_back_cut_where_there_is_no_room)
{
    char escaped[2 * COMMAND_BYTES_MAX], back[COMMAND_BYTES_MAX];
    memset(escaped, 'x', sizeof escaped);
    escaped[sizeof escaped - 1] = '\0';
    command_unescape(escaped, back);
    cr_assert_eq(strlen(back), COMMAND_BYTES_MAX - 1);
}
