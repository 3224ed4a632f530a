/* SPDX-License-Identifier: MIT */
/* How far a run is, on standard error. */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../api/plat.h"

#define COLUMNS_MAX       80u
#define TERMINAL_EVERY_NS 100000000u
#define PLAIN_EVERY_NS    5000000000u

void progress_open(struct progress *progress, int quiet)
{
    const unsigned columns = plat_terminal_columns();
    *progress = (struct progress){.quiet = quiet, .terminal = columns > 0, .phase = ""};
    progress->width = columns > 0 && columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
    progress->shown_ns = progress->began_ns = plat_now_ns();
}

void progress_phase(struct progress *progress, const char *phase)
{
    progress->phase = phase;
    progress->began_ns = plat_now_ns();
}

void progress_left(uint64_t elapsed_ns, uint64_t done, uint64_t total, char text[32])
{
    text[0] = 0;
    if (done == 0 || total <= done)
        return;
    double left_s = (double)elapsed_ns / 1e9 / (double)done * (double)(total - done);
    unsigned long seconds = left_s < 1e7 ? (unsigned long)left_s + 1 : 10000000ul;
    if (seconds >= 3600)
        snprintf(text, 32, "%lu h %lu m left", seconds / 3600, seconds / 60 % 60);
    else if (seconds >= 60)
        snprintf(text, 32, "%lu m %lu s left", seconds / 60, seconds % 60);
    else
        snprintf(text, 32, "%lu s left", seconds);
}

void progress_show(struct progress *progress, uint64_t done, uint64_t total, const char *doing)
{
    const uint64_t now_ns = plat_now_ns();
    if (progress->quiet ||
        now_ns - progress->shown_ns < (progress->terminal ? TERMINAL_EVERY_NS : PLAIN_EVERY_NS))
        return;
    char left[32], line[256];
    progress_left(now_ns - progress->began_ns, done, total, left);
    snprintf(line, sizeof line, "tvp: %s %llu of %llu%s%s%s%s", progress->phase, (unsigned long long)done,
             (unsigned long long)total, left[0] ? ", " : "", left, doing[0] ? ": " : "", doing);
    progress->shown_ns = now_ns;
    if (!progress->terminal) {
        fprintf(stderr, "%s\n", line);
        return;
    }
    /* One column stays free: a full line would wrap on some terminals. */
    fprintf(stderr, "\r%-*.*s", (int)progress->width - 1, (int)progress->width - 1, line);
    fflush(stderr);
    progress->dirty = 1;
}

void progress_clear(struct progress *progress)
{
    if (!progress->dirty)
        return;
    fprintf(stderr, "\r%*s\r", (int)progress->width - 1, "");
    fflush(stderr);
    progress->dirty = 0;
}

void progress_note(struct progress *progress, const char *format, ...)
{
    va_list values;
    progress_clear(progress);
    va_start(values, format);
    fputs("tvp: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}
