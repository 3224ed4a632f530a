# SPDX-License-Identifier: MIT
# tvp model py_threading
#   brief: Python: threading.Thread
#   provides: one_address_space inherits takes_turns
#   sharing: inherit copy shm load seed server
#   default: yes
#   doc: Under a build with the interpreter's lock only one thread runs Python at a time; blocking calls and many
#     library functions give the lock up. copy is a pickle round trip in the same process.
import threading

from tvp_lane.models import Base, enter


class Model(Base):
    def __init__(self, the):
        super().__init__(the)
        self.enter = enter()

    def hand(self, index, handed):
        if handed[0] != "copy":
            return handed
        import pickle

        return ("copy", Copied(pickle.dumps(handed[1], pickle.HIGHEST_PROTOCOL)), handed[2])

    def start(self, index, crew, given):
        self.workers[index] = threading.Thread(target=self.enter, args=(index, crew, given), daemon=True)
        self.workers[index].start()

    def join(self, index):
        self.workers.pop(index).join()


class Copied:
    """What a worker is sent, opened in the worker."""

    def __init__(self, pickled):
        self.pickled = pickled

    def recv(self):
        import pickle

        pickled, self.pickled = self.pickled, None
        return pickle.loads(pickled)
