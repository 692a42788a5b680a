import { expect, it } from "vitest";
import { createThreatLookup } from "../../src/network/threats.js";
import { trafficLab } from "../logs/lab.js";

const metadata = {
  clients: [],
  filterLists: [
    { id: 1690000003, name: "Threats" },
    { id: 9, name: "Unheard of" },
    // The lab lists id 1, which has precedence over the name.
    { id: 1, name: "Threats" },
  ],
};

const find = createThreatLookup(trafficLab, metadata);

it.each([
  ["", [1], undefined],
  ["blocklist", [1], "advertising"],
  ["blocklist", [2], "tracking"],
  ["blocklist", [1, 2], "tracking"],
  ["blocklist", [1, 1690000003], "malware"],
  ["blocklist", [9], "other"],
  ["blocklist", [9, 1], "advertising"],
  ["blocklist", [], "other"],
  ["safebrowsing", [], "malware"],
  ["parental", [], "adult"],
  ["service", [], "service"],
  ["safesearch", [], "other"],
  ["custom", [], "other"],
] as const)("a block for reason %j by lists %j has category %s", (reason, filterLists, threat) =>
  expect(find({ reason, filterLists })).toBe(threat),
);

it("a list that the lab has by name is `other` without AdGuard Home's metadata", () => {
  const unasked = createThreatLookup(trafficLab, { clients: [], filterLists: [] });
  expect(unasked({ reason: "blocklist", filterLists: [1690000003] })).toBe("other");
});
