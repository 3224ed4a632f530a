# SPDX-License-Identifier: MIT
# tvp workload py_sqlite
#   brief: Python: I/O-bound: transactions of a database (sqlite3)
#   op: one row inserted and committed, and one read by its key
#   version: 1
#   needs: needs_tmp
#   doc: A database for each worker, in the run folder's private folder; a commit waits for the disk, with the interpreter's lock
#     given up. Verified: the number of rows and the sum over them.
import os
import sqlite3

from tvp_lane.work import Base


class Work(Base):
    def setup(self):
        path = os.path.join(self.the["tmp"], "database-%d-%d" % (self.index, os.getpid()))
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.execute("create table pairs (key integer primary key, value integer not null)")
        self.wrong = 0

    def run(self, ops):
        execute = self.base.execute
        for key in range(self.done, self.done + ops):
            execute("insert into pairs values (?, ?)", (key, 3 * key + 1))
            row = execute("select value from pairs where key = ?", (key // 2,)).fetchone()
            self.wrong += row != (3 * (key // 2) + 1,)
        self.done += ops

    def verify(self):
        count, total = self.base.execute("select count(*), total(value) from pairs").fetchone()
        if self.wrong or count != self.done or total != 3 * count * (count - 1) / 2 + count:
            raise ValueError("py_sqlite: %d rows of %d, %d read wrong" % (count, self.done, self.wrong))

    def close(self):
        self.base.close()
