import { describe, expect, test } from "vitest";
import { createScrapeMarkReplay, type ScrapeMark } from "../../src/service/scrape-marks.js";

const markAfter = (events: number, scrapedAt = events): ScrapeMark => ({ events, knownUntil: 0, scrapedAt });

/** A replay that records when marks are applied. */
function startReplay(...saved: readonly ScrapeMark[]) {
  const applied: number[] = [];
  const replay = createScrapeMarkReplay(saved, ({ scrapedAt }) => void applied.push(scrapedAt));
  const count = (events: number) => {
    for (let index = 0; index < events; index += 1) replay.onEvent();
  };
  return { replay, applied, count };
}

describe("saved scrape marks", () => {
  test("are applied after the same events as before", () => {
    const { applied, count } = startReplay(markAfter(2), markAfter(5));
    count(1);
    expect(applied).toEqual([]);
    count(1);
    expect(applied).toEqual([2]);
    count(3);
    expect(applied).toEqual([2, 5]);
  });

  test("before the first event are applied immediately", () => {
    expect(startReplay(markAfter(0, 7), markAfter(1)).applied).toEqual([7]);
  });

  test("after the same event are applied in order", () => {
    const { applied, count } = startReplay(markAfter(1, 10), markAfter(1, 11));
    count(1);
    expect(applied).toEqual([10, 11]);
  });

  test("that are pending are relative to the present", () => {
    const { replay, count } = startReplay(markAfter(2), markAfter(5));
    count(3);
    expect(replay.pending).toEqual([{ ...markAfter(5), events: 2 }]);
  });

  test("are still applied after the same events after a checkpoint", () => {
    const { replay, applied, count } = startReplay(markAfter(5));
    count(3);
    replay.onCheckpointed();
    expect(replay.events).toBe(0);
    expect(replay.pending).toEqual([{ ...markAfter(5), events: 2 }]);
    count(2);
    expect(applied).toEqual([5]);
    expect(replay.events).toBe(2);
  });

  test("are not applied once they were dropped", () => {
    const { replay, applied, count } = startReplay(markAfter(1));
    replay.clear();
    count(2);
    expect(applied).toEqual([]);
    expect(replay.pending).toEqual([]);
  });
});
