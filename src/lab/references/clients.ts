import { canonicalAddress, spanOf } from "../address.js";
import { addressesOf } from "../client.js";
import type { PathIssue } from "../issue.js";
import type { LenientLab } from "../lenient-lab.js";
import { isTaken, repeated, type UniqueValue } from "./unique.js";

type Client = LenientLab["clients"][number];

const hasAddress = (client: Client) => addressesOf(client).some((text) => canonicalAddress(text) !== undefined);

const isRange = (text: string) => canonicalAddress(text) === undefined && spanOf(text) !== undefined;

/** Issues of what identifies a client. */
const identityIssues = ({ clients }: LenientLab): PathIssue[] =>
  clients.flatMap((client, index): PathIssue[] => {
    const { address, addresses, client_ids: clientIds } = client;
    const at = (key: string, issue: Omit<PathIssue, "path">): PathIssue[] => [
      { ...issue, path: ["clients", index, key] },
    ];
    if (addressesOf(client).length === 0 && clientIds.length === 0)
      return at("address", { reason: "is missing", fix: "add the key address, addresses or client_ids" });
    if (address !== undefined && isRange(address) && addresses.length + clientIds.length > 0) {
      const reason = "is a range, each of whose addresses is a client of its own";
      return at("address", { value: address, reason, fix: "write it under addresses, or list one address here" });
    }
    if (addresses.length > 0 && clientIds.length === 0 && !hasAddress(client) && addresses.every(isRange)) {
      const reason = "hold no single address, by which the client would be counted";
      return at("addresses", { reason, fix: "add one of its addresses, or write a range of clients as address" });
    }
    return [];
  });

const repeatedAddresses = ({ clients }: LenientLab): PathIssue[] => {
  const values = clients.flatMap(({ address, addresses }, index): UniqueValue[] => [
    ...(address === undefined
      ? []
      : [{ path: ["clients", index, "address"], value: address, key: spanOf(address) ?? "" }]),
    ...addresses.map((value, place) => ({
      path: ["clients", index, "addresses", place],
      value,
      key: spanOf(value) ?? "",
    })),
  ]);
  return repeated(values, isTaken("list each address or range once"));
};

const repeatedClientIds = ({ clients }: LenientLab): PathIssue[] => {
  const values = clients.flatMap(({ client_ids: clientIds }, index) =>
    clientIds.map((value, place): UniqueValue => ({
      path: ["clients", index, "client_ids", place],
      value,
      key: value.toLowerCase(),
    })),
  );
  return repeated(values, isTaken("list each ClientID once, in any case of its letters"));
};

/** Clients that are known by a ClientID alone are counted by their titles. */
const repeatedTitles = ({ clients }: LenientLab): PathIssue[] => {
  const values = clients.flatMap((client, index): UniqueValue[] =>
    client.client_ids.length === 0 || hasAddress(client)
      ? []
      : [{ path: ["clients", index, "title"], value: client.title, key: client.title }],
  );
  return repeated(values, isTaken("clients without an address are distinguished by title"));
};

/** Issues of clients: what identifies them, and what two of them share. */
export const clientIssues = (lab: LenientLab): PathIssue[] =>
  [identityIssues, repeatedAddresses, repeatedClientIds, repeatedTitles].flatMap((check) => check(lab));
