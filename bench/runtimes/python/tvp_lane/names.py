# SPDX-License-Identifier: MIT
"""Names in shared memory bear the id of the process whose trial or scenario it is, so that whoever comes after a crash
knows whose they are. As statements, since scripts and notebooks of scenarios have them too; %d is the id."""
MULTIPROCESSING = """import multiprocessing
multiprocessing.current_process()._config['semprefix'] = '/tvp-lane-%d'
"""
LOKY = """from joblib.externals.loky.backend.synchronize import SemLock
SemLock._make_name = staticmethod(lambda names=SemLock._rand: '/tvp-lane-%d-loky-' + next(names))
"""
