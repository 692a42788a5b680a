/** Panels about hosts: processor, memory, disks, network. */
import { series, table, target, thresholdSteps, type DrawableQuery } from "../grafana/index.js";
import {
  cpuShare,
  diskInUse,
  diskReads,
  diskShare,
  diskSize,
  diskWrites,
  memoryInUse,
  memoryShare,
  memorySize,
  networkReceived,
  networkSent,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, scarcitySteps } from "./tokens.js";

const resource = (title: string, share: DrawableQuery<"instance">) =>
  series(title, share, "{instance}")
    .max(1)
    .thresholdLines(colors.good, ...scarcitySteps)
    .span(8);

const share = {
  decimals: 0,
  thresholds: thresholdSteps(colors.good, ...scarcitySteps),
  cell: "colored text",
  width: 100,
} as const;

/** Table of the memory of each host: in use, and all that it has. */
export const memoryTable = (scope: Scope<Filter>) =>
  table("Memory of hosts", {
    rows: ["instance"],
    labels: { instance: "Host" },
    columns: {
      "In use": { query: memoryInUse(scope), width: 110 },
      Size: { query: memorySize(scope), width: 110 },
      Share: { query: memoryShare(scope), ...share },
    },
    sort: { column: "Share", descending: true },
  })
    .about({ normal: "below 80 %", otherwise: "from 95 % on the kernel will soon end a program" })
    .span(12)
    .height(5);

/** Table of the file systems of each host: in use, and their size; the fullest first. */
export const fileSystemTable = (scope: Scope<Filter>) =>
  table("File systems", {
    rows: ["instance", "mountpoint"],
    labels: { instance: "Host", mountpoint: "Mounted at" },
    columns: {
      "In use": { query: diskInUse(scope), width: 110 },
      Size: { query: diskSize(scope), width: 110 },
      Share: { query: diskShare(scope), ...share },
    },
    sort: { column: "Share", descending: true },
  })
    .about({ normal: "below 80 %", otherwise: "make room before 95 %: Prometheus has to write" })
    .span(12)
    .height(5);

/** Share of processor time in use on each host, over time, with lines at 80 and 95 %. */
export const cpu = (scope: Scope<Filter>) =>
  resource("Processor", cpuShare(scope)).about({
    normal: "below 80 %",
    otherwise: "above for long, a program loops or the host is too small",
  });

/** Share of memory that is not available to programs on each host, over time, with lines at 80 and 95 %. */
export const memory = (scope: Scope<Filter>) =>
  resource("Memory", memoryShare(scope)).about({
    normal: "below 80 %",
    otherwise: "from 95 % on the kernel will soon end a program",
  });

/** Share of each file system in use, by host and mount point, over time; without those in memory and overlays. */
export const diskSpace = (scope: Scope<Filter>) =>
  series("Disk space", diskShare(scope), "{instance} {mountpoint}")
    .about({
      normal: "below 80 %",
      otherwise: "make room before 95 %: Prometheus has to write",
    })
    .max(1)
    .thresholdLines(colors.good, ...scarcitySteps);

/** Bytes per second that each host reads from and writes to its disks, without parts and layers of a disk. */
export const diskTraffic = (scope: Scope<Filter>) =>
  series(
    "Disk reads and writes",
    target(diskReads(scope), "{instance} read"),
    target(diskWrites(scope), "{instance} written"),
  ).about({
    shows: "Bytes per second that each host reads from its disks and writes to them",
    normal: "short bursts",
    otherwise: "steady reads with little memory left mean that the host swaps",
  });

/** Bytes per second that each host receives and sends, without devices that repeat another one's traffic. */
export const network = (scope: Scope<Filter>) =>
  series(
    "Network",
    target(networkReceived(scope), "{instance} received"),
    target(networkSent(scope), "{instance} sent"),
  ).about({
    shows:
      "Bytes per second that each host receives and sends over its own network devices, without loopback, bridges and tunnels",
    normal: "follows the traffic of the services",
    otherwise: "traffic without requests may be a backup, an update or a stranger: look at the host's processes",
  });
