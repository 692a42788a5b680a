import type { CertificateInstalled } from "../../simulation/events.js";
import { figures, type Figures } from "../../simulation/figures.js";
import type { Simulation } from "../../simulation/network.js";
import { exactly, lastEvaluation, type Expectations } from "../evaluation.js";

const day = 86_400;

/** The certificate of each host that is in use at a time, by the last evaluation of the rules. */
const inUse = ({ certificates }: Simulation, at: number): readonly CertificateInstalled[] => [
  ...new Map(
    certificates.filter(({ time }) => time <= lastEvaluation(at)).map((one) => [`${one.holder} ${one.host}`, one]),
  ).values(),
];

const servedBy = ({ isProbed, host }: CertificateInstalled) => (isProbed ? host : "Traefik");

/** A figure of the certificates in use, by their labels. */
const ofCertificates = (
  simulation: Simulation,
  at: number,
  figure: (certificate: CertificateInstalled) => number,
): Figures =>
  figures(
    inUse(simulation, at).map((one) => [
      { host: servedBy(one), name: one.cn || (one.sans.split(",")[0] ?? ""), sans: one.sans },
      figure(one),
    ]),
  );

const daysLeft = (simulation: Simulation, at: number): Figures =>
  ofCertificates(simulation, at, ({ notAfter }) => (notAfter - at) / day);

const lifetimeLeft = (simulation: Simulation, at: number): Figures =>
  ofCertificates(
    { ...simulation, certificates: simulation.certificates.filter(({ isProbed }) => isProbed) },
    at,
    ({ notBefore, notAfter }) => (notAfter - at) / (notAfter - notBefore),
  );

/** Two bounds below which a certificate is degraded and unhealthy: shares of the lifetime, or days. */
const health = (simulation: Simulation, at: number): Figures =>
  ofCertificates(simulation, at, ({ isProbed, notBefore, notAfter }) => {
    const [left, degraded, unhealthy] = isProbed
      ? [(notAfter - at) / (notAfter - notBefore), 0.2, 0.1]
      : [(notAfter - at) / day, 21, 7];
    return left < unhealthy ? 0 : left < degraded ? 1 : 2;
  });

/** Days by which expiries moved forward within the last seconds. A renewal may change the names. */
function gained(simulation: Simulation, at: number, seconds: number): Figures {
  const then = new Map(
    inUse(simulation, at - seconds).map(({ holder, host, notAfter }) => [`${holder} ${host}`, notAfter]),
  );
  const moved = ofCertificates(
    simulation,
    at,
    ({ holder, host, notAfter }) => (notAfter - (then.get(`${holder} ${host}`) ?? notAfter)) / day,
  );
  return new Map([...moved].filter(([, days]) => days > 0));
}

export const certificates: Expectations = {
  "certificate-table/A": ({ simulation, at }) => exactly(health(simulation, at)),
  "certificate-table/B": ({ simulation, at }) => exactly(lifetimeLeft(simulation, at)),
  "certificate-table/C": ({ simulation, at }) => exactly(daysLeft(simulation, at)),
  "certificate-table/D": ({ simulation, at }) =>
    exactly(ofCertificates(simulation, at, ({ notAfter }) => notAfter * 1000)),
  "lifetime-left/A": ({ simulation, at }) => exactly(lifetimeLeft(simulation, at)),
  "days-left/A": ({ simulation, at }) => exactly(daysLeft(simulation, at)),
  "renewals/A": ({ simulation, at, step }) => exactly(gained(simulation, at, step)),
};

export const certificateAnnotations: Expectations = {
  "annotation/Certificate renewals": ({ simulation, at }) => exactly(gained(simulation, at, 300)),
};
