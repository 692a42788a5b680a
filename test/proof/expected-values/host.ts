import { combine } from "../../simulation/expected-values.js";
import type { Figures } from "../../simulation/figures.js";
import type { Labels } from "../../simulation/source.js";
import { exactly, rowsAt, sumBy, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";

const hosts =
  ({ selected }: Evaluation) =>
  (labels: Labels) =>
    selected.instance(labels["instance"] ?? "");

/** The rate per second of a counter, summed by instance. */
function growth(moment: Evaluation, name: string, where: (labels: Labels) => boolean): Figures {
  const wanted = (labels: Labels) => hosts(moment)(labels) && where(labels);
  const now = sumBy(rowsAt(moment, name, moment.at, wanted), ["instance"]);
  const then = sumBy(rowsAt(moment, name, moment.at - moment.window, wanted), ["instance"]);
  return combine(now, then, (end, start) => (end - start) / moment.window);
}

function inUse(
  moment: Evaluation,
  left: string,
  all: string,
  by: readonly string[],
  where: (labels: Labels) => boolean,
): Figures {
  const wanted = (labels: Labels) => hosts(moment)(labels) && where(labels);
  return combine(
    sumBy(rowsAt(moment, left, moment.at, wanted), by),
    sumBy(rowsAt(moment, all, moment.at, wanted), by),
    (available, total) => 1 - available / total,
  );
}

const always = () => true;

/** The simulated host has one file system in memory, and one loopback and one bridge device. */
const onDisk = ({ fstype }: Labels) => fstype !== "tmpfs";
const ownDevice = ({ device }: Labels) => device === "enp3s0";

const growthOf =
  (name: string, where: (labels: Labels) => boolean = always): Expectation =>
  (moment) =>
    exactly(growth(moment, name, where));

/** A gauge, less another one, summed by labels. */
const level =
  (
    name: string,
    by: readonly string[],
    { less, where = always }: { readonly less?: string; readonly where?: (labels: Labels) => boolean } = {},
  ): Expectation =>
  (moment) => {
    const sum = (of: string) =>
      sumBy(
        rowsAt(moment, of, moment.at, (labels) => hosts(moment)(labels) && where(labels)),
        by,
      );
    return exactly(less === undefined ? sum(name) : combine(sum(less), sum(name), (part, whole) => whole - part));
  };

const size = "node_filesystem_size_bytes";
const free = "node_filesystem_avail_bytes";

export const host: Expectations = {
  "memory-table/A": level("node_memory_MemTotal_bytes", ["instance"], { less: "node_memory_MemAvailable_bytes" }),
  "memory-table/B": level("node_memory_MemTotal_bytes", ["instance"]),
  "memory-table/C": (moment) =>
    exactly(inUse(moment, "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes", ["instance"], always)),
  "file-systems/A": level(size, ["instance", "mountpoint"], { less: free, where: onDisk }),
  "file-systems/B": level(size, ["instance", "mountpoint"], { where: onDisk }),
  "file-systems/C": (moment) => exactly(inUse(moment, free, size, ["instance", "mountpoint"], onDisk)),
  "cpu/A": (moment) => {
    const busy = growth(moment, "node_cpu_seconds_total", ({ mode }) => mode !== "idle");
    const shares = combine(busy, growth(moment, "node_cpu_seconds_total", always), (part, whole) => part / whole);
    // A clock that doesn't move gives no figure.
    return exactly(new Map([...shares].filter(([, share]) => !Number.isNaN(share))));
  },
  "memory/A": (moment) =>
    exactly(inUse(moment, "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes", ["instance"], always)),
  "disk-space/A": (moment) =>
    exactly(
      inUse(moment, "node_filesystem_avail_bytes", "node_filesystem_size_bytes", ["instance", "mountpoint"], onDisk),
    ),
  "disk-traffic/A": growthOf("node_disk_read_bytes_total"),
  "disk-traffic/B": growthOf("node_disk_written_bytes_total"),
  "network/A": growthOf("node_network_receive_bytes_total", ownDevice),
  "network/B": growthOf("node_network_transmit_bytes_total", ownDevice),
};
