import fc from "fast-check";
import { expect, test } from "vitest";
import { scratch } from "../tail/scratch.js";
import { recording, poll, clientOf, filesIn, sourceOf, savedPosition } from "./test-bench.js";
import { startFakeAdguard, type LoggedQuery } from "./fake-adguard.js";

/** What can happen to AdGuard Home and its reader, in any order. */
type Step =
  /** Queries that come at once: so many milliseconds after the last ones each, in this order. */
  | { readonly kind: "log"; readonly after: readonly number[]; readonly order: readonly number[] }
  | { readonly kind: "pass"; readonly time: number }
  | {
      readonly kind:
        | "look"
        | "save"
        | "kept"
        | "kill"
        | "restart"
        | "crash"
        | "flush"
        | "rotate"
        | "damage"
        | "both"
        | "neither"
        /** Until it was looked at, a query comes with each request. */
        | "busy";
    };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("log" as const),
        // Often several in one nanosecond.
        after: fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 900 })), { minLength: 1, maxLength: 12 }),
        order: fc.array(fc.nat({ max: 2 }), { minLength: 12, maxLength: 12 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("pass" as const), time: fc.integer({ min: 100, max: 20_000 }) }),
    },
    { weight: 5, arbitrary: fc.constant({ kind: "look" as const }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          "save",
          "kept",
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

/** More entries than a page holds, most of one moment, and one of them before an older one. */
const manyAtOnce: readonly Step[] = [
  { kind: "log", after: [0, 0, 1, 0, 0, 0, 0], order: [0, 2, ...inOrder.slice(2)] },
  { kind: "log", after: inOrder.slice(0, 10), order: inOrder },
  { kind: "log", after: inOrder.slice(0, 10), order: inOrder },
];

test("whatever becomes of AdGuard Home and of the reader, every entry is taken exactly once, and again in the same order", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      let time = 1_800_000_000_000;
      const adguard = await startFakeAdguard({ now: () => time, memory: 9 });
      const place = filesIn(scratch());
      const quiet = clientOf(adguard, place, { now: () => time });
      let isBusy = false;
      const client: typeof quiet = {
        get: (...asked) => {
          if (isBusy) log([0], inOrder);
          return quiet.get(...asked);
        },
      };
      const heard = recording();
      const options = { pageSize: 25 };
      let reader = sourceOf(client, place, heard, options);
      await poll(reader, heard);
      let state = { position: savedPosition(reader), told: 0 };
      let damaged = 0;
      const ever = new Set<string>();
      const logged: string[] = [];
      const lost = new Set<string>();

      const lookAt = async () => {
        await poll(reader, heard);
        isBusy = false;
        for (const name of heard.events) ever.add(name);
      };
      const log = (after: readonly number[], order: readonly number[]) => {
        let timestamp = BigInt(time) * 1_000_000n;
        const entries: LoggedQuery[] = after.map((milliseconds, index) => {
          timestamp += BigInt(milliseconds) * 1_000_000n;
          return { timestamp, name: `q${logged.length + index}` };
        });
        time = Number(timestamp / 1_000_000n);
        // Out of order by a few places, as entries are that come at once.
        const written = entries.map((entry, index) => ({ entry, place: index + (order[index] ?? 0) * 1.5 }));
        for (const { entry } of written.sort((one, other) => one.place - other.place)) {
          adguard.log(entry);
          logged.push(entry.name);
        }
      };

      for (const step of plan) {
        if (step.kind === "log") log(step.after, step.order);
        else if (step.kind === "pass") time += step.time;
        else if (step.kind === "look") await lookAt();
        else if (step.kind === "save") state = { position: savedPosition(reader), told: heard.events.length };
        else if (step.kind === "kept") await reader.onCheckpointed(state.position);
        else if (step.kind === "kill") {
          const before = [...heard.events];
          await reader.close();
          heard.events.splice(state.told);
          reader = sourceOf(client, place, heard, { ...options, from: state.position });
          await lookAt();
          expect(heard.events.slice(0, before.length)).toEqual(before);
        } else if (step.kind === "restart") {
          adguard.restart("orderly");
        } else if (step.kind === "crash") {
          for (const name of adguard.inMemory()) if (!ever.has(name)) lost.add(name);
          adguard.restart("killed");
        } else if (step.kind === "flush") {
          adguard.flush();
        } else if (step.kind === "rotate") {
          // A second rotation drops the first file: that is lost only if nobody has looked.
          time += 20_000;
          await lookAt();
          adguard.rotate();
        } else if (step.kind === "damage") {
          // A page of nothing but damage leads nowhere.
          damaged += 1;
          if (damaged <= 10) adguard.damage();
        } else if (step.kind === "busy") isBusy = true;
        else adguard.whileAnswering = step.kind;
      }
      isBusy = false;
      time += 20_000;
      await lookAt();
      await lookAt();
      await reader.close();
      await adguard.close();
      const expected = logged.filter((name) => !lost.has(name));
      expect(heard.events.filter((each) => each !== "<lost: cleared>").sort()).toEqual(expected.sort());
      expect(heard.states.filter((each) => each !== undefined)).toEqual([]);
    }),
    { numRuns: 100, examples: [[manyAtOnce]] },
  );
});
