import type { CertificateInstalled } from "../../simulation/events.js";
import { figures, type Figures } from "../../simulation/figures.js";
import { exactly, lastRecording, type Evaluation, type Expectations } from "../evaluation.js";

const day = 86_400;

/** The certificate of each host that is in use at a time, by the last evaluation of the rules. */
function inUse(moment: Evaluation, at: number): readonly CertificateInstalled[] {
  const installed = moment.simulation.certificates.filter(({ time }) => time <= lastRecording(moment, at));
  return [...new Map(installed.map((one) => [`${one.holder} ${one.host}`, one])).values()];
}

const servedBy = ({ isProbed, host }: CertificateInstalled) => (isProbed ? host : "Traefik");

/** A figure of certificates, by their labels. */
const byLabels = (
  certificates: readonly CertificateInstalled[],
  figure: (certificate: CertificateInstalled) => number,
): Figures =>
  figures(
    certificates.map((one) => [
      { host: servedBy(one), name: one.cn || (one.sans.split(",")[0] ?? ""), sans: one.sans },
      figure(one),
    ]),
  );

const daysLeft = (moment: Evaluation): Figures =>
  byLabels(inUse(moment, moment.at), ({ notAfter }) => (notAfter - moment.at) / day);

const lifetimeLeft = (moment: Evaluation): Figures =>
  byLabels(
    inUse(moment, moment.at).filter(({ isProbed }) => isProbed),
    ({ notBefore, notAfter }) => (notAfter - moment.at) / (notAfter - notBefore),
  );

/** Two bounds below which a certificate is degraded and unhealthy: shares of the lifetime, or days. */
const health = (moment: Evaluation): Figures =>
  byLabels(inUse(moment, moment.at), ({ isProbed, notBefore, notAfter }) => {
    const { at } = moment;
    const [left, degraded, unhealthy] = isProbed
      ? [(notAfter - at) / (notAfter - notBefore), 0.2, 0.1]
      : [(notAfter - at) / day, 21, 7];
    return left < unhealthy ? 0 : left < degraded ? 1 : 2;
  });

/** Days by which expiries moved forward within the last seconds. A renewal may change the names. */
function gained(moment: Evaluation, seconds: number): Figures {
  const then = new Map(
    inUse(moment, moment.at - seconds).map(({ holder, host, notAfter }) => [`${holder} ${host}`, notAfter]),
  );
  const moved = byLabels(
    inUse(moment, moment.at),
    ({ holder, host, notAfter }) => (notAfter - (then.get(`${holder} ${host}`) ?? notAfter)) / day,
  );
  return new Map([...moved].filter(([, days]) => days > 0));
}

export const certificates: Expectations = {
  "certificate-table/A": (moment) => exactly(health(moment)),
  "certificate-table/B": (moment) => exactly(lifetimeLeft(moment)),
  "certificate-table/C": (moment) => exactly(daysLeft(moment)),
  "certificate-table/D": (moment) => exactly(byLabels(inUse(moment, moment.at), ({ notAfter }) => notAfter * 1000)),
  "lifetime-left/A": (moment) => exactly(lifetimeLeft(moment)),
  "days-left/A": (moment) => exactly(daysLeft(moment)),
  "renewals/A": (moment) => exactly(gained(moment, moment.step)),
};

export const certificateAnnotations: Expectations = {
  "annotation/Certificate renewals": (moment) => exactly(gained(moment, moment.window)),
};
