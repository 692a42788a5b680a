import { describe, expect, test } from "vitest";
import type { AdguardClient } from "../../src/adguard/client.js";
import { ResponseTooLargeError } from "../../src/adguard/http-request.js";
import { createPageFetcher } from "../../src/adguard/log-pages.js";
import { parseNanoseconds } from "../../src/adguard/timestamp.js";

const { signal } = new AbortController();

const entry = (name: string, second: number) => ({
  time: `2027-01-15T08:00:0${second}Z`,
  question: { name, type: "A" },
});

type Parameters = Readonly<Record<string, string>>;

/** A client that answers with these lists of entries, one after the other, and records the parameters. */
function clientWith(answers: readonly (readonly object[] | Error)[]) {
  const requests: Parameters[] = [];
  const client: AdguardClient = {
    get: async (_path, parameters, _signal, lists) => {
      const answer = answers[requests.length];
      requests.push(parameters);
      if (answer instanceof Error) throw answer;
      const reader = lists?.get("data");
      for (const each of answer ?? []) {
        const reason = reader?.element(each);
        if (reason !== undefined) reader?.rejected(reason, JSON.stringify(each));
      }
      return { body: {}, serverTime: 1_800_000_000_000 };
    },
  };
  return { client, requests };
}

const namesOf = (entries: readonly { readonly fields: object }[]) =>
  entries.map(({ fields }) => (fields as ReturnType<typeof entry>).question.name);

describe("a page", () => {
  test("has its entries in order of time, and the last one of the response as the oldest", async () => {
    const { client, requests } = clientWith([[entry("c", 3), entry("a", 1), entry("b", 2)]]);
    const page = await createPageFetcher(client, 100)({}, signal);
    expect(namesOf(page.entries)).toEqual(["a", "b", "c"]);
    expect(page.oldest).toMatchObject({ fields: entry("b", 2) });
    expect(page).toMatchObject({ isFull: false, serverTime: 1_800_000_000_000 });
    expect(requests).toEqual([{ limit: "100" }]);
  });

  test("is requested by timestamp or by offset", async () => {
    const { client, requests } = clientWith([[], []]);
    const fetchPage = createPageFetcher(client, 100);
    await fetchPage({ olderThan: parseNanoseconds("2027-01-15T08:00:00.5Z") }, signal);
    await fetchPage({ after: 40 }, signal);
    expect(requests).toEqual([
      { limit: "100", older_than: "2027-01-15T08:00:00.500000000Z" },
      { limit: "100", offset: "40" },
    ]);
  });

  test("is full where the response reaches its limit, unreadable lines included", async () => {
    const unreadable = { time: "0001-01-01T00:00:00Z" };
    const { client } = clientWith([[entry("a", 1), unreadable]]);
    const page = await createPageFetcher(client, 2)({}, signal);
    expect(page.isFull).toBe(true);
    expect(namesOf(page.entries)).toEqual(["a"]);
  });

  test("of a body without a list is empty", async () => {
    const client: AdguardClient = { get: async () => ({ body: null, serverTime: 0 }) };
    expect(await createPageFetcher(client, 2)({}, signal)).toMatchObject({ entries: [], oldest: undefined });
  });
});

describe("a page with equal entries", () => {
  test("keeps them where a second response repeats them as well", async () => {
    const { client } = clientWith([
      [entry("a", 1), entry("a", 1)],
      [entry("a", 1), entry("a", 1)],
    ]);
    expect(namesOf((await createPageFetcher(client, 100)({}, signal)).entries)).toEqual(["a", "a"]);
  });

  test("has one of them where the second response has one", async () => {
    const { client } = clientWith([[entry("a", 1), entry("a", 1), entry("b", 2)], [entry("a", 1)]]);
    expect(namesOf((await createPageFetcher(client, 100)({}, signal)).entries)).toEqual(["a", "b"]);
  });
});

describe("a response above the size limit", () => {
  test("halves this page and the following ones", async () => {
    const { client, requests } = clientWith([new ResponseTooLargeError("too large"), [], []]);
    const fetchPage = createPageFetcher(client, 100);
    await fetchPage({}, signal);
    await fetchPage({}, signal);
    expect(requests.map(({ limit }) => limit)).toEqual(["100", "50", "50"]);
  });

  test("fails where a page of 20 entries is too large", async () => {
    const { client, requests } = clientWith(Array.from({ length: 9 }, () => new ResponseTooLargeError("too large")));
    await expect(createPageFetcher(client, 50)({}, signal)).rejects.toThrow("too large");
    expect(requests.map(({ limit }) => limit)).toEqual(["50", "25", "20"]);
  });
});

describe("what isn't an entry", () => {
  test("is reported each time that it is fetched, and counts for the size of a page", async () => {
    const odd = [{}, { time: 7 }, { time: "yesterday" }, { time: "1999-01-01T00:00:00Z" }];
    const { client } = clientWith([[entry("a", 1), ...odd]]);
    const reasons: string[] = [];
    const page = await createPageFetcher(client, 5, (reason) => void reasons.push(reason))({}, signal);
    expect(reasons).toEqual(["incomplete", "incomplete", "implausible", "implausible"]);
    expect(namesOf(page.entries)).toEqual(["a"]);
    expect(page.isFull).toBe(true);
  });

  test("isn't reported for a line that AdGuard Home can't read", async () => {
    const { client } = clientWith([[{ time: "0001-01-01T00:00:00Z" }]]);
    const reasons: string[] = [];
    await createPageFetcher(client, 5, (reason) => void reasons.push(reason))({}, signal);
    expect(reasons).toEqual([]);
  });
});

test("a page whose entries take more than four megabytes is halved", async () => {
  const large = (second: number) => ({
    ...entry("a", second),
    rules: Array.from({ length: 64 }, () => ({ text: "x".repeat(1000) })),
  });
  const { client, requests } = clientWith([Array.from({ length: 100 }, () => large(1)), [large(1)]]);
  const page = await createPageFetcher(client, 100)({}, signal);
  expect(requests.map(({ limit }) => limit)).toEqual(["100", "50"]);
  expect(page.entries).toHaveLength(1);
});
