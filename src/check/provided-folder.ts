import type { Dashboard, Provider } from "./file-model.js";

/** The directory of a file; "" for one without. */
export const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join("/");

/** Whether a path is a directory or below it. The directory "" holds all. */
export const isWithin = (path: string, directory: string): boolean =>
  directory === "" || path === directory || path.startsWith(`${directory}/`);

/**
 * The directory of the checked files that a provider reads. Its path is one of Grafana's file system: below
 * `provisioning/dashboards` it stands for a directory beside the provider's file; elsewhere anything may be mounted.
 */
export const readDirectory = ({ path, location }: Provider): string | undefined => {
  const below = /\/provisioning\/dashboards(?:\/(.*))?$/.exec((path ?? "").replace(/\/+$/, ""));
  if (below === null) return undefined;
  return join(directoryOf(location.source.file), ...(below[1] ?? "").split("/"));
};

/** The providers that read a dashboard's file, as far as their paths are known here. */
export const readersOf = (dashboard: Dashboard, providers: readonly Provider[]): readonly Provider[] =>
  providers.filter((provider) => {
    const directory = readDirectory(provider);
    return directory !== undefined && isWithin(directoryOf(dashboard.location.source.file), directory);
  });

/** The folder in Grafana into which a provider puts a dashboard, by its uid where one is known. */
const providedFolder = (dashboard: Dashboard, provider: Provider, providers: readonly Provider[]): string => {
  const directory = directoryOf(dashboard.location.source.file);
  const fromFiles = directory === readDirectory(provider) ? "" : (directory.split("/").at(-1) ?? "");
  const title = provider.foldersFromFiles ? fromFiles : provider.folder;
  if (title === "") return "no folder";
  // Grafana finds an existing folder by its title, so that two providers may name one folder in two ways.
  const twin = providers.find(
    ({ organization, folder, folderUid }) =>
      organization === provider.organization && folder === title && folderUid !== "",
  );
  const uid = provider.folderUid === "" ? twin?.folderUid : provider.folderUid;
  return uid === undefined ? `title ${title}` : `uid ${uid}`;
};

/**
 * The folders in Grafana that hold a dashboard, each as a text to compare. Without a known provider the files of one
 * directory share a folder.
 */
export const foldersOf = (dashboard: Dashboard, providers: readonly Provider[]): readonly string[] => {
  const readers = readersOf(dashboard, providers);
  if (readers.length === 0) return [`directory ${directoryOf(dashboard.location.source.file)}`];
  const folders = readers.map(
    (provider) => `organization ${provider.organization}, ${providedFolder(dashboard, provider, providers)}`,
  );
  return [...new Set(folders)];
};

/** The organizations of a dashboard; `undefined` without a known provider. */
export const organizationsOf = (
  dashboard: Dashboard,
  providers: readonly Provider[],
): readonly string[] | undefined => {
  const readers = readersOf(dashboard, providers);
  return readers.length === 0 ? undefined : readers.map(({ organization }) => organization);
};
