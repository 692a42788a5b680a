import { combine } from "../../simulation/expected-values.js";
import { figures, type Figures } from "../../simulation/figures.js";
import type { Simulation } from "../../simulation/network.js";
import { exactly, type Expectations } from "../evaluation.js";

const day = 86_400;

/** The expiry of the certificates in use at a time. Traefik keeps old certificates: the latest expiry of a name counts. */
function expiries({ certificates }: Simulation, at: number): Figures {
  const latest = new Map<string, readonly [Readonly<Record<string, string>>, number]>();
  for (const { time, holder, cn, sans, notAfter } of certificates) {
    if (time > at) continue;
    const labels = { host: holder === "traefik" ? "Traefik" : holder, cn, sans };
    const key = Object.values(labels).join(" ");
    const known = latest.get(key)?.[1] ?? -Infinity;
    latest.set(key, [labels, holder === "traefik" ? Math.max(known, notAfter) : notAfter]);
  }
  return figures(latest.values());
}

/** Days by which expiries moved forward within the last seconds. */
function gained(simulation: Simulation, at: number, seconds: number): Figures {
  const moved = combine(
    expiries(simulation, at),
    expiries(simulation, at - seconds),
    (now, then) => (now - then) / day,
  );
  return new Map([...moved].filter(([, days]) => days > 0));
}

const scaled = (given: Figures, change: (value: number) => number): Figures =>
  new Map([...given].map(([key, value]) => [key, change(value)]));

export const certificates: Expectations = {
  "certificate-table/A": ({ simulation, at }) =>
    exactly(scaled(expiries(simulation, at), (expiry) => (expiry - at) / day)),
  "certificate-table/B": ({ simulation, at }) => exactly(scaled(expiries(simulation, at), (expiry) => expiry * 1000)),
  "days-left/A": ({ simulation, at }) => exactly(scaled(expiries(simulation, at), (expiry) => (expiry - at) / day)),
  "renewals/A": ({ simulation, at, step }) => exactly(gained(simulation, at, step)),
};

export const certificateAnnotations: Expectations = {
  "annotation/Certificate renewals": ({ simulation, at }) => exactly(gained(simulation, at, 300)),
};
