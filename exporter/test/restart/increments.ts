/** Increases of counters and histograms over scrapes, as Prometheus computes them. */

/** Samples of a scrape, by name and labels as in the text. */
export type Samples = ReadonlyMap<string, number>;

/** A parsed exposition. */
export interface Exposition {
  readonly samples: Samples;
  /** The type of each family. */
  readonly types: ReadonlyMap<string, string>;
}

export function parseExposition(text: string): Exposition {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name = "", type = ""] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== "") types.set(name, type);
    if (line === "" || line.startsWith("#")) continue;
    const end = line.lastIndexOf(" ");
    samples.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return { samples, types };
}

/** Whether all logs were read. At a first start, a scrape before that has the series of some. */
export const isComplete = (text: string): boolean => /^homelab_exporter_ready 1$/m.test(text);

/** The name of a sample, with the upper bound of a bucket. */
export function sampleName(series: string): string {
  const name = series.split("{", 1)[0] ?? "";
  const [, bound] = /[{,]le="([^"]*)"/.exec(series) ?? [];
  return bound === undefined ? name : `${name} ${bound}`;
}

/** The family of a sample of a counter or a histogram; undefined for others. */
export function cumulativeFamilyOf(series: string, types: ReadonlyMap<string, string>): string | undefined {
  const name = series.split("{", 1)[0] ?? "";
  if (types.get(name) === "counter") return name;
  const family = name.replace(/_(bucket|sum|count)$/, "");
  return types.get(family) === "histogram" ? family : undefined;
}

/** Sums the increases of all series by sample name: first values, positive differences, and full values after a reset. */
export class Increments {
  readonly totals = new Map<string, number>();
  #last: Samples = new Map();
  /** Series that decreased without having been absent. */
  readonly resets: string[] = [];
  /** Series that began later than the first scrape, with another value than 0: `increase()` doesn't see that value. */
  readonly unseen: string[] = [];
  #scrapes = 0;

  addScrape({ samples, types }: Exposition): void {
    const counts = new Map([...samples].filter(([series]) => cumulativeFamilyOf(series, types) !== undefined));
    for (const [series, value] of counts) {
      const before = this.#last.get(series) ?? 0;
      const increment = value >= before ? value - before : value;
      if (value < before) this.resets.push(`${series} ${before} ${value}`);
      if (this.#scrapes > 0 && value > 0 && !this.#last.has(series)) this.unseen.push(`${series} ${value}`);
      const name = sampleName(series);
      this.totals.set(name, (this.totals.get(name) ?? 0) + increment);
    }
    // A series that is absent has ended, and starts from 0 if it comes back.
    this.#last = counts;
    this.#scrapes += 1;
  }
}
