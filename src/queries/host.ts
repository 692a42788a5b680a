/** Hosts with node exporter; each instance is one host. */
import { divide, greater, noneOf, not, notMatching, subtract } from "../promql/index.js";
import { highestOf, rateOf } from "./metric-queries.js";
import { ratio } from "./safe-math.js";
import { query, type Query } from "./query.js";
import { onlyFilters, type Filter, type Scope } from "./scope.js";

/** Excludes file systems in memory and on top of another one. */
const realFileSystems = { fstype: noneOf("tmpfs", "devtmpfs", "overlay", "squashfs", "ramfs", "iso9660") } as const;

/** Excludes devices that repeat the traffic of another one: loopback, bridges, containers, tunnels. */
const realDevices = { device: notMatching("lo|veth.*|br-.*|docker.*|virbr.*|tailscale.*|wg.*") } as const;

/** Excludes parts and layers of another device. */
const realDisks = { device: notMatching("loop.*|ram.*|dm-.*|md.*|sr.*") } as const;

const instances = (scope: Scope<Filter>) => onlyFilters(scope, "instance");

export const cpuShare = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "share", meaning: "Share of processor time in use on each host" },
    ratio(
      rateOf("node_cpu_seconds_total", instances(scope), ["instance"], { mode: not("idle") }),
      rateOf("node_cpu_seconds_total", instances(scope), ["instance"]),
    ),
  );

const memory = (scope: Scope<Filter>) => highestOf("node_memory_MemTotal_bytes", instances(scope), ["instance"]);

const availableMemory = (scope: Scope<Filter>) =>
  highestOf("node_memory_MemAvailable_bytes", instances(scope), ["instance"]);

export const memorySize = (scope: Scope<Filter>): Query<"instance"> =>
  query({ unit: "bytes", meaning: "Memory of each host" }, memory(scope));

export const memoryInUse = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes", meaning: "Memory that is not available to programs" },
    subtract(memory(scope), availableMemory(scope)),
  );

export const memoryShare = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "share", meaning: "Share of memory that is not available to programs on each host" },
    subtract.fromScalar(1, divide(availableMemory(scope), greater(memory(scope), 0))),
  );

const fileSystems = (scope: Scope<Filter>) =>
  highestOf("node_filesystem_size_bytes", instances(scope), ["instance", "mountpoint"], realFileSystems);

const freeSpace = (scope: Scope<Filter>) =>
  highestOf("node_filesystem_avail_bytes", instances(scope), ["instance", "mountpoint"], realFileSystems);

export const diskSize = (scope: Scope<Filter>): Query<"instance" | "mountpoint"> =>
  query({ unit: "bytes", meaning: "Size of each file system" }, fileSystems(scope));

export const diskInUse = (scope: Scope<Filter>): Query<"instance" | "mountpoint"> =>
  query(
    { unit: "bytes", meaning: "Space that is not available to programs" },
    subtract(fileSystems(scope), freeSpace(scope)),
  );

export const diskShare = (scope: Scope<Filter>): Query<"instance" | "mountpoint"> =>
  query(
    { unit: "share", meaning: "Share of each file system in use" },
    subtract.fromScalar(1, divide(freeSpace(scope), greater(fileSystems(scope), 0))),
  );

export const diskReads = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes per second read from the disks of each host" },
    rateOf("node_disk_read_bytes_total", instances(scope), ["instance"], realDisks),
  );

export const diskWrites = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes per second written to the disks of each host" },
    rateOf("node_disk_written_bytes_total", instances(scope), ["instance"], realDisks),
  );

export const networkReceived = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes per second that each host receives over its own network devices" },
    rateOf("node_network_receive_bytes_total", instances(scope), ["instance"], realDevices),
  );

export const networkSent = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes per second that each host sends over its own network devices" },
    rateOf("node_network_transmit_bytes_total", instances(scope), ["instance"], realDevices),
  );
