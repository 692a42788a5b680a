import * as z from "zod";
import { canonicalAddress, canonicalRange, cidrIssue } from "./address.js";
import { durationPattern } from "./duration.js";
import type { ValueIssue } from "./issue.js";
import { hiddenCharacterOf } from "../printable.js";

/** A text with its own rule. The issue of zod carries the fix in `params.fix`. */
const checkedText = (check: (value: string) => ValueIssue | undefined) =>
  z.string().check((payload) => {
    const issue = check(payload.value);
    if (issue === undefined) return;
    payload.issues.push({
      code: "custom",
      input: payload.value,
      message: issue.reason,
      params: { fix: issue.fix, secret: issue.secret },
    });
  });

const patternText = (pattern: RegExp, issue: ValueIssue) =>
  checkedText((value) => (pattern.test(value) ? undefined : issue)).meta({ pattern: pattern.source });

/** Line breaks, control characters, lone surrogates (no UTF-8), U+FFFE and U+FFFF (no YAML for Grafana). */
const controlCharacter = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u;

/** Characters of a name or a title. The metrics of an exporter hold no longer ones, and queries repeat them. */
export const maxTextLength = 200;

/** Characters of a path, a URL or a DNS stamp. */
export const maxPathLength = 2_000;

/** The characters are counted as JSON Schema does, where that may matter. */
const lengthIssue = (value: string, max: number): ValueIssue | undefined =>
  value.length > 2 * max || (value.length > max && [...value].length > max)
    ? { reason: `has more than ${max} characters`, fix: "shorten it" }
    : undefined;

const lineIssue = (value: string, max = maxTextLength): ValueIssue | undefined => {
  const issue = lengthIssue(value, max);
  if (issue !== undefined) return issue;
  const hidden = hiddenCharacterOf(value);
  if (value.trim() === "") return { reason: "is empty", fix: "write a text" };
  if (controlCharacter.test(value))
    return { reason: "holds a line break or another control character", fix: "write it on one line" };
  return hidden === undefined
    ? undefined
    : { reason: `holds the invisible character ${hidden}`, fix: "write it without that character" };
};

/** Free text of one line: any letters, spaces, quotes and backslashes. */
export const line = checkedText((value) => lineIssue(value)).meta({ minLength: 1, maxLength: maxTextLength });

/** Free text of one line without the words that metrics use for something else. */
export const lineExcept = (reserved: readonly string[], because: string) =>
  checkedText((value) =>
    reserved.includes(value) ? { reason: "is a reserved name", fix: `choose another: ${because}` } : lineIssue(value),
  ).meta({ minLength: 1, maxLength: maxTextLength });

/** Free text of one line that doesn't start with a reserved prefix. */
export const lineWithoutStart = (start: string, because: string) =>
  checkedText((value) =>
    value.startsWith(start)
      ? { reason: `starts with the reserved "${start}"`, fix: `choose another: ${because}` }
      : lineIssue(value),
  ).meta({ minLength: 1, maxLength: maxTextLength });

/** A color as #rrggbb. */
export const color = patternText(/^#[0-9a-fA-F]{6}$/, {
  reason: "is not a colour",
  fix: 'write #rrggbb in quotes: "#0072B2"',
});

/** The name of one of Grafana's icons. */
export const icon = patternText(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  reason: "is not the name of an icon",
  fix: "write one of Grafana's icon names: home-alt, globe, shield",
});

/** A duration as Prometheus writes it, above 0: 15s, 1h30m, 30d. */
export const duration = patternText(durationPattern, {
  reason: "is not a duration",
  fix: "write a number and its unit, longest unit first: 15s, 1h30m, 30d",
});

/** A time span as Grafana's time picker writes it: one number and one unit. */
export const timeSpan = patternText(/^[1-9]\d*[smhdwMy]$/, {
  reason: "is not a time span",
  fix: "write one number and one unit: 30s, 15m, 6h, 7d",
});

/** A time span, or an empty text for never. */
export const timeSpanOrNever = patternText(/^([1-9]\d*[smhd])?$/, {
  reason: "is not a time span",
  fix: 'write one number and one unit: 30s, 1m; "" for never',
});

/** A uid of Grafana. Newer versions derive resource names from uids, which have no capitals and no underscores. */
export const uid = (maxLength: number) =>
  patternText(new RegExp(`^[a-z0-9-]{1,${maxLength}}$`), {
    reason: "is not a uid",
    fix: `write 1 to ${maxLength} lower-case letters, digits or -`,
  });

/** An IPv4 or IPv6 address. */
export const address = checkedText((value) =>
  canonicalAddress(value) === undefined
    ? { reason: "is not an address", fix: "write an IPv4 or IPv6 address: 192.168.1.77" }
    : undefined,
);

/** A CIDR block whose bits right of the prefix are 0. */
export const cidr = checkedText(cidrIssue);

