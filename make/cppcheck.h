/* SPDX-License-Identifier: MIT */
/* What cppcheck must know of jansson, whose headers it does not read: macros that begin loops. */
#define json_object_foreach(object, key, value) for (key = 0, value = 0; key; )
#define json_array_foreach(array, index, value) for (index = 0, value = 0; index; )
