import { describeError, type Log } from "../log.js";
import { lockState, StateInUseError, type StateLock } from "../state/state-lock.js";

/**
 * Locks the state file. Where the system can't, a warning is logged and the exporter goes on, since most homes have only
 * one exporter.
 *
 * @throws {StateInUseError} where another exporter uses it
 */
export async function lockStateOrWarn(path: string, log: Log): Promise<StateLock | undefined> {
  try {
    return await lockState(path);
  } catch (error) {
    if (error instanceof StateInUseError) throw error;
    log.warn("the state can't be locked, so that a second exporter could use it, too", {
      file: path,
      reason: describeError(error),
    });
    return undefined;
  }
}
