/* SPDX-License-Identifier: MIT */
/* Declarations of FreeBSD's _umtx_op(2), for the check of types. */
#ifndef STUB_UMTX_H
#define STUB_UMTX_H
#define UMTX_OP_WAKE      3
#define UMTX_OP_WAIT_UINT 11
int _umtx_op(void *object, int operation, unsigned long value, void *address, void *more);
#endif
