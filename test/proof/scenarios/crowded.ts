import type { Simulation } from "../../simulation/network.js";
import { simulatedLab, type SimulatedLab } from "../../simulation/lab.js";

const numbered = <T>(count: number, make: (number: number, two: string) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1, String(index + 1).padStart(2, "0")));

const server = (network: number, host: number) => ({ url: `http://10.${network}.0.${host}:80`, weight: 1 });

/** A lab beyond the limits of graphs: in zones, clients, services, backends, servers and resolvers. */
export const crowdedLab: SimulatedLab = {
  ...simulatedLab,
  zones: [
    ...simulatedLab.zones,
    ...numbered(24, (number, two) => ({
      name: `zone-${two}`,
      title: `Zone ${two}`,
      type: "iot",
      cidrs: [`10.100.${number}.0/24`],
      anonymous: false,
    })),
  ],
  services: [
    ...simulatedLab.services,
    ...numbered(58, (number, two) => ({
      name: `service-${two}@docker`,
      title: `Service ${two}`,
      zone: "underlay_network",
      host: `service-${two}.lab`,
      backends:
        number > 22
          ? []
          : [{ name: `backend-${two}@docker`, weight: 1, servers: [server(5, number), server(6, number)] }],
      dependencies: number % 10 === 0 ? ["memos@docker"] : [],
    })),
  ],
  clients: [
    ...simulatedLab.clients,
    ...numbered(36, (number, two) => ({
      address: `10.100.${1 + (number % 24)}.${number}`,
      title: `Client ${two}`,
      device_type: number % 2 === 0 ? "mobile" : "tv",
    })),
  ],
  resolvers: [
    ...simulatedLab.resolvers,
    ...numbered(9, (number, two) => ({
      name: `resolver-${two}`,
      title: `Resolver ${two}`,
      addresses: [`192.0.2.${number}`],
      zone: "external",
    })),
  ],
};

/** The same events with fewer series: each zone requests a twelfth of the services, with one of two codes. */
export function withFewSeries(simulation: Simulation): Simulation {
  const place = (text: string) => [...text].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0);
  const requests = simulation.requests
    .filter(({ zone, service }) => (place(zone) + place(service)) % 12 === 0)
    .map((request) => ({ ...request, method: "GET", code: request.code.startsWith("5") ? "502" : "200" }));
  return { ...simulation, requests };
}
