/* SPDX-License-Identifier: MIT */
/* The performance counter, which all processes of the machine share, and sleeping. */
#include "os.h"

#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 2
#endif

/* The product of ticks and 1e9 would overflow half an hour after the system's start: divided in two parts. */
PLAT_START_PATH uint64_t plat_now_ns(void)
{
    static uint64_t each_second;
    LARGE_INTEGER ticks;
    if (each_second == 0) {
        LARGE_INTEGER frequency;
        QueryPerformanceFrequency(&frequency);
        each_second = (uint64_t)frequency.QuadPart;
    }
    QueryPerformanceCounter(&ticks);
    const uint64_t now = (uint64_t)ticks.QuadPart;
    return now / each_second * 1000000000u + now % each_second * 1000000000u / each_second;
}

/* One that is due to 0.1 us where the system has such (Windows 10 1803), else to its tick. */
static HANDLE timer_new(void)
{
    HANDLE timer =
        CreateWaitableTimerExW(NULL, NULL, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, TIMER_ALL_ACCESS);
    return timer != NULL ? timer : CreateWaitableTimerExW(NULL, NULL, 0, TIMER_ALL_ACCESS);
}

void plat_sleep_ns(uint64_t ns)
{
    const uint64_t begun = plat_now_ns();
    HANDLE timer = timer_new();
    for (uint64_t spent = 0; spent < ns; spent = plat_now_ns() - begun) {
        LARGE_INTEGER due = {.QuadPart = -(LONGLONG)((ns - spent + 99) / 100)};
        if (timer == NULL || !SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE) ||
            WaitForSingleObject(timer, INFINITE) != WAIT_OBJECT_0)
            Sleep((DWORD)((ns - spent) / 1000000u < 1000 ? (ns - spent) / 1000000u + 1 : 1000));
    }
    if (timer != NULL)
        CloseHandle(timer);
}
