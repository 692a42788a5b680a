/** The page of the exporter's scores: formulas, their sources, and examples that the exporter's own functions compute. */
import { combinedConfidence, confidenceOf, levelOf, type Threat } from "../../exporter/src/aggregator/threat-score.js";
import { severityOf } from "../../exporter/src/aggregator/behavior/suspicious-patterns.js";
import { nameScore } from "../../exporter/src/aggregator/behavior/generated-names.js";
import {
  beaconScore,
  burstScore,
  type DomainIntervals,
} from "../../exporter/src/aggregator/behavior/interval-stats.js";
import { aboveOthers, aboveUsual } from "../../exporter/src/aggregator/behavior/score.js";
import { tunnelScore } from "../../exporter/src/aggregator/behavior/tunnels.js";
import { vocabulary } from "../../src/metrics/index.js";
import { code, generatedFrom, page, table } from "./markdown.js";

const figure = (score: number): string => score.toFixed(2);

/** 48 intervals of ten minutes, with these changes. */
const intervals = (changes: Partial<DomainIntervals>): DomainIntervals => ({
  domain: 1,
  lastVisit: 0,
  intervals: 48,
  mean: 600,
  variance: 0,
  pauses: 0,
  burst: 0,
  ...changes,
});

/** The score of a client beside nine others with about 150 queries an hour. */
const againstOthers = (logOfQueries: number) =>
  aboveOthers([...Array.from({ length: 9 }, (_, index) => 5 + index / 40), logOfQueries], 0.35)(logOfQueries);

const examples: readonly (readonly [pattern: string, example: string, score: number])[] = [
  ["volume", "100 queries an hour on average, standard deviation 10; now 110", aboveUsual(110, 100, 100)],
  ["volume", "the same; now 150", aboveUsual(150, 100, 100)],
  ["volume", "the same; now 400", aboveUsual(400, 100, 100)],
  [
    "volume, against others",
    "nine clients ask about 150 times an hour, this one 300 times",
    againstOthers(Math.log1p(300)),
  ],
  ["volume, against others", "the same, this one 5,000 times", againstOthers(Math.log1p(5000))],
  ["beacon", "every ten minutes, standard deviation 1 s, 48 times", beaconScore(intervals({ variance: 1 }), 0)],
  ["beacon", "the same, standard deviation 60 s", beaconScore(intervals({ variance: 3600 }), 0)],
  ["beacon", "the same, random times (Poisson)", beaconScore(intervals({ variance: 360_000 }), 0)],
  [
    "burst",
    "40 queries for a domain in five minutes, by a client with 120 an hour",
    burstScore(intervals({ burst: 40 }), 120, 120),
  ],
  ["burst", "200 queries for it", burstScore(intervals({ burst: 200 }), 120, 120)],
  [
    "tunnel",
    "120 different names in half an hour, 60 characters of 4 bits each",
    tunnelScore({ domain: 1, queries: 125, distinct: 120, length: 60, entropy: 4 }),
  ],
  [
    "tunnel",
    "120 queries for 10 such names, as for a content delivery network",
    tunnelScore({ domain: 1, queries: 120, distinct: 10, length: 60, entropy: 4 }),
  ],
  ["name", "`wikipedia.org`", nameScore("wikipedia.org")],
  ["name", "`googleusercontent.com`", nameScore("googleusercontent.com")],
  ["name", "`xkqjzvwrtbpl.com`", nameScore("xkqjzvwrtbpl.com")],
];

const behaviorSection: readonly string[] = [
  "## Behavior: `adguard_client_behavior_score`",
  "The last hour of a client against its own past: `1 − exp(−max(0, z − 2) / 4)`. z is the number of standard deviations " +
    "by which the figure lies above its mean. Control charts warn from two deviations on (Shewhart, “Economic Control of " +
    "Quality of Manufactured Product”, 1931). Mean and variance weight the latest hours most, with a memory of a week. The " +
    "variance is at least the mean, as for independent events. A figure below the mean scores 0.",
  table(
    ["behavior", "figure", "needs"],
    [
      ["`volume`", "queries in the hour", "six hours"],
      ["`diversity`", "estimated number of different domains in the hour", "six hours"],
      [
        "`night`",
        "queries in an hour between midnight and six, by the exporter's clock and `TZ`; the highest of the last night",
        "four hours of nights",
      ],
      [
        "`failures`",
        "share of queries that weren't blocked and had an error as their answer (`NXDOMAIN`, too), against the usual share; variance as of a binomial",
        "six hours, ten queries in the hour",
      ],
    ],
  ),
  "## Profile: `client_behavior_profile`",
  "A client against the other clients, in the same four figures, from five clients on: `1 − exp(−max(0, m − 3.5) / 3.5)`. m " +
    "is the modified z-score `0.6745 (x − median) / median deviation` (Iglewicz and Hoaglin, “How to Detect and Handle " +
    "Outliers”, 1993; an outlier from 3.5 on). Counts are compared by their logarithms. The median deviation is at least 0.35 " +
    "(a factor of 1.4), for failures 0.05.",
];

