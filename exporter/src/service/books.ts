import { isDeepStrictEqual } from "node:util";
import type { Lab } from "homelab-dashboards/lab";
import { identityLabels, type Aggregator } from "../aggregator/aggregator.js";
import { type Log, reasonOf } from "../log.js";
import { type AdguardMetadata, emptyMetadata } from "../network/adguard-metadata.js";
import { type Network, createNetwork } from "../network/network.js";
import type { Self } from "../self/self.js";
import type { LogSource, Witness } from "../source.js";
import type { StateFile } from "../state/state-file.js";
import { expose } from "../registry/exposition.js";
import type { Registry } from "../registry/registry.js";
import { type CountedLog, countedLog } from "./counted-log.js";
import { keep, type KeptAs, keptOf, type LogName } from "./kept-state.js";
import { createTurns } from "./turns.js";

/** Where to begin in a log. */
export interface Beginning {
  /** The position that was saved; undefined where none was. */
  readonly from: unknown;
  /** Whether what is there already has been counted, or is to be left out: it was read in another way before. */
  readonly skipsPresent: boolean;
}

/** A log of the lab: how it is read, and how its events are counted. */
export interface LogPlan<Event> {
  readonly name: LogName;
  /** How it is read; a position is good for the same way alone. */
  readonly way: string;
  readonly makeLedger: (network: Network) => Aggregator<Event>;
  readonly makeSource: (witness: Witness, beginning: Beginning) => LogSource<Event>;
}

/** Takes a plan, whatever its events are. */
export type AddLog = <Event extends { readonly time: number }>(plan: LogPlan<Event>) => void;

