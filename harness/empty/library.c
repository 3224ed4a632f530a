/* SPDX-License-Identifier: MIT */
/* A small shared library, of which `--libraries N` has the dynamic linker load N copies: some code, some
 * data, and the relocations that come with pointers in it. */
int tvp_library_add(int number);
int tvp_library_double(int number);

int tvp_library_add(int number)
{
    return number + 1;
}

int tvp_library_double(int number)
{
    return 2 * number;
}

int (*const tvp_library_table[])(int) = {tvp_library_add, tvp_library_double, tvp_library_add,
                                         tvp_library_double};
int tvp_library_data[256] = {1};