const patternSection: readonly string[] = [
  "## Patterns: `suspicious_pattern_score`",
  "By client and domain. Scores below 0.2 aren't exposed. Of more than a hundred, the highest are.",
  table(
    ["pattern", "formula", "source", "innocent explanation"],
    [
      [
        "`beacon`",
        "`(1 − clamp(σ/μ, 0, 0.5)) · clamp(n, 0, 24) · n / (n + 4 p) · (1 − others)`: n intervals of mean μ, p pauses of more than 3 μ, and the share of the other clients that ask for the domain, too; from eight intervals on, and from five clients on with the others",
        "Hu et al., “BAYWATCH”, 2016",
        "programs that look for updates",
      ],
      [
        "`burst`",
        "`clamp(b, 30, 120) · (1 − exp(−max(0, z − 2) / 4))`: b queries for the domain in five minutes, z against the usual number of all queries of the client; from six hours on",
        "Shewhart, as above",
        "a page with many elements",
      ],
      [
        "`tunnel`",
        "`clamp(d, 15, 90) · clamp(d/q, 0.3, 0.9) · clamp(l, 20, 52) · clamp(e, 2.5, 3.75)`: in half an hour q queries for d different names of 20 characters or more below the domain, of mean length l and e bits per character",
        "Farnham, “Detecting DNS Tunneling”, 2013; Shannon, 1948",
        "virus scanners that ask by DNS",
      ],
      [
        "`generated_name`",
        "`name · clamp(f, 2, 10)`: `name = clamp(length, 6, 12) · clamp(bits per character, 2.3, 3) · clamp(share of unusual pairs of letters, 0.4, 0.75)` from 0.4 on, and f similar names in the last hour that don't exist",
        "Yadav et al., “Detecting Algorithmically Generated Malicious Domain Names”, 2010; Antonakakis et al., “From Throw-Away Traffic to Bots”, 2012",
        "browsers that test whether a resolver invents answers",
      ],
    ],
  ),
  "The label `severity` follows the score. Each pattern has a highest severity:",
  table(
    ["pattern", "from 0.2", "0.4", "0.6", "0.8", "0.9"],
    vocabulary.pattern.map((pattern) => [
      code(pattern),
      ...[0.2, 0.4, 0.6, 0.8, 0.9].map((score) => severityOf(pattern, score)),
    ]),
  ),
];

const exampleSection: readonly string[] = [
  "## Examples",
  "The exporter's own functions computed these scores when this page was built.",
  table(
    ["formula", "example", "score"],
    examples.map(([pattern, example, score]) => [pattern, example, figure(score)]),
  ),
];

const threats: readonly Threat[] = vocabulary.threat;
const twoLists = combinedConfidence([confidenceOf.list, confidenceOf.list]);

const threatSection: readonly string[] = [
  "## Threats: `threat_intelligence_mapping` and `adguard_domain_category_mapping`",
  "Categories of the most blocked domains, only from the reasons that AdGuard Home gives: safe browsing, parental control, a " +
    "blocked service, or a filter list whose purpose the lab names under `filter_lists`. The exporter asks no external " +
    "service. Domains that aren't blocked have no category. The user's own rules and safe search give none. A list without a " +
    "purpose gives the category `other` without a confidence.",
  `The confidence of several sources is \`1 − Π(1 − c)\`: the category is wrong only if every source is (noisy or: Pearl, ` +
    `“Probabilistic Reasoning in Intelligent Systems”, 1988). The confidence of one source is a judgment, not a ` +
    `measurement: ${Object.entries(confidenceOf)
      .map(([source, confidence]) => `${code(source)} ${confidence}`)
      .join(", ")}. Two lists give ${figure(twoLists)}.`,
  table(
    ["category", "threat_level by one list", "by two lists, or safe browsing"],
    threats.map((threat) => [code(threat), levelOf(threat, confidenceOf.list), levelOf(threat, twoLists)]),
  ),
];

export const scoresPage = (): string =>
  page(
    generatedFrom("the exporter's formulas"),
    "# Scores",
    "The exporter's formulas for behavior, suspicious patterns and threats, with their sources and bounds. Every score lies " +
      "between 0 and 1. It is no probability and no verdict: it measures the distance from the usual, and every score has " +
      "innocent explanations. An unknown score is absent, not 0.",
    "`clamp(x, a, b)` is 0 up to a, 1 from b on, and linear between. Only clients with series of their own have scores; " +
      "`other@zone` has none. Behavior is that of DNS queries. `exporter.metrics.behaviour: false` turns it off.",
    ...behaviorSection,
    ...patternSection,
    ...exampleSection,
    ...threatSection,
  );