/** One address, a CIDR block, or from-to. */
export const addressRange = checkedText((value) => {
  if (value.includes("/")) return cidrIssue(value);
  if (canonicalAddress(value) !== undefined) return undefined;
  const [first = "", last = ""] = value.split("-");
  if (canonicalRange(value) === undefined && canonicalRange(`${last}-${first}`) !== undefined)
    return { reason: "ends before it begins", fix: `write ${last}-${first}` };
  return canonicalRange(value) === undefined
    ? {
        reason: "is not an address or a range",
        fix: "write an address, a CIDR block or from-to: 192.168.1.100, 192.168.1.0/24, 192.168.1.100-192.168.1.120",
      }
    : undefined;
});

/** A ClientID as AdGuard Home accepts it: one label of a host name, in any case. */
export const clientId = patternText(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/, {
  reason: "is not a ClientID",
  fix: "write up to 63 letters, digits and hyphens: annas-phone",
});

/** A name has at most 253 characters; the longest one leaves room for a label in front of it. */
const maxDomainName = 190;

const domainLabel = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
const domainNamePattern = new RegExp(`^(?=.{1,${maxDomainName}}$)${domainLabel}(\\.${domainLabel})*$`);

/** A domain name in ASCII, without a dot at its end. */
export const domainName = patternText(domainNamePattern, {
  reason: "is not a domain name",
  fix: "write labels of letters, digits and hyphens with dots between them: nas.home.example, xn--bcher-kva.example",
});

const urlIssue = (value: string, protocols: readonly string[]): ValueIssue | undefined => {
  if (value.length > maxPathLength) return lengthIssue(value, maxPathLength);
  // Generated files are committed, and error messages are logged: neither may hold a password.
  if (/\/\/[^/?#]*@/.test(value))
    return { reason: "holds a user name or a password", fix: "leave them out of the URL", secret: true };
  const fix = `write ${protocols[0]}://host:port`;
  if (controlCharacter.test(value) || hiddenCharacterOf(value) !== undefined || !URL.canParse(value))
    return { reason: "is not a URL", fix };
  const { protocol, host } = new URL(value);
  return host === "" || !protocols.includes(protocol.slice(0, -1))
    ? { reason: `is not a URL of ${protocols.join(" or ")}`, fix }
    : undefined;
};

/** A URL of one of the protocols, without a user name or a password. */
export const url = (...protocols: readonly string[]) => checkedText((value) => urlIssue(value, protocols));

const upstreamProtocols = ["udp", "tcp", "tls", "https", "h3", "quic", "sdns"];

/** A DNS resolver as AdGuard Home writes it: an address, a host name, or a URL such as tls://1.1.1.1. */
export const upstream = checkedText((value) =>
  value.includes("://") && !value.startsWith("sdns://")
    ? urlIssue(value, upstreamProtocols)
    : lineIssue(value, maxPathLength),
);

const pathIssue = (value: string): ValueIssue | undefined => {
  if (value.includes("-----BEGIN"))
    return { reason: "holds a certificate or a key", fix: "write the path of its file", secret: true };
  if (!/^(\/|[A-Za-z]:[\\/])/.test(value)) return { reason: "is not an absolute path", fix: "start it with /" };
  return lineIssue(value, maxPathLength);
};

const grafanaPathIssue = (value: string): ValueIssue | undefined => {
  const issue = pathIssue(value);
  if (issue !== undefined) return issue;
  if (/^(\/|[A-Za-z]:[\\/])$/.test(value)) return { reason: "is the root", fix: "write the path of what is below it" };
  return value.includes("}")
    ? { reason: "holds a closing brace", fix: "rename the file: Grafana reads a path up to the first }" }
    : undefined;
};

/** An absolute path that Grafana reads. A closing brace would end `$__file{…}` early. */
export const absolutePath = checkedText(grafanaPathIssue);

/** The path of a file in `$__file{…}`, where Grafana replaces `$$`, `${…}` and `$__env{…}` before it reads the file. */
export const referencedPath = checkedText((value) => {
  const issue = grafanaPathIssue(value);
  return issue === undefined && /\$(\$|(__\w+)?\{)/.test(value)
    ? { reason: "holds a variable", fix: "rename the file: Grafana replaces $$ and ${ in a path" }
    : issue;
});

/** An absolute path of a file. */
export const filePath = checkedText(pathIssue);

/** The word `api`, or an absolute path of a file. */
export const apiOrFilePath = checkedText((value) => {
  if (value === "api") return undefined;
  const issue = pathIssue(value);
  return issue === undefined || issue.secret === true
    ? issue
    : { reason: "is neither api nor an absolute path", fix: "write api or a path that starts with /" };
});

const listenPattern = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:[\]]*)):(?<port>\d{1,5})$/;

const isListenAddress = (value: string): boolean => {
  const { v6, v4 = "", port = "" } = listenPattern.exec(value)?.groups ?? {};
  if (port === "" || Number(port) < 1 || Number(port) > 65_535) return false;
  if (v6 !== undefined) return canonicalAddress(v6)?.includes(":") === true;
  return v4 === "" || canonicalAddress(v4)?.includes(":") === false;
};

/** An address and a port: `127.0.0.1:9617`, `[::1]:9617`, or `:9617` for all addresses. */
export const listenAddress = checkedText((value) =>
  isListenAddress(value)
    ? undefined
    : {
        reason: "is not an address with a port",
        fix: "write an address and a port: 127.0.0.1:9617, [::1]:9617, :9617",
      },
);
