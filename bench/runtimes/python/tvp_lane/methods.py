# SPDX-License-Identifier: MIT
"""The start methods of multiprocessing, of which a system or a build may lack some."""
METHODS = ("fork", "spawn", "forkserver")


def no_method(method):
    """Why workers cannot be started so; None: they can."""
    import multiprocessing

    if method in multiprocessing.get_all_start_methods():
        return None
    return "this Python has no start method %s" % method
