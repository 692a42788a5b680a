/** Panels about the hosts: processor, memory, disks, network. */
import { series, target, type Target } from "../grafana/index.js";
import {
  cpuShare,
  diskReads,
  diskShare,
  diskWrites,
  memoryShare,
  networkReceived,
  networkSent,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, scarcitySteps, units } from "./tokens.js";


const scarce = <L extends string>(title: string, share: Target<L>) =>
  series(title, share)
    .unit(units.share)
    .max(1)
    .thresholdLines(colors.good, ...scarcitySteps);

/** Processor time in use. From node_cpu_seconds_total. */
export const cpu = (scope: Scope<Filter>) =>
  scarce("Processor", target(cpuShare(scope), "{instance}")).description(
    "Share of processor time in use per host, from node_cpu_seconds_total. Normal: below 80 %. Above for long: something loops, or the host is too small.",
  );

/** Memory in use. From node_memory_MemAvailable_bytes and node_memory_MemTotal_bytes. */
export const memory = (scope: Scope<Filter>) =>
  scarce("Memory", target(memoryShare(scope), "{instance}")).description(
    "Share of memory that programs can't get any more per host, from node_memory_MemAvailable_bytes and node_memory_MemTotal_bytes. " +
      "Normal: below 80 %. From 95 % on the kernel will soon end a program.",
  );

/** Disk space in use. From node_filesystem_avail_bytes and node_filesystem_size_bytes. */
export const diskSpace = (scope: Scope<Filter>) =>
  scarce("Disk space", target(diskShare(scope), "{instance} {mountpoint}")).description(
    "Share of each file system in use, from node_filesystem_avail_bytes and node_filesystem_size_bytes. " +
      "Normal: below 80 %. Prometheus needs room to write: act before 95 %.",
  );

/** Bytes read from and written to disks. From node_disk_read_bytes_total and node_disk_written_bytes_total. */
export const diskTraffic = (scope: Scope<Filter>) =>
  series(
    "Disk reads and writes",
    target(diskReads(scope), "{instance} read"),
    target(diskWrites(scope), "{instance} written"),
  )
    .description(
      "Bytes per second read from and written to disks per host, from node_disk_read_bytes_total and node_disk_written_bytes_total. " +
        "Normal: short bursts. Steady reading with little memory left: the host swaps.",
    )
    .unit(units["bytes per second"]);

/** Bytes over the network. From node_network_receive_bytes_total and node_network_transmit_bytes_total. */
export const network = (scope: Scope<Filter>) =>
  series(
    "Network",
    target(networkReceived(scope), "{instance} received"),
    target(networkSent(scope), "{instance} sent"),
  )
    .description(
      "Bytes per second over the host's own network devices, from node_network_receive_bytes_total and node_network_transmit_bytes_total; " +
        "loopback, bridges and tunnels are left out. Normal: follows the traffic of the services.",
    )
    .unit(units["bytes per second"]);
