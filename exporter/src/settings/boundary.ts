import type { Lab } from "homelab-dashboards/lab";

/** The lab that `printedLab` printed: the cast holds because the same program wrote it, from a lab that was checked. */
export const labFromJson = (text: string): Lab => JSON.parse(text) as Lab;
