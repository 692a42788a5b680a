import { describe, expect, it } from "vitest";
import { createFilterListNames, maxNamedLists } from "../../src/network/filter-lists.js";
import { trafficLab } from "../logs/lab.js";

const metadata = {
  filterLists: [
    { id: 1690000003, name: "Threats" },
    { id: 9, name: "AdGuard DNS filter" },
    { id: 1, name: "Ads" },
    { id: 12, name: "Two\nlines\ud800" },
    { id: 13, name: " " },
    { id: 14, name: "AdGuard DNS filter" },
  ],
};

const { known, namesOf } = createFilterListNames(trafficLab, metadata);

describe("the lists that blocked a query", () => {
  it.each([
    ["", [9], []],
    ["blocklist", [9], ["AdGuard DNS filter"]],
    ["blocklist", [1, 1690000003], ["Ads", "Threats"]],
    // The lab knows the id, and AdGuard Home no name.
    ["blocklist", [2], ["list 2"]],
    ["blocklist", [9, 14], ["AdGuard DNS filter"]],
    ["blocklist", [12], ["Two lines"]],
    ["blocklist", [13], ["list 13"]],
    ["blocklist", [77, 78], ["other"]],
    ["blocklist", [], ["other"]],
    ["custom", [], ["Custom filtering rules"]],
    ["custom", [9], ["Custom filtering rules"]],
    ["safebrowsing", [], ["Safe browsing"]],
    ["parental", [], ["Parental control"]],
    ["safesearch", [], ["Safe search"]],
    ["service", [], ["Blocked services"]],
  ] as const)("for reason %j and lists %j are %j", (reason, filterLists, names) =>
    expect(namesOf({ reason, filterLists })).toEqual(names),
  );

  it("are known before they block something, each name once", () => {
    expect(known).toEqual([
      { list: "Ads", reason: "blocklist" },
      { list: "list 2", reason: "blocklist" },
      { list: "Threats", reason: "blocklist" },
      { list: "AdGuard DNS filter", reason: "blocklist" },
      { list: "Two lines", reason: "blocklist" },
      { list: "list 13", reason: "blocklist" },
      { list: "Custom filtering rules", reason: "custom" },
      { list: "other", reason: "blocklist" },
    ]);
  });

  it("have names of bounded number and length; those of the lab come first", () => {
    const filterLists = Array.from({ length: 3 * maxNamedLists }, (_, index) => ({
      id: 1000 + index,
      name: `${String(index)} ${"ä𝄞".repeat(200)}`,
    }));
    const lab = { filter_lists: [{ list: filterLists.at(-1)?.name ?? "", category: "other" as const }] };
    const bounded = createFilterListNames(lab, { filterLists });
    expect(bounded.known).toHaveLength(maxNamedLists + 2);
    for (const { list } of bounded.known) expect([...list].length).toBeLessThanOrEqual(100);
    const named = (id: number) => bounded.namesOf({ reason: "blocklist", filterLists: [id] })[0];
    expect(named(1000)).toMatch(/^0 ä𝄞/u);
    expect(named(1000 + maxNamedLists)).toBe("other");
    expect(named(1000 + 3 * maxNamedLists - 1)).toMatch(/^299 ä𝄞/u);
  });
});
