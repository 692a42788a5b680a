import type { Expectations } from "../evaluation.js";
import { balancing, balancingAnnotations } from "./balancing.js";
import { certificateAnnotations, certificates } from "./certificates.js";
import { dns } from "./dns.js";
import { host } from "./host.js";
import { services } from "./services.js";
import { sourceAnnotations, sourcesOfFigures } from "./sources.js";

/** Targets and annotations of Service Performance. */
export const servicePerformance: Expectations = {
  ...services,
  ...dns,
  ...balancing,
  ...balancingAnnotations,
  ...certificates,
  ...certificateAnnotations,
  ...host,
  ...sourcesOfFigures,
  ...sourceAnnotations,
};
