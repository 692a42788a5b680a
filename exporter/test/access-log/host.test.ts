import { expect, it } from "vitest";
import { normalizeHost } from "../../src/access-log/host.js";

it.each([
  ["daily.lab", "daily.lab"],
  ["Daily.LAB.", "daily.lab"],
  ["daily.lab:8443", "daily.lab"],
  ["my_host", "my_host"],
  ["xn--mnchen-3ya.de", "münchen.de"],
  ["192.168.1.7:80", "192.168.1.7"],
  ["[fd00:0::7]:80", "fd00::7"],
  ["[fd00::7]", "fd00::7"],
  ["fd00::7", "fd00::7"],
  ["", ""],
  [".", ""],
  ["-", "-"],
  ["a b", ""],
  ["a..b", ""],
  ["<script>alert(1)</script>", ""],
  ["daily.lab:port", ""],
  ["[fd00::7", ""],
  ["a".repeat(300), ""],
])("the host %j is %j", (written, host) => expect(normalizeHost(written)).toBe(host));
