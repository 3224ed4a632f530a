// SPDX-License-Identifier: MIT
// tvp runtime node
//   program: node
//   usual: /usr/bin/node
//   options: --no-warnings
//
// tvp model node_worker
//   brief: Node.js: worker_threads
//   provides: one_address_space cannot_pin
//   sharing: shm
//   doc: Each worker is a thread with an engine of its own. JOINED is when the parent hears of its end.
//
// tvp model node_fork
//   brief: Node.js: child_process.fork
//   provides: processes fresh_image cannot_pin
//   sharing: shm
//   doc: A fresh process with a channel to its parent.
//
// tvp model node_cluster
//   brief: Node.js: cluster.fork
//   provides: processes fresh_image cannot_pin
//   sharing: shm
//   doc: child_process.fork with the cluster module's bookkeeping on top.
//
// tvp workload node_noop
//   brief: Node.js: nothing at all, for start-up
//   op: an addition in a loop
//   version: 1
//   doc: Verified: the sum.
//
// tvp workload node_loop
//   brief: Node.js: CPU-bound: a loop over whole numbers
//   op: `size` steps of a linear congruential generator
//   version: 1
//   param: size count 1000 1 10000000 steps of an op
//   doc: Verified: the generator's state, computed by jumping ahead.
//
// tvp workload node_request
//   brief: Node.js: I/O-bound: a request to a server with a fixed delay, over loopback TCP
//   op: a request of 16 bytes sent, and its answer of 8 received after the server's delay, one by one
//   version: 1
//   served: io_request
//   param: delay duration 1ms 0 1000000000 how long the server holds back an answer, ns
//   doc: The native suite's own server. Verified: every answer is the right one.
//
// The mapping is a file to this runtime: words are read and written at their places (docs/runtimes.md has the protocol).
"use strict";
const entered = process.hrtime.bigint(); // CLOCK_MONOTONIC: a fresh worker's first statement
const fs = require("fs");
const plan = JSON.parse(process.env.TVP_TRIAL);
const parent = Number(process.env.TVP_TRIAL_PARENT || process.pid);
const handle = fs.openSync(`/proc/${parent}/fd/3`, "r+");
const now = () => process.hrtime.bigint();
const M64 = (1n << 64n) - 1n;

// ---- the mapping ----
function bytesAt(at, count) {
  const data = Buffer.alloc(count);
  fs.readSync(handle, data, 0, count, at);
  return data;
}
const get = (at) => bytesAt(at, 4).readUInt32LE(0);
function put(at, value) {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value >>> 0, 0);
  fs.writeSync(handle, data, 0, 4, at);
}
function putLong(at, value) {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(BigInt(value), 0);
  fs.writeSync(handle, data, 0, 8, at);
}
function putText(at, text, room) {
  const data = Buffer.from(text.replace(/[\n\0]/g, " ")).subarray(0, room - 1);
  fs.writeSync(handle, Buffer.concat([data, Buffer.from([0])]), 0, data.length + 1, at);
}
const field = (index, name) => plan.worker.at + index * plan.worker.step + plan.worker[name];
const point = (index, name) => put(field(index, "point"), plan.points[name]);
const pointOf = (index) => get(field(index, "point"));
const stamp = (crew, index, which, at) =>
  putLong(plan.stamps.at + crew * plan.stamps.crew + index * plan.stamps.step + 8 * which, at);
function fail(text, status = "failed") {
  putText(plan.head.message, text, 200);
  put(plan.head.status, plan.statuses[status]);
}
function failWorker(index, text) {
  putText(field(index, "message"), text, 180);
  put(field(index, "status"), plan.statuses.failed);
}
const cell = new Int32Array(new SharedArrayBuffer(4));
const pause = (ms) => Atomics.wait(cell, 0, 0, ms); // off the clock; the thread sleeps
const later = (ms) => new Promise((done) => setTimeout(done, ms));

