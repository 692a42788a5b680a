import type { EdgeModel, NodeModel } from "./model.js";
import { maxNodeCount } from "./node-set.js";

/** @throws if two kinds share a name, or the kinds may have more nodes than `maxNodes`. */
export function checkKinds(nodes: readonly NodeModel[], edges: readonly EdgeModel[], maxNodes: number): void {
  for (const names of [nodes.map(({ identity }) => identity.name), edges.map(({ name }) => name)]) {
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) throw new Error(`two kinds are called "${repeated}"`);
  }
  const sizes = nodes.map((node) => ({ name: node.identity.name, size: maxNodeCount(node) }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total > maxNodes) {
    const parts = sizes.map(({ name, size }) => `${name} ${String(size)}`).join(", ");
    throw new Error(
      `there may be ${String(total)} nodes (${parts}), more than ${String(maxNodes)}; lower the "limit" of a kind`,
    );
  }
}
