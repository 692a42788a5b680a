import { expect, test } from "vitest";
import { fc } from "../../../test/properties.js";
import { scratchDirectory } from "../scratch-directory.js";
import { recording, poll, clientOf, filesIn, sourceOf, savedPosition } from "./test-bench.js";
import { startFakeAdguard, type LoggedQuery } from "./fake-adguard.js";

/** An operation on AdGuard Home or on the source. */
type Operation =
  /** Concurrent queries: each is so many milliseconds after the one before, and written in this order. */
  | { readonly kind: "log"; readonly after: readonly number[]; readonly order: readonly number[] }
  | { readonly kind: "pass"; readonly time: number }
  | {
      readonly kind:
        | "poll"
        | "save"
        | "checkpoint"
        | "kill"
        | "restart"
        | "crash"
        | "flush"
        | "rotate"
        | "damage"
        | "both"
        | "neither"
        /** A query is logged with each request of the next poll. */
        | "busy";
    };

const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("log" as const),
        // Often several in the same nanosecond.
        after: fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 900 })), { minLength: 1, maxLength: 12 }),
        order: fc.array(fc.nat({ max: 2 }), { minLength: 12, maxLength: 12 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("pass" as const), time: fc.integer({ min: 100, max: 20_000 }) }),
    },
    { weight: 5, arbitrary: fc.constant({ kind: "poll" as const }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          "save",
          "checkpoint",
          "kill",
          "restart",
          "crash",
          "flush",
          "rotate",
          "damage",
          "both",
          "neither",
          "busy",
        ),
      }),
    },
  ),
  { maxLength: 40 },
);

const inOrder = Array.from({ length: 12 }, () => 0);

/** More entries than a page holds, most with the same timestamp, one of them written before an older one. */
const burst: readonly Operation[] = [
  { kind: "log", after: [0, 0, 1, 0, 0, 0, 0], order: [0, 2, ...inOrder.slice(2)] },
  { kind: "log", after: inOrder.slice(0, 10), order: inOrder },
  { kind: "log", after: inOrder.slice(0, 10), order: inOrder },
];

test("each entry is read exactly once, and after a restart in the same order, for any sequence of operations", async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (plan) => {
      let time = 1_800_000_000_000;
      const adguard = await startFakeAdguard({ now: () => time, memory: 9 });
      const files = filesIn(scratchDirectory());
      const quiet = clientOf(adguard, files, { now: () => time });
      let isBusy = false;
      const client: typeof quiet = {
        get: (...asked) => {
          if (isBusy) log([0], inOrder);
          return quiet.get(...asked);
        },
      };
      const record = recording();
      const options = { pageSize: 25 };
      let source = sourceOf(client, files, record, options);
      await poll(source, record);
      let state = { position: savedPosition(source), count: 0 };
      let damaged = 0;
      const ever = new Set<string>();
      const logged: string[] = [];
      const lost = new Set<string>();

      const pollOnce = async () => {
        await poll(source, record);
        isBusy = false;
        for (const name of record.events) ever.add(name);
      };
      const log = (after: readonly number[], order: readonly number[]) => {
        let timestamp = BigInt(time) * 1_000_000n;
        const entries: LoggedQuery[] = after.map((milliseconds, index) => {
          timestamp += BigInt(milliseconds) * 1_000_000n;
          return { timestamp, name: `q${logged.length + index}` };
        });
        time = Number(timestamp / 1_000_000n);
        // Out of order by a few places, like concurrent entries.
        const written = entries.map((entry, index) => ({ entry, place: index + (order[index] ?? 0) * 1.5 }));
        for (const { entry } of written.sort((one, other) => one.place - other.place)) {
          adguard.log(entry);
          logged.push(entry.name);
        }
      };

      for (const operation of plan) {
        if (operation.kind === "log") log(operation.after, operation.order);
        else if (operation.kind === "pass") time += operation.time;
        else if (operation.kind === "poll") await pollOnce();
        else if (operation.kind === "save") state = { position: savedPosition(source), count: record.events.length };
        else if (operation.kind === "checkpoint") await source.onCheckpointed(state.position);
        else if (operation.kind === "kill") {
          const before = [...record.events];
          await source.close();
          record.events.splice(state.count);
          source = sourceOf(client, files, record, { ...options, position: state.position });
          await pollOnce();
          expect(record.events.slice(0, before.length)).toEqual(before);
        } else if (operation.kind === "restart") {
          adguard.restart("orderly");
        } else if (operation.kind === "crash") {
          for (const name of adguard.inMemory()) if (!ever.has(name)) lost.add(name);
          adguard.restart("killed");
        } else if (operation.kind === "flush") {
          adguard.flush();
        } else if (operation.kind === "rotate") {
          // A second rotation removes the first file, whose entries are lost unless they were polled.
          time += 20_000;
          await pollOnce();
          adguard.rotate();
        } else if (operation.kind === "damage") {
          // A page of damaged lines only has no older page.
          damaged += 1;
          if (damaged <= 10) adguard.damage();
        } else if (operation.kind === "busy") isBusy = true;
        else adguard.whileAnswering = operation.kind;
      }
      isBusy = false;
      time += 20_000;
      await pollOnce();
      await pollOnce();
      await source.close();
      await adguard.close();
      const expected = logged.filter((name) => !lost.has(name));
      expect(record.events.filter((each) => each !== "<gap: cleared>").sort()).toEqual(expected.sort());
      expect(record.states.filter((each) => each !== undefined)).toEqual([]);
    }),
    { numRuns: 100, examples: [[burst]] },
  );
});
