# SPDX-License-Identifier: MIT
# tvp workload py_request
#   brief: Python: I/O-bound: a request to a server with a fixed delay, over loopback TCP
#   op: a request of 16 bytes sent, and its answer of 8 received after the server's delay, one by one
#   version: 1
#   needs: needs_tmp
#   served: io_request
#   param: delay duration 1ms 0 1000000000 how long the server holds back an answer, ns
#   doc: The native suite's own server, in a process outside the family. Verified: every answer is the right one.
import socket
import struct

from tvp_lane.place import data_word
from tvp_lane.work import Base


class Work(Base):
    def setup(self):
        port = self.at.words[self.at.head["shared"] // 4]
        self.line = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wrong = 0

    def run(self, ops):
        line, number = self.line, self.done
        for number in range(self.done, self.done + ops):
            line.sendall(struct.pack("<QQ", self.index, number))
            answer = line.recv(8)
            while len(answer) < 8:
                more = line.recv(8 - len(answer))
                if not more:
                    raise ConnectionError("py_request: the server has gone")
                answer += more
            self.wrong += struct.unpack("<Q", answer)[0] != data_word(self.the["seed"], self.index, 256 + number)
        self.done += ops

    def verify(self):
        if self.wrong:
            raise ValueError("py_request: %d wrong answers" % self.wrong)

    def close(self):
        self.line.close()
