# SPDX-License-Identifier: MIT
"""The trial's plan and mapping, as this process has them. Kept small: every fresh worker imports it."""
import mmap
import os

MASK = (1 << 64) - 1
POINTS = {}
_plan = None
_place = None


def plan():
    global _plan
    if _plan is None:
        # Numbers, texts and lists, written by the lean image: JSON that is a Python literal as well. A parser would
        # have to be imported, and its import would be part of the start-up that is measured.
        _plan = eval(os.environ["TVP_TRIAL"], {"__builtins__": {}})
        POINTS.update(_plan["points"])
    return _plan


def place():
    """The mapping; a process that did not inherit it reaches it through the trial's parent."""
    global _place
    if _place is None:
        _place = Place(plan())
    return _place


class Place:
    def __init__(self, plan):
        head = plan["head"]
        try:
            handle = os.open("/proc/%d/fd/3" % plan_parent(), os.O_RDWR)
        except OSError as error:
            raise SystemExit("the trial's mapping cannot be reached: %s" % error)
        self.bytes = mmap.mmap(handle, head["bytes"])
        os.close(handle)
        view = memoryview(self.bytes)
        self.words = view.cast("I")
        self.longs = view.cast("Q")
        self.signed = view.cast("q")
        self.head = head
        self.plan = plan

    def worker(self, index, field):
        """The offset of a worker's field."""
        worker = self.plan["worker"]
        return worker["at"] + index * worker["step"] + worker[field]

    def get(self, field):
        return self.words[self.head[field] // 4]

    def put(self, field, value):
        self.words[self.head[field] // 4] = value

    def get_worker(self, index, field):
        return self.words[self.worker(index, field) // 4]

    def put_worker(self, index, field, value):
        self.words[self.worker(index, field) // 4] = value

    def signed_word(self, index, field, value):
        self.words[self.worker(index, field) // 4] = value & 0xFFFFFFFF

    def put_long(self, index, field, value):
        self.longs[self.worker(index, field) // 8] = value

    def index_of(self, pid):
        """Of the worker with that process; None: of none."""
        for index in range(self.plan["workers"]):
            if self.longs[self.worker(index, "pid") // 8] == pid:
                return index

    def point_of(self, index):
        """Its name."""
        return {number: name for name, number in POINTS.items()}[self.get_worker(index, "point")]

    def point(self, index, name):
        self.put_worker(index, "point", POINTS[name])

    def stamp(self, crew, index, which, at):
        """which: 0 CALL, 1 CALLED, 2 ENTER, 3 READY, 4 LEAVE, 5 JOINED"""
        stamps = self.plan["stamps"]
        self.longs[(stamps["at"] + crew * stamps["crew"] + index * stamps["step"]) // 8 + which] = at

    def samples(self, index, count):
        samples = self.plan["samples"]
        at = (samples["at"] + index * samples["step"]) // 8
        return self.longs[at : at + count + 1]

    def metric(self, index, name, value):
        """A whole number that the worker tells of itself, if this tvp knows the name."""
        number = self.plan["metrics"].get(name)
        if number is None:
            return
        value_at = self.worker(index, "values") + number * self.plan["value"]["bytes"]
        self.words[value_at // 4] = self.plan["value"]["integer"]
        self.signed[(value_at + self.plan["value"]["number"]) // 8] = value

    def text(self, at, room, text):
        data = text.encode("utf-8", "replace")[: room - 1].replace(b"\n", b" ").replace(b"\0", b" ")
        self.bytes[at : at + len(data) + 1] = data + b"\0"

    def fail_worker(self, index, status, text):
        self.text(self.worker(index, "message"), 180, text)
        self.put_worker(index, "status", self.plan["statuses"][status])

    def fail(self, status, text):
        self.text(self.head["message"], 200, text)
        self.put("status", self.plan["statuses"][status])

    def facts(self, facts):
        data = "".join("%s=%s\n" % item for item in facts.items()).encode("ascii", "replace")[:511]
        self.bytes[self.head["facts"] : self.head["facts"] + len(data) + 1] = data + b"\0"


def plan_parent():
    """The process that holds the mapping open: it says so in the environment that all others inherit."""
    return int(os.environ.get("TVP_TRIAL_PARENT", os.getpid()))


def mix(value):
    """The finaliser of splitmix64, which the harness makes its data with."""
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & MASK
    return value ^ value >> 31


def data_word(seed, page, slot):
    return mix((seed + (page * 8191 + slot + 1) * 0x9E3779B97F4A7C15) & MASK)
