export { credentialVariables, datasourceFile, slowestScrape } from "./datasource.js";
export { ProvisioningError, RefusedTreeError, type Refusal } from "./error.js";
export { providerFile } from "./provider.js";
export { provisioningTree, type ProvisionedDashboard, type ProvisioningFile } from "./tree.js";
export { recordName, stageName } from "./record.js";
export { writeTree, type Change, type WriteOptions, type WriteReport } from "./write.js";
