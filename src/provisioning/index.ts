/**
 * The files that Grafana mounts, and a directory that holds them whole at every moment.
 *
 * @module
 */
export { ProvisioningError, RefusedTreeError, type BlockingFinding } from "./error.js";
export { provisioningTree, type ProvisionedDashboard, type ProvisioningFile } from "./tree.js";
export { writeTree, type Change, type WriteOptions, type WriteReport } from "./write.js";
