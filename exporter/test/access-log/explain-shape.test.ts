import { describe, expect, it } from "vitest";
import { explainAccessLine } from "../../src/access-log/explain-shape.js";
import { createAccessLogParser } from "../../src/access-log/parse-line.js";
import { isWrongShape } from "../../src/line/shape.js";

const parse = createAccessLogParser();

const entry = {
  ClientAddr: "192.168.1.10:5000",
  ClientHost: "192.168.1.10",
  DownstreamStatus: 200,
  Duration: 1_500_000,
  RequestMethod: "GET",
  ServiceName: "memos@docker",
  ServiceURL: "http://10.0.3.7:5230",
  StartUTC: "2025-01-06T10:00:00Z",
  level: "info",
  msg: "",
  time: "2025-01-06T10:00:00Z",
};

const json = (fields: object) => JSON.stringify(fields);
const keep = "keep it in Traefik, by accessLog.fields.defaultMode or accessLog.fields.names";

describe("a line of Traefik's access log in another form", () => {
  it.each<[string, string, string]>([
    [
      "the default format",
      '192.168.1.10 - - [06/Jan/2025:10:00:00 +0000] "GET / HTTP/2.0" 200 5 "-" "-" 1 "memos@docker" "http://10.0.3.7:5230" 2ms',
      "they are in Traefik's common log format: set accessLog.format to json in Traefik",
    ],
    [
      "another format",
      "10:00:00 GET /",
      "they aren't JSON: set accessLog.format to json in Traefik, and let no other program write to the file",
    ],
    [
      "a log of Docker",
      json({ log: `${json(entry)}\n`, stream: "stdout", time: "2025-01-06T10:00:00Z" }),
      "Docker has wrapped them (json-file): set accessLog.filePath in Traefik, and read that file instead",
    ],
    ["a log of Traefik 1", json({ ...entry, FrontendName: "a" }), "they are of Traefik 1: update to Traefik 2 or 3"],
    [
      "Traefik's own log",
      json({ level: "info", message: "Configuration loaded", time: "2025-01-06T10:00:00Z" }),
      "they are of Traefik's own log: set accessLog.filePath in Traefik to a file of its own, and read that file",
    ],
    ["no duration", json({ ...entry, Duration: undefined }), `the field Duration is missing: ${keep}`],
    [
      "no client and no status",
      json({ ...entry, ClientAddr: undefined, ClientHost: undefined, DownstreamStatus: undefined }),
      `the fields ClientAddr and DownstreamStatus are missing: ${keep}`,
    ],
    [
      "no field but those of each log line",
      json({ level: "info", msg: "", time: "2025-01-06T10:00:00Z" }),
      `the fields Duration, ClientAddr, RequestMethod and DownstreamStatus are missing: ${keep}`,
    ],
    ["no service", json({ ...entry, ServiceName: undefined }), `the field ServiceName is missing: ${keep}`],
    [
      "a field of another type",
      json({ ...entry, Duration: "2ms" }),
      "a field has another type than in Traefik 2 and 3",
    ],
  ])("is rejected and explained: %s", (_, text, explanation) => {
    const line = Buffer.from(text);
    const result = parse(line);
    expect("rejected" in result && isWrongShape(result.rejected)).toBe(true);
    expect(explainAccessLine(line)).toBe(explanation);
  });

  it.each([
    ["a client sends an invalid host", { RequestHost: "a\u0000b" }],
    ["a client sends an address that is none", { ClientAddr: "@", ClientHost: "@" }],
    ["a field is impossible", { Duration: -1 }],
  ])("isn't one in which %s", (_, fields) => {
    const result = parse(Buffer.from(json({ ...entry, ...fields })));
    expect("rejected" in result && !isWrongShape(result.rejected)).toBe(true);
  });
});
