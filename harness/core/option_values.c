/* SPDX-License-Identifier: MIT */
/* Reads the values of options: names, numbers, worker counts and texts. */
#include "option_values.h"

#include <string.h>

#include "nearest.h"
#include "sizes.h"

static void *field_of(const struct option *option, struct request *request)
{
    return (unsigned char *)request + option->offset;
}

int next_item(const char **rest, char item[TVP_PATH_MAX], char why[REASON_MAX])
{
    if (!*rest)
        return 0;
    size_t length = strcspn(*rest, ",");
    if (length == 0 || length >= TVP_PATH_MAX) {
        snprintf(why, REASON_MAX, length ? "a value is too long" : "an empty value in the list");
        return -1;
    }
    memcpy(item, *rest, length);
    item[length] = 0;
    *rest = (*rest)[length] ? *rest + length + 1 : NULL;
    return 1;
}

int list_add(struct number_list *list, uint64_t item)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->item[i] == item)
            return 0;
    if (list->count == LIST_MAX)
        return -1;
    list->item[list->count++] = item;
    return 0;
}

void list_all(struct number_list *list, const struct vocabulary *words)
{
    list->count = 0;
    list->all = 1;
    for (size_t i = 0; words->name_of(i) && list->count < LIST_MAX; i++)
        if (!words->in_all || words->in_all(i))
            list->item[list->count++] = i;
}

static int list_full(char *why)
{
    snprintf(why, REASON_MAX, "more than %u values", LIST_MAX);
    return -1;
}

static const char *word_at(size_t i, const void *context)
{
    return ((const struct vocabulary *)context)->name_of(i);
}

static int unknown_word(const struct vocabulary *words, const char *text, char *why)
{
    size_t count = 0;
    while (words->name_of(count))
        count++;
    const char *nearest = nearest_name(text, count, word_at, words);
    if (nearest)
        snprintf(why, REASON_MAX, "there is no %s %.60s (did you mean %s?)", words->what, text, nearest);
    else
        snprintf(why, REASON_MAX, "there is no %s %.60s", words->what, text);
    return -1;
}

int value_names(const struct option *option, struct request *request, const char *text, char why[REASON_MAX])
{
    struct number_list list = {.count = 0};
    char item[TVP_PATH_MAX];
    const char *rest = text;
    int more = 0;
    if (strcmp(text, "all") == 0) {
        list_all(&list, option->words);
    } else {
        while ((more = next_item(&rest, item, why)) > 0) {
            size_t i = 0;
            while (option->words->name_of(i) && strcmp(option->words->name_of(i), item) != 0)
                i++;
            if (!option->words->name_of(i))
                return unknown_word(option->words, item, why);
            if (list_add(&list, i) != 0)
                return list_full(why);
        }
    }
    memcpy(field_of(option, request), &list, sizeof list);
    return more;
}

/* Digits from text[*at] on, as far as they go; a number too large for anything stays too large. */
static uint64_t digits(const char *text, size_t length, size_t *at)
{
    uint64_t number = 0;
    for (; *at < length && text[*at] >= '0' && text[*at] <= '9'; ++*at)
        if (number <= UINT32_MAX)
            number = number * 10 + (uint64_t)(text[*at] - '0');
    return number;
}

/* One worker count of `length` characters: 8, N, 2N, N/2. *from_n: it was made of N. */
static int worker_count(const char *text, size_t length, uint32_t cpus, uint64_t *count, int *from_n)
{
    size_t at = 0;
    uint64_t number = digits(text, length, &at), divisor = 1;
    *from_n = at < length && text[at] == 'N';
    if (!*from_n) {
        *count = number;
        return at == length && length > 0 ? 0 : -1;
    }
    if (at == 0)
        number = 1;
    if (++at < length) {
        if (text[at++] != '/' || at == length)
            return -1;
        divisor = digits(text, length, &at);
        if (at < length || divisor == 0)
            return -1;
    }
    *count = number * cpus / divisor;
    if (*count == 0)
        *count = 1;
    if (*count > TVP_WORKERS_MAX) /* on larger machines the same line ends at the limit */
        *count = TVP_WORKERS_MAX;
    return 0;
}

static int bad_workers(const char *text, char *why)
{
    snprintf(why, REASON_MAX, "%.60s is not a number of workers such as 4, N, 2N, N/2 or 1..N", text);
    return -1;
}

static int over_workers(const char *text, char *why)
{
    snprintf(why, REASON_MAX, "%.60s: must be 1 to %u", text, TVP_WORKERS_MAX);
    return -1;
}