// ---- workloads: setup, run, verify ----
function mix(value) {
  value = ((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n) & M64;
  value = ((value ^ (value >> 27n)) * 0x94d049bb133111ebn) & M64;
  return value ^ (value >> 31n);
}
const dataWord = (seed, page, slot) =>
  mix((BigInt(seed) + (BigInt(page) * 8191n + BigInt(slot) + 1n) * 0x9e3779b97f4a7c15n) & M64);
function stateAfter(steps) {
  let [a, c, state] = [1664525n, 1013904223n, 0n];
  const M = 1n << 32n;
  for (let n = BigInt(steps); n > 0n; n >>= 1n) {
    if (n & 1n) state = (a * state + c) % M;
    c = (a * c + c) % M;
    a = (a * a) % M;
  }
  return state;
}
const workloads = {
  node_noop: () => ({
    done: 0,
    async setup() {},
    async run(ops) {
      for (let i = 0; i < ops; i++) this.done++;
    },
    verify() {
      if (this.done <= 0) throw new Error("node_noop: nothing was done");
    },
    close() {},
  }),
  node_loop: () => ({
    state: 0,
    done: 0,
    async setup() {},
    async run(ops) {
      let state = this.state;
      for (let i = ops * plan.params.size; i > 0; i--) state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      this.state = state;
      this.done += ops;
    },
    verify() {
      if (BigInt(this.state) !== stateAfter(this.done * plan.params.size)) throw new Error("node_loop: wrong state");
    },
    close() {},
  }),
  node_request: (index) => ({
    done: 0,
    wrong: 0,
    async setup() {
      this.line = require("net").connect({ host: "127.0.0.1", port: get(plan.head.shared), noDelay: true });
      await new Promise((done, bad) => this.line.once("connect", done).once("error", bad));
      this.had = Buffer.alloc(0);
      this.line.on("data", (data) => {
        this.had = Buffer.concat([this.had, data]);
        if (this.had.length >= 8 && this.answered) this.answered();
      });
    },
    async run(ops) {
      for (let i = 0; i < ops; i++, this.done++) {
        const request = Buffer.alloc(16);
        request.writeBigUInt64LE(BigInt(index), 0);
        request.writeBigUInt64LE(BigInt(this.done), 8);
        await new Promise((done) => {
          this.answered = done;
          this.line.write(request);
        });
        this.wrong += this.had.readBigUInt64LE(0) !== dataWord(plan.seed, index, 256 + this.done);
        this.had = this.had.subarray(8);
      }
    },
    verify() {
      if (this.wrong) throw new Error(`node_request: ${this.wrong} wrong answers`);
    },
    close() {
      this.line.destroy();
    },
  }),
};

// ---- a worker ----
// Who waits for a parent that has been killed waits for ever.
function endWithParent() {
  if (process.pid !== parent && process.ppid !== parent) process.exit(1);
}
async function awaitOthers(name, busy) {
  for (let other = 0; other < plan.workers; other++)
    while (pointOf(other) < plan.points[name] && get(plan.head.status) === 0) {
      await busy();
      endWithParent();
    }
}
function awaitGate(least) {
  while (get(plan.head.gate) < least) {
    pause(0.3);
    endWithParent();
  }
  return get(plan.head.gate);
}
async function timed(task, index) {
  const pilot = plan.kind === "pilot";
  const count = pilot ? 1 : Math.ceil(plan.ops / plan.batch);
  const ends = new BigUint64Array(count + 1);
  let ops = pilot ? 1 : plan.ops;
  for (;;) {
    ends[0] = now();
    for (let k = 1, left = ops; k <= count; k++) {
      const size = pilot ? ops : Math.min(plan.batch, left);
      await task.run(size);
      left -= size;
      ends[k] = now();
    }
    if (!pilot || ends[1] - ends[0] >= BigInt(plan.pilot_ns)) break;
    ops *= 2;
  }
  fs.writeSync(handle, Buffer.from(ends.buffer), 0, 8 * (count + 1), plan.samples.at + index * plan.samples.step);
  putLong(field(index, "go"), ends[0]);
  putLong(field(index, "done"), ends[count]);
  putLong(field(index, "ops"), ops);
  putLong(field(index, "samples"), count);
}
async function live(index, crew, entered) {
  stamp(crew, index, 2, entered);
  point(index, "enter");
  if (process.pid !== parent) putLong(field(index, "pid"), process.pid);
  stamp(crew, index, 3, now());
  point(index, "ready");
  const base = crew * plan.gates.step;
  if (awaitGate(base + plan.gates.set_up) !== base + plan.gates.skip) {
    const task = workloads[plan.workload](index);
    await task.setup();
    point(index, "set-up");
    awaitGate(base + plan.gates.work);
    point(index, "run");
    await awaitOthers("run", () => task.run(1));
    await timed(task, index);
    point(index, "done");
    await awaitOthers("done", () => task.run(plan.batch || 1));
    task.verify();
    task.close();
    point(index, "verified");
  }
  while (get(field(index, "leave")) < crew + 1 && get(plan.head.status) === 0) {
    pause(0.3);
    endWithParent();
  }
  stamp(crew, index, 4, now());
  point(index, "leave");
}
function liveAndLeave(index, crew) {
  return live(index, crew, entered).then(
    () => process.exit(0),
    (error) => {
      failWorker(index, String(error));
      process.exit(1);
    },
  );
}

// ---- the parent ----
const children = new Set(); // processes
function started(child, done) {
  children.add(child.process || child);
  child.on("exit", (code, signal) => {
    children.delete(child.process || child);
    done({ code, signal });
  });
}
// Sent by the kernel when the keeper above has been killed.
function endWithKeeper() {
  for (const child of children) child.kill("SIGKILL");
  process.exit(1);
}
const models = {
  node_worker(given) {
    const { Worker } = require("worker_threads");
    const worker = new Worker(__filename, { workerData: given, env: process.env });
    return new Promise((done) => worker.on("exit", (code) => done({ code })).on("error", (error) => fail(String(error))));
  },
  node_fork(given) {
    const child = require("child_process").fork(__filename, ["worker", given.index, given.crew]);
    return new Promise((done) => started(child, done));
  },
  node_cluster(given) {
    const cluster = require("cluster");
    cluster.setupPrimary({ exec: __filename, args: ["worker", given.index, given.crew] });
    const child = cluster.fork();
    return new Promise((done) => started(child, done));
  },
};
const startMethods = { node_worker: "none", node_fork: "child_process.fork", node_cluster: "cluster.fork" };
async function until(done) {
  while (!done()) {
    if (get(plan.head.status) !== 0) process.exit(1);
    await later(1);
  }
}
function tellEnd(index, how) {
  const point = pointOf(index);
  const name = Object.keys(plan.points).find((one) => plan.points[one] === point);
  if (get(plan.head.status) !== 0) return;
  if (how.signal) fail(`worker ${index}: killed by ${how.signal} at ${name}`, "crashed");
  else if (point < plan.points.leave) fail(`worker ${index} ended before its time, with exit code ${how.code}`);
}
async function play() {
  process.env.TVP_TRIAL_PARENT = String(process.pid);
  process.on("SIGHUP", endWithKeeper);
  const heap = Buffer.alloc(plan.heap, 1);
  putText(plan.head.facts, "", 512);
  const build = `${process.platform} ${process.arch} ABI ${process.versions.modules}`;
  const facts =
    `implementation=V8\nversion=${process.versions.node}\nbuild=${build}\nengine=${process.versions.v8}\n` +
    `start_method=${startMethods[plan.model]}\nheap=${heap.length}\n`;
  fs.writeSync(handle, Buffer.from(facts + "\0"), 0, facts.length + 1, plan.head.facts);
  put(plan.head.parent_ready, 1);
  await until(() => get(plan.head.parent_seen) === 1);
  for (let crew = 0; crew < plan.starts; crew++) {
    const ends = [];
    for (let i = 0; i < plan.workers; i++) {
      point(i, "nowhere");
      putLong(field(i, "pid"), 0);
    }
    put(plan.head.begun, crew + 1);
    for (let i = 0; i < plan.workers; i++) {
      point(i, "call");
      stamp(crew, i, 0, now());
      ends.push(models[plan.model]({ index: i, crew }));
      stamp(crew, i, 1, now());
      ends[i].then((how) => tellEnd(i, how));
      await until(() => pointOf(i) >= plan.points.ready);
    }
    await until(() => get(plan.head.may_leave) >= crew + 1);
    for (let i = 0; i < plan.workers; i++) {
      put(field(i, "leave"), crew + 1);
      await ends[i];
      stamp(crew, i, 5, now());
    }
  }
  process.exit(0);
}

const threads = require("worker_threads");
if (!threads.isMainThread) liveAndLeave(threads.workerData.index, threads.workerData.crew);
else if (process.argv[2] === "worker") liveAndLeave(Number(process.argv[3]), Number(process.argv[4]));
else if (process.argv[2] === "trial")
  play().catch((error) => {
    fail(String(error));
    process.exit(1);
  });
else process.exitCode = 2;
