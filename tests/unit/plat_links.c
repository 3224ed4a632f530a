/* SPDX-License-Identifier: MIT */
/* What a folder's clearing does with links: they are removed, not followed. Not every system lets anybody
 * make one, so this is no part of the contract. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "../../harness/api/plat.h"

Test(plat_links, clearing_follows_no_link)
{
    char folder[512], outside[600], inner[600], path[700];
    cr_assert_eq(plat_folder_make_private(NULL, "tvp-links-", folder, sizeof folder), 0);
    snprintf(outside, sizeof outside, "%s/outside", folder);
    snprintf(inner, sizeof inner, "%s/inner", folder);
    cr_assert_eq(plat_folder_make(outside), 0);
    cr_assert_eq(plat_folder_make(inner), 0);
    snprintf(path, sizeof path, "%s/kept", outside);
    plat_handle_close(plat_file_open(path, PLAT_FILE_WRITE));
    snprintf(path, sizeof path, "%s/link", inner);
    cr_assert_eq(symlink(outside, path), 0);
    cr_expect_eq(plat_folder_clear(inner), 0);
    cr_expect_eq(plat_folder_is_empty(inner), 1, "the link is gone");
    cr_expect_eq(plat_folder_is_empty(outside), 0, "what it led to is still there");
    plat_folder_clear(folder);
    plat_folder_remove(folder);
}
