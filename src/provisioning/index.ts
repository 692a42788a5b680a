/**
 * The provisioning tree of Grafana, and a writer that keeps every file of a directory whole at every moment.
 *
 * @module
 */
export { ProvisioningError, RefusedTreeError, type BlockingFinding } from "./error.js";
export { readTree, type ReadFile, type ReadTree, type UnreadLink } from "./read-tree.js";
export { provisioningTree, type ProvisionedDashboard, type ProvisioningFile } from "./tree.js";
export { writeTree, type Change, type WriteOptions, type WriteReport } from "./write.js";
