import { setFlagsFromString } from "node:v8";

/**
 * V8 flags that prefer memory over speed. V8 reads all of them while it runs, so they also take effect after the start;
 * options on Node's command line would depend on how the exporter is started.
 */
const flags = [
  // The young generation stays at its initial size.
  "--semi-space-growth-factor=1",
  // The old generation grows little before it is collected,
  "--optimize-for-size",
  "--heap-growing-percent=20",
  // and marking starts at this percentage of the growth, since memory grows while it runs.
  "--incremental-marking-hard-trigger=20",
];

/** The first version of V8 that uses two optimizing compilers, Maglev and Turbofan, in Node: that of Node 24. */
const firstWithMaglev = 13;

/**
 * Makes V8 collect garbage sooner. Where there are two optimizing compilers, Turbofan is switched off, which
 * takes megabytes while it compiles. It costs at most a tenth of the speed.
 */
export function limitHeapGrowth(): void {
  const hasMaglev = Number.parseInt(process.versions.v8, 10) >= firstWithMaglev;
  for (const flag of hasMaglev ? [...flags, "--no-turbofan"] : flags) setFlagsFromString(flag);
}
