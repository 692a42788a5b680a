import { expect, it } from "vitest";
import { createThreatLookup } from "../../src/network/threats.js";
import { trafficLab } from "../logs/lab.js";

const known = {
  clients: [],
  filterLists: [
    { id: 1690000003, name: "Threats" },
    { id: 9, name: "Unheard of" },
    // The lab says of list 1 by its id what it is against, whatever its name.
    { id: 1, name: "Threats" },
  ],
};

const find = createThreatLookup(trafficLab, known);

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
] as const)("a block for %j by the lists %j is against %s", (reason, filterLists, threat) =>
  expect(find({ reason, filterLists })).toBe(threat),
);

it("a list that is known by its name alone is none as long as AdGuard Home wasn't asked", () => {
  const unasked = createThreatLookup(trafficLab, { clients: [], filterLists: [] });
  expect(unasked({ reason: "blocklist", filterLists: [1690000003] })).toBe("other");
});
