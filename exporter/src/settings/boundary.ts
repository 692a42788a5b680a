import type { Lab } from "homelab-dashboards/lab";

/** Parses a lab printed by `labAsJson`: the cast holds because the same program printed it after validation. */
export const labFromJson = (text: string): Lab => JSON.parse(text) as Lab;
