# SPDX-License-Identifier: MIT
# tvp model py_fork
#   brief: Python: multiprocessing.Process, start method fork
#   provides: processes inherits
#   sharing: inherit copy shm load seed server
#   default: yes
#   param: modules none|few|many none 0 0 what the program imports at its top level
#   doc: The worker begins as a copy of its parent, arguments included: copy sends the pickled data through a pipe.
from tvp_lane.models import Processes


class Model(Processes):
    method = "fork"

    def hand(self, index, handed):
        if handed[0] != "copy":
            return handed
        receiver, self.sender = self.context.Pipe(duplex=False)
        self.receiver = receiver
        return ("copy", receiver, handed[2])

    def started(self, index, handed):
        if handed[0] == "copy":
            self.receiver.close()
            self.sender.send(handed[1])
            self.sender.close()
