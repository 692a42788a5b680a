import type { Lab } from "../lab/index.js";
import { literal } from "./interpolation.js";
import { provisioningYaml } from "./yaml.js";

/**
 * The provisioning file with the path and the folder of the dashboards. They are read-only in the browser, since the next
 * build would undo changes; Grafana deletes a dashboard whose file is removed.
 */
export const providerFile = (lab: Lab): string =>
  provisioningYaml({
    apiVersion: 1,
    providers: [
      {
        // Names of providers are unique in one Grafana, and so are prefixes of uids.
        name: literal(lab.dashboards.uid_prefix),
        orgId: 1,
        folder: literal(lab.dashboards.folder),
        folderUid: literal(lab.dashboards.folder_uid),
        type: "file",
        disableDeletion: false,
        editable: false,
        updateIntervalSeconds: 30,
        allowUiUpdates: false,
        options: { path: literal(lab.dashboards.path), foldersFromFilesStructure: false },
      },
    ],
  });
