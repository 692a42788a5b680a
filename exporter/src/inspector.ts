/** Whether Node was started with an option that opens the inspector. */
const isRequested = (): boolean =>
  [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((option) =>
    /--inspect(?:-brk|-wait)?(?:[=\s]|$)/.test(option),
  );

/**
 * Node's options for a process whose inspector no signal can open, not even before its first line of code: it would
 * listen at an address for documentation (RFC 5737), which no machine has. `--disable-sigusr1` isn't known to Node 20,
 * and holds SIGUSR1 back, so that it couldn't be logged.
 */
export const closedInspector = (): readonly string[] => (isRequested() ? [] : ["--inspect-port=192.0.2.1:9229"]);

/** Closes the inspector, which asks for no password, if a signal has opened it. */
export async function closeInspector(): Promise<void> {
  if (!process.features.inspector || isRequested()) return;
  const inspector = await import("node:inspector");
  if (inspector.url() !== undefined) inspector.close();
}