static int add_workers(struct number_list *list, const char *item, uint32_t cpus, char *why)
{
    const char *dots = strstr(item, "..");
    size_t length = dots ? (size_t)(dots - item) : strlen(item);
    uint64_t first, last;
    int from_n;
    if (worker_count(item, length, cpus, &first, &from_n) != 0)
        return bad_workers(item, why);
    last = first;
    if (dots && worker_count(dots + 2, strlen(dots + 2), cpus, &last, &from_n) != 0)
        return bad_workers(item, why);
    if (first < 1 || first > TVP_WORKERS_MAX)
        return over_workers(item, why);
    if (last < 1 || last > TVP_WORKERS_MAX)
        return over_workers(item, why);
    /* 2..N on a machine of one CPU is empty; a range of plain numbers that falls is a mistake. */
    if (last < first && !from_n)
        return bad_workers(item, why);
    for (uint64_t count = first; count < last; count *= 2)
        if (list_add(list, count) != 0)
            return list_full(why);
    return last >= first && list_add(list, last) != 0 ? list_full(why) : 0;
}

int value_workers(const struct option *option, struct request *request, const char *text, uint32_t cpus,
                  char why[REASON_MAX])
{
    struct number_list list = {.count = 0};
    char item[TVP_PATH_MAX];
    const char *rest = text;
    int more;
    while ((more = next_item(&rest, item, why)) > 0)
        if (add_workers(&list, item, cpus, why) != 0)
            return -1;
    if (more == 0 && list.count == 0) {
        snprintf(why, REASON_MAX, "%.60s is an empty range with %u CPUs", text, cpus);
        return -1;
    }
    memcpy(field_of(option, request), &list, sizeof list);
    return more;
}

/* 1 with `why` when a bare number that is too small may have been meant as a share of 1: 0.02 for 2%. */
static int share_meant(const struct option *option, const char *text, uint64_t number, char *why)
{
    char is[SIZE_TEXT_MAX], least[SIZE_TEXT_MAX], meant[SIZE_TEXT_MAX];
    if (number == 0 || 100 * number < option->least || number >= option->least || strchr(text, '%'))
        return 0;
    snprintf(why, REASON_MAX, "%.60s is %s, less than %s (did you mean %s?)", text, share_text(number, is),
             share_text(option->least, least), share_text(100 * number, meant));
    return 1;
}

static int in_bounds(const struct option *option, const char *text, uint64_t number, char *why)
{
    if (number >= option->least && number <= option->most)
        return 0;
    char least[SIZE_TEXT_MAX], most[SIZE_TEXT_MAX];
    if (option->kind == OPTION_DURATION || option->kind == OPTION_DURATIONS) {
        duration_text(option->least, least);
        duration_text(option->most, most);
    } else if (option->kind == OPTION_SIZES) {
        size_text(option->least, least);
        size_text(option->most, most);
    } else if (option->kind == OPTION_SHARE) {
        share_text(option->least, least);
        share_text(option->most, most);
        if (share_meant(option, text, number, why))
            return -1;
    } else {
        snprintf(least, sizeof least, "%llu", (unsigned long long)option->least);
        snprintf(most, sizeof most, "%llu", (unsigned long long)option->most);
    }
    snprintf(why, REASON_MAX, "%.60s: must be %s to %s", text, least, most);
    return -1;
}

static int one_number(const struct option *option, const char *text, uint64_t *number, char *why)
{
    const char *not = option->kind == OPTION_SIZES      ? parse_size(text, number)
                      : option->kind == OPTION_PERCENTS ? parse_percent(text, number)
                      : option->kind == OPTION_DURATION || option->kind == OPTION_DURATIONS
                          ? parse_duration(text, number)
                      : option->kind == OPTION_SHARE ? parse_share(text, number)
                                                     : parse_count(text, number);
    if (not ) {
        snprintf(why, REASON_MAX, "%.60s %s", text, not );
        return -1;
    }
    return in_bounds(option, text, *number, why);
}

int value_numbers(const struct option *option, struct request *request, const char *text,
                  char why[REASON_MAX])
{
    struct number_list list = {.count = 0};
    char item[TVP_PATH_MAX];
    const char *rest = text;
    int more;
    while ((more = next_item(&rest, item, why)) > 0) {
        uint64_t number;
        if (one_number(option, item, &number, why) != 0)
            return -1;
        if (list_add(&list, number) != 0)
            return list_full(why);
    }
    memcpy(field_of(option, request), &list, sizeof list);
    return more;
}

int value_number(const struct option *option, struct request *request, const char *text, char why[REASON_MAX])
{
    uint64_t number;
    if (one_number(option, text, &number, why) != 0)
        return -1;
    memcpy(field_of(option, request), &number, sizeof number);
    return 0;
}

int value_text(const struct option *option, struct request *request, const char *text, char why[REASON_MAX])
{
    size_t length = strlen(text);
    if (length == 0 || length >= option->bytes) {
        snprintf(why, REASON_MAX, length ? "the text is over %zu bytes" : "the text is empty",
                 option->bytes - 1);
        return -1;
    }
    memcpy(field_of(option, request), text, length + 1);
    return 0;
}

int value_label(const struct option *option, struct request *request, const char *text, char why[REASON_MAX])
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (text[strspn(text, allowed)] || text[0] == '.' || text[0] == '-') {
        snprintf(why, REASON_MAX, "%.60s: letters, digits, dots, dashes and underscores only", text);
        return -1;
    }
    return value_text(option, request, text, why);
}
