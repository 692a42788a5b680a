/** What a Prometheus that scrapes makes of counts. */

/** Samples of one scrape, by name and labels as they stand in the text. */
export type Samples = ReadonlyMap<string, number>;

/** A text of the exposition format, taken apart. */
export interface Exposition {
  readonly samples: Samples;
  /** The type of each family. */
  readonly types: ReadonlyMap<string, string>;
}

export function readExposition(text: string): Exposition {
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

/** The name of a sample, with the bound of a bucket. */
export function nameOf(series: string): string {
  const name = series.split("{", 1)[0] ?? "";
  const [, bound] = /[{,]le="([^"]*)"/.exec(series) ?? [];
  return bound === undefined ? name : `${name} ${bound}`;
}

/** The family of a sample among those that only grow; undefined for all others. */
export function countOf(series: string, types: ReadonlyMap<string, string>): string | undefined {
  const name = series.split("{", 1)[0] ?? "";
  if (types.get(name) === "counter") return name;
  const family = name.replace(/_(bucket|sum|count)$/, "");
  return types.get(family) === "histogram" ? family : undefined;
}

/** Adds up, by name, how much all series have grown: first values, positive differences, and whole values after a fall. */
export class Increments {
  readonly totals = new Map<string, number>();
  #last: Samples = new Map();
  /** Series that fell, and weren't missing before. */
  readonly falls: string[] = [];

  see({ samples, types }: Exposition): void {
    const counts = new Map([...samples].filter(([series]) => countOf(series, types) !== undefined));
    for (const [series, value] of counts) {
      const before = this.#last.get(series) ?? 0;
      const increment = value >= before ? value - before : value;
      if (value < before) this.falls.push(`${series} ${before} ${value}`);
      const name = nameOf(series);
      this.totals.set(name, (this.totals.get(name) ?? 0) + increment);
    }
    // What is missing has ended; if it comes back, it starts from 0.
    this.#last = counts;
  }
}