export interface BooksOptions {
  readonly lab: Lab;
  readonly file: StateFile;
  readonly self: Self;
  readonly log: Log;
  /** Names every log. */
  readonly plan: (add: AddLog) => void;
  /** Series that aren't of a log. */
  readonly others: readonly Registry[];
  /** Asks what AdGuard Home tells, by which logs are counted that weren't before; undefined where it can't be asked. */
  readonly knownAtFirst: () => Promise<AdguardMetadata | undefined>;
  /** For how long an end stays to be seen, at least, in milliseconds. */
  readonly patience: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** All that is counted, and where it is kept. */
export interface Books {
  /** Whether it was tried to read all that was there at the start. */
  readonly isReady: boolean;
  /** Reads the logs until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Hands over what is counted at one moment; nothing is counted meanwhile. What has been idle for too long ends once it
   * was seen.
   *
   * @param send tells whether all of it went out
   */
  scrape(send: (pieces: Iterable<string>) => Promise<boolean>): Promise<void>;
  /** What AdGuard Home tells of the network now. From here on it is counted by. */
  learn(known: AdguardMetadata): Promise<void>;
  /** Writes all to the disk. */
  keep(): Promise<void>;
}

/**
 * Opens the books where they were left.
 *
 * @throws Error of the operating system, where the state's file can't be read or written
 */
export async function openBooks(options: BooksOptions): Promise<Books> {
  const { lab, file, self, log, now } = options;
  const turns = createTurns();
  const state = await loaded(file, log);
  const networkWith = (known: AdguardMetadata) =>
    createNetwork(lab, { domains: lab.exporter.metrics.domains, metadata: known });
  const knownAtFirst = state.kind === "saved" ? undefined : await options.knownAtFirst();
  const logs = new Map<LogName, KeptAs>();
  const untried = new Set<LogName>();
  /** What AdGuard Home told last. */
  let latest: AdguardMetadata | undefined;

  options.plan((plan) => {
    const { name, way } = plan;
    const saved = keptOf(state, name, way);
    const known = saved?.known ?? knownAtFirst ?? emptyMetadata;
    const network = networkWith(known);
    const beginning = { from: saved?.position, skipsPresent: saved !== undefined && !saved.isSameWay };
    const counted = countedLog({
      makeLedger: () => plan.makeLedger(network),
      makeSource: (witness) => plan.makeSource(witness, beginning),
      saved,
      report: self.source(name),
      turns,
      patience: options.patience,
      startsAnew: (reason) => {
        log.warn("counts of a log start from 0", { log: name, reason });
      },
    });
    untried.add(name);
    logs.set(name, { log: counted, way, known });
  });

  /** Whether what was counted since is in its place behind what was saved last. */
  let isKept = true;
  const write = async (): Promise<boolean> => {
    try {
      await keep(file, logs);
      isKept = true;
      self.saved("written");
    } catch (error) {
      isKept = false;
      self.saved("failed");
      log.error("the state can't be written", { file: lab.exporter.state_file, reason: reasonOf(error) });
    }
    return isKept;
  };

  /** From here on logs are counted by this; and as that can only be done again by who knows the same, it is kept first. */
  const countBy = async (known: AdguardMetadata, names: readonly LogName[]): Promise<void> => {
    const before = new Map(logs);
    for (const [name, kept] of before) if (names.includes(name)) logs.set(name, { ...kept, known });
    if (await write()) {
      const network = networkWith(known);
      for (const name of names) logs.get(name)?.log.use(network);
    } else for (const [name, kept] of before) logs.set(name, kept);
  };

  /** What was shown has been seen. As long as that can't be kept, nothing ends: it could come back after a kill. */
  const noteSeen = async (shown: readonly (readonly [LogName, CountedLog])[]): Promise<void> => {
    if (!isKept && !(await write())) return;
    const marks = shown.map(([name, counted]) => [name, counted.markFor(now())] as const);
    try {
      await file.add(Object.fromEntries(marks));
    } catch (error) {
      isKept = false;
      log.error("the state can't be written", { file: lab.exporter.state_file, reason: reasonOf(error) });
      return;
    }
    for (const [index, [, mark]] of marks.entries()) shown[index]?.[1].make(mark);
  };

  // If nothing can be kept, that is found now and not hours later.
  try {
    await keep(file, logs);
  } catch (error) {
    throw new Error(`exporter.state_file: ${lab.exporter.state_file} can't be written (${reasonOf(error)})`);
  }

  const refresh = (): void => {
    for (const { log: counted } of logs.values()) counted.refresh(now());
    const readings = [...logs].map(([name, { log: counted }]) => [name, counted.reading] as const);
    self.refresh(untried.size === 0, Object.fromEntries(readings));
  };

  return {
    get isReady() {
      return untried.size === 0;
    },
    run: async (signal) => {
      const run = ([name, { log: counted }]: readonly [LogName, KeptAs]) =>
        counted.run(signal, async (wentWell) => {
          // Where it has read to is known after a kill, too, before anybody sees what it came to.
          if (wentWell)
            await turns.take(async () => {
              await (latest === undefined ? write() : countBy(latest, [name]));
            });
          untried.delete(name);
        });
      await Promise.all([...logs].map(run));
    },
    scrape: (send) =>
      turns.take(async () => {
        refresh();
        const shown = [...logs].flatMap(([name, { log: counted }]) =>
          counted.shown === undefined ? [] : [{ name, counted, store: counted.shown }],
        );
        const stores = [...options.others, self.store, ...shown.map(({ store }) => store)];
        const wasSent = await send(expose(stores, identityLabels));
        if (wasSent) await noteSeen(shown.map(({ name, counted }) => [name, counted] as const));
      }),
    learn: (known) =>
      turns.take(async () => {
        latest = known;
        // What is read again has to be counted as it was.
        const ready = [...logs].filter(([, { log: counted }]) => counted.shown !== undefined);
        const others = ready.filter(([, kept]) => !isDeepStrictEqual(kept.known, known));
        if (others.length > 0)
          await countBy(
            known,
            others.map(([name]) => name),
          );
      }),
    keep: () =>
      turns.take(async () => {
        await write();
      }),
  };
}

async function loaded(file: StateFile, log: Log) {
  const state = await file.load();
  if (state.kind === "set-aside")
    log.error("the state can't be used: all counts start from 0", { reason: state.message });
  return state;
}
