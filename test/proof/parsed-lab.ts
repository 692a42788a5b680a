import { parseLab, type Lab } from "../../src/lab/index.js";
import { simulatedLab, type SimulatedLab } from "../simulation/lab.js";

/**
 * The simulated lab as a parsed lab.yml. The servers of the balanced backend have the weights 2 : 1, so that shares by
 * weight differ from equal shares.
 */
export function parsedLab(base: SimulatedLab = simulatedLab, sources: Partial<Lab["sources"]> = {}): Lab {
  const services = base.services.map((service) => ({
    ...service,
    backends: service.backends.map((backend) => ({
      ...backend,
      servers: backend.servers.map((server, index) =>
        backend.servers.length > 1 && index === 0 ? { ...server, weight: 2 } : server,
      ),
    })),
  }));
  const infrastructure = base.infrastructure.map((part) => ({ ...part, address: "192.168.1.77" }));
  return parseLab(JSON.stringify({ ...base, services, infrastructure, sources }), "simulated-lab.yml");
}
