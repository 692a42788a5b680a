/**
 * A scrape, as seen by one log. At a scrape, expired series are evicted, exposed stale series are omitted, and new series
 * that were exposed as 0 get their value. All depend on the time of the scrape, so the mark is saved, and applied again
 * after the same event of a replay.
 */
export interface ScrapeMark {
  /** Events between the last checkpoint and the scrape. */
  readonly events: number;
  /** Unix milliseconds up to which all events were read. */
  readonly knownUntil: number;
  /** Unix milliseconds at which the scrape began. */
  readonly scrapedAt: number;
  /** Whether it was saved by version 1, which exposed new series with their values. */
  readonly isOfVersion1?: boolean;
}

/** Counts the events since the last checkpoint and applies each saved scrape mark after the same event as before. */
export interface ScrapeMarkReplay {
  /** Events since the last checkpoint. */
  readonly events: number;
  /** Marks that were not applied yet, as they would be saved in a checkpoint now. */
  readonly pending: readonly ScrapeMark[];
  /** An event was counted: applies the marks that follow it. */
  onEvent(): void;
  onCheckpointed(): void;
  /** Drops the pending marks. */
  clear(): void;
}

/** Applies the marks before the first event at once. */
export function createScrapeMarkReplay(
  saved: readonly ScrapeMark[],
  apply: (mark: ScrapeMark) => void,
): ScrapeMarkReplay {
  let marks = [...saved];
  let events = 0;

  const applyDue = () => {
    while (marks[0]?.events === events) {
      apply(marks[0]);
      marks.shift();
    }
  };
  const pending = () => marks.map((mark) => ({ ...mark, events: mark.events - events }));
  applyDue();

  return {
    get events() {
      return events;
    },
    get pending() {
      return pending();
    },
    onEvent: () => {
      events += 1;
      if (marks.length > 0) applyDue();
    },
    onCheckpointed: () => {
      marks = pending();
      events = 0;
    },
    clear: () => {
      marks = [];
    },
  };
}
