# SPDX-License-Identifier: MIT
"""A local cluster of dask.distributed, one task a worker."""
from tvp_lane.models import Base, enter, import_now, import_start, need, own_names


class Dask(Base):
    together = True
    foreign = True
    processes = True

    def __init__(self, the):
        super().__init__(the)
        self.dask = need("dask", "python3-dask")
        self.distributed = need("distributed", "python3-distributed")
        self.dask.config.set({"temporary-directory": the["tmp"], "distributed.scheduler.work-stealing": False})
        own_names()
        self.enter = enter()
        self.cluster = self.client = None

    def facts(self):
        return {"distributed": self.distributed.__version__}

    def open(self):
        import_start("spawn", "synchronize")
        import_now("tornado.platform.asyncio distributed.diagnostics.websocket distributed.counter")
        for routes in ("distributed.scheduler.http.routes", "distributed.worker.http.routes"):
            import_now(" ".join(self.dask.config.get(routes, [])))
        import_now("distributed.http.scheduler.prometheus.core distributed.http.worker.prometheus.core")

    def make(self):
        workers = self.the["workers"]
        self.cluster = self.distributed.LocalCluster(
            n_workers=workers if self.processes else 1,
            threads_per_worker=1 if self.processes else workers,
            processes=self.processes,
            host="127.0.0.1" if self.processes else None,  # threads need no network at all
            dashboard_address=None,
            silence_logs=50,
        )
        self.client = self.distributed.Client(self.cluster, set_as_default=False)
        self.addresses = list(self.client.scheduler_info()["workers"])

    def start(self, index, crew, given):
        if self.cluster is None:
            self.make()
        where = self.addresses[index % len(self.addresses)]
        self.workers[index] = self.client.submit(
            self.enter, index, crew, given, pure=False, workers=[where], allow_other_workers=False
        )

    def check(self):
        for future in self.workers.values():
            if future.status == "error":
                future.result()

    def join_all(self):
        for future in self.workers.values():
            future.result()
        self.workers = {}
        self.client.close()
        self.cluster.close()
        self.cluster = None
