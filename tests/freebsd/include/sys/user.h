/* SPDX-License-Identifier: MIT */
/* Of FreeBSD's struct kinfo_vmentry what is read, for the check of types. */
#ifndef STUB_USER_H
#define STUB_USER_H
struct kinfo_vmentry {
    int kve_structsize;
    int kve_resident, kve_private_resident;
};
#endif
