/** The hosts, as node exporter sees them; each instance is a host of its own. */
import { divide, greater, noneOf, not, notMatching, subtract } from "../promql/index.js";
import { highestOf, rateOf } from "./metric-queries.js";
import { ratio } from "./safe-math.js";
import { query, type Query } from "./query.js";
import { onlyFilters, type Filter, type Scope } from "./scope.js";

/** File systems that live in memory or stand on another one. */
const realFileSystems = { fstype: noneOf("tmpfs", "devtmpfs", "overlay", "squashfs", "ramfs", "iso9660") } as const;

/** Devices that carry again what another one carried: loopback, bridges, containers, tunnels. */
const realDevices = { device: notMatching("lo|veth.*|br-.*|docker.*|virbr.*|tailscale.*|wg.*") } as const;

/** Devices that are parts or layers of another one. */
const realDisks = { device: notMatching("loop.*|ram.*|dm-.*|md.*|sr.*") } as const;

const instances = (scope: Scope<Filter>) => onlyFilters(scope, "instance");

/** Share of the time of all processors that wasn't idle. */
export const cpuShare = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "share", meaning: "Share of processor time in use" },
    ratio(
      rateOf("node_cpu_seconds_total", instances(scope), ["instance"], { mode: not("idle") }),
      rateOf("node_cpu_seconds_total", instances(scope), ["instance"]),
    ),
  );

/** Share of memory that programs can't get any more. */
export const memoryShare = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "share", meaning: "Share of memory in use" },
    subtract.fromScalar(
      1,
      divide(
        highestOf("node_memory_MemAvailable_bytes", instances(scope), ["instance"]),
        greater(highestOf("node_memory_MemTotal_bytes", instances(scope), ["instance"]), 0),
      ),
    ),
  );

/** Share of each file system that programs can't fill any more. */
export const diskShare = (scope: Scope<Filter>): Query<"instance" | "mountpoint"> =>
  query(
    { unit: "share", meaning: "Share of a file system in use" },
    subtract.fromScalar(
      1,
      divide(
        highestOf("node_filesystem_avail_bytes", instances(scope), ["instance", "mountpoint"], realFileSystems),
        greater(
          highestOf("node_filesystem_size_bytes", instances(scope), ["instance", "mountpoint"], realFileSystems),
          0,
        ),
      ),
    ),
  );

/** Bytes read from disks. */
export const diskReads = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes read from disks" },
    rateOf("node_disk_read_bytes_total", instances(scope), ["instance"], realDisks),
  );

/** Bytes written to disks. */
export const diskWrites = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes written to disks" },
    rateOf("node_disk_written_bytes_total", instances(scope), ["instance"], realDisks),
  );

/** Bytes received over the network. */
export const networkReceived = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes received over the network" },
    rateOf("node_network_receive_bytes_total", instances(scope), ["instance"], realDevices),
  );

/** Bytes sent over the network. */
export const networkSent = (scope: Scope<Filter>): Query<"instance"> =>
  query(
    { unit: "bytes per second", meaning: "Bytes sent over the network" },
    rateOf("node_network_transmit_bytes_total", instances(scope), ["instance"], realDevices),
  );
