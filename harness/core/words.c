/* SPDX-License-Identifier: MIT */
/* Splits a command into words, and writes it for records. */
#include "words.h"

#include <stdbool.h>
#include <string.h>

#define BLANKS "\t\n "

static int refuse(char *why, const char *what, const char *at)
{
    snprintf(why, REASON_MAX, "%s at '%.40s'", what, at);
    why[strcspn(why, "\n")] = '\0';
    return -1;
}

/* What stands in quotes that begin at *from, without them, to *to. Both are moved on. */
static int take_quoted(const char **from, char **to, char *why)
{
    const char *at = *from, quote = *at++;
    for (; *at && *at != quote; at++) {
        /* In double quotes a backslash is one but before these. */
        if (quote == '"' && *at == '\\' && at[1] && strchr("$`\"\\\n", at[1]) && *++at == '\n')
            continue;
        *(*to)++ = *at;
    }
    if (!*at)
        return refuse(why, "a quote without its end", *from);
    *from = at + 1;
    return 0;
}

static int take_word(const char **from, char **to, char *why)
{
    while (**from && !strchr(BLANKS, **from)) {
        if (strchr("|&;<>()", **from))
            return refuse(why,
                          "no shell is started that would know the operator (quote it, or say sh -c '...')",
                          *from);
        if (**from == '\'' || **from == '"') {
            if (take_quoted(from, to, why) != 0)
                return -1;
            continue;
        }
        bool escaped = **from == '\\';
        if (escaped && !*++*from)
            return refuse(why, "nothing follows the backslash", *from - 1);
        if (!escaped || **from != '\n') /* a line that goes on */
            *(*to)++ = **from;
        ++*from;
    }
    *(*to)++ = '\0';
    return 0;
}

int command_split(const char *text, struct command_words *words, char why[REASON_MAX])
{
    char *to = words->text;
    words->count = 0;
    if (strlen(text) >= sizeof words->text) {
        snprintf(why, REASON_MAX, "the command is over %zu bytes", sizeof words->text - 1);
        return -1;
    }
    for (const char *at = text + strspn(text, BLANKS); *at; at += strspn(at, BLANKS)) {
        if (words->count == COMMAND_WORDS_MAX) {
            snprintf(why, REASON_MAX, "more than %u words", COMMAND_WORDS_MAX);
            return -1;
        }
        words->word[words->count++] = to;
        if (take_word(&at, &to, why) != 0)
            return -1;
    }
    words->word[words->count] = NULL;
    if (words->count > 0 && words->word[0][0])
        return 0;
    snprintf(why, REASON_MAX, "there is no program in it");
    return -1;
}

void command_escape(const char *text, char out[COMMAND_ESCAPED_MAX])
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._*/:@~$'()[]{}!?^|<>&#";
    for (; *text; text++) {
        if (*text == ' ')
            *out++ = '+';
        else if (strchr(plain, *text))
            *out++ = *text;
        else
            out += snprintf(out, 4, "%%%02X", (unsigned char)*text);
    }
    *out = '\0';
}

static int hex(char letter)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *at = letter ? strchr(digits, letter) : NULL;
    return at ? (int)(at - digits) : -1;
}

void command_unescape(const char *text, char out[COMMAND_BYTES_MAX])
{
    for (size_t used = 0; *text && used + 1 < COMMAND_BYTES_MAX; text++, out++, used++) {
        *out = *text == '+' ? ' ' : *text;
        if (*text != '%' || hex(text[1]) < 0 || hex(text[2]) < 0)
            continue;
        *out = (char)(hex(text[1]) * 16 + hex(text[2]));
        text += 2;
    }
    *out = '\0';
}
