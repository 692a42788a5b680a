import type { RejectionReason } from "../events.js";

/** As many as are remembered. */
const maxKeys = 1024;

/** Reports each rejected element once, although responses overlap and repeat. */
export function createDistinctRejections(
  onRejected: (reason: RejectionReason) => void,
): (reason: RejectionReason, key: string) => void {
  const keys = new Set<string>();
  return (reason, key) => {
    const isNew = !keys.delete(key);
    keys.add(key);
    for (const oldest of keys) {
      if (keys.size <= maxKeys) break;
      keys.delete(oldest);
    }
    if (isNew) onRejected(reason);
  };
}
