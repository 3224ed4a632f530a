/* SPDX-License-Identifier: MIT */
/* The console: its width, and Ctrl-C. */
#include "os.h"

#define CLOSING_MS 5000u /* Windows ends a program that long after its window was closed */

unsigned plat_terminal_columns(void)
{
    CONSOLE_SCREEN_BUFFER_INFO facts;
    return GetConsoleScreenBufferInfo(GetStdHandle(STD_ERROR_HANDLE), &facts)
               ? (unsigned)(facts.srWindow.Right - facts.srWindow.Left + 1)
               : 0;
}

static volatile int *watched;

static BOOL WINAPI notice(DWORD event)
{
    *watched = 1;
    /* After these the program is ended when this returns: main needs the time. */
    if (event == CTRL_CLOSE_EVENT || event == CTRL_LOGOFF_EVENT || event == CTRL_SHUTDOWN_EVENT)
        Sleep(CLOSING_MS);
    return TRUE;
}

void plat_interrupt_watch(volatile int *word)
{
    watched = word;
    SetConsoleCtrlHandler(notice, TRUE);
}
