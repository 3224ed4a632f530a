/* SPDX-License-Identifier: MIT */
/* Private memory, and bringing the program's own code into reach. Huge pages cannot be had page by page. */
#include "os.h"

uint64_t plat_page_bytes(void)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    return system.dwPageSize;
}

void *plat_region_new(uint64_t bytes, enum plat_pages pages, int *error)
{
    if (pages != PLAT_PAGES_4K) {
        *error = -PLAT_ENOTSUP;
        return NULL;
    }
    void *region = VirtualAlloc(NULL, (SIZE_T)bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (region == NULL)
        *error = plat_error_last();
    return region;
}

void plat_region_free(void *region, uint64_t bytes)
{
    (void)bytes;
    if (region != NULL)
        VirtualFree(region, 0, MEM_RELEASE);
}

int64_t plat_region_huge_bytes(const void *region, uint64_t bytes)
{
    (void)region;
    (void)bytes;
    return 0; /* ordinary memory never has them */
}

const char *plat_pages_unsupported(enum plat_pages pages, int shared)
{
    (void)shared;
    return pages == PLAT_PAGES_THP ? "Windows gives huge pages to privileged programs alone" : NULL;
}

/* The code section follows the headers of the mapped program. */
void plat_warm_code(void)
{
    const unsigned char *base = (const unsigned char *)GetModuleHandleW(NULL);
    const IMAGE_DOS_HEADER *dos = (const void *)base;
    const IMAGE_NT_HEADERS *headers = (const void *)(base + dos->e_lfanew);
    const uint64_t page = plat_page_bytes(), code = headers->OptionalHeader.BaseOfCode;
    for (uint64_t at = 0; at < headers->OptionalHeader.SizeOfCode; at += page)
        (void)*(const volatile unsigned char *)(base + code + at);
}
