/** The page of the exporter's scores: formulas, where they come from, and what they give, as the code computes it. */
import { combinedConfidence, confidenceOf, levelOf, type Threat } from "../../exporter/src/aggregator/threats.js";
import { severityOf } from "../../exporter/src/aggregator/behavior/client-behavior.js";
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

const rhythm = (part: Partial<DomainIntervals>): DomainIntervals => ({
  domain: 1,
  lastVisit: 0,
  intervals: 48,
  mean: 600,
  variance: 0,
  pauses: 0,
  burst: 0,
  ...part,
});

/** Of 60 within a tenth, one of another size. */
const others = (own: number) =>
  aboveOthers([...Array.from({ length: 9 }, (_, index) => 5 + index / 40), own], 0.35)(own);

const examples: readonly (readonly [pattern: string, what: string, score: number])[] = [
  [
    "volume",
    "100 queries an hour are usual, with a standard deviation of 10; now there are 110",
    aboveUsual(110, 100, 100),
  ],
  ["volume", "the same, and now there are 150", aboveUsual(150, 100, 100)],
  ["volume", "the same, and now there are 400", aboveUsual(400, 100, 100)],
  ["volume, against others", "nine clients ask about 150 times an hour, this one 300 times", others(Math.log1p(300))],
  ["volume, against others", "the same, this one 5,000 times", others(Math.log1p(5000))],
  ["beacon", "every ten minutes, within a second, 48 times", beaconScore(rhythm({ variance: 1 }), 0)],
  ["beacon", "the same, give or take a minute (one standard deviation)", beaconScore(rhythm({ variance: 3600 }), 0)],
  ["beacon", "the same, but by chance (Poisson)", beaconScore(rhythm({ variance: 360_000 }), 0)],
  [
    "burst",
    "40 queries for a domain in five minutes, of who asks 120 times an hour",
    burstScore(rhythm({ burst: 40 }), 120, 120),
  ],
  ["burst", "200 queries for it", burstScore(rhythm({ burst: 200 }), 120, 120)],
  [
    "tunnel",
    "120 different names in half an hour, 60 characters of 4 bits each",
    tunnelScore({ domain: 1, queries: 125, distinct: 120, length: 60, entropy: 4 }),
  ],
  [
    "tunnel",
    "120 queries for 10 such names, as of a network for content",
    tunnelScore({ domain: 1, queries: 120, distinct: 10, length: 60, entropy: 4 }),
  ],
  ["name", "`wikipedia.org`", nameScore("wikipedia.org")],
  ["name", "`googleusercontent.com`", nameScore("googleusercontent.com")],
  ["name", "`xkqjzvwrtbpl.com`", nameScore("xkqjzvwrtbpl.com")],
];

const threats: readonly Threat[] = vocabulary.threat;

export const scoresPage = (): string =>
  page(
    generatedFrom("the exporter's formulas"),
    "# Scores",
    "How the exporter scores behaviour, suspicious patterns and threats: which formula, whose, and within which bounds. " +
      "Every score lies between 0 and 1. None is a probability, and none is a verdict: each says how far something departs " +
      "from what is usual, and every one has innocent explanations. What can't be known yet is absent, never 0.",
    "`clamp(x, a, b)` is 0 up to a, 1 from b on, and a straight line between. Only clients with series of their own are " +
      "scored: of those that are folded into `other@zone` nobody knows who did what. Behaviour is that of DNS queries, and " +
      "all of it is turned off by `exporter.metrics.behaviour: false`.",
    "## Behaviour: `adguard_client_behavior_score`",
    "A client against itself, in the last hour: `1 − exp(−max(0, z − 2) / 4)`, where z says by how many standard " +
      "deviations the figure lies above its mean. Two deviations are where control charts begin to warn (Shewhart, “Economic " +
      "Control of Quality of Manufactured Product”, 1931). Mean and variance are weighted towards the latest hours, with a " +
      "memory of a week; the variance is at least the mean, as it is for events that have nothing to do with each other. " +
      "Less than usual isn't suspicious.",
    table(
      ["behaviour", "figure", "known from"],
      [
        ["`volume`", "queries in the hour", "six hours"],
        ["`diversity`", "different domains in the hour, about", "six hours"],
        [
          "`night`",
          "queries in an hour between midnight and six, by the exporter's clock and `TZ`; the highest of the last night",
          "four hours of nights",
        ],
        [
          "`failures`",
          "share of queries that weren't blocked and whose answer was an error (`NXDOMAIN`, too), against the usual share; variance as of a binomial",
          "six hours, ten queries in the hour",
        ],
      ],
    ),
    "## Profile: `client_behavior_profile`",
    "A client against the others, in the same four figures, from five clients on: `1 − exp(−max(0, m − 3.5) / 3.5)`, where " +
      "m is the modified z-score `0.6745 (x − median) / median deviation` (Iglewicz and Hoaglin, “How to Detect and Handle " +
      "Outliers”, 1993; from 3.5 on it is an outlier). Counts are compared by their logarithms. The median deviation is at " +
      "least 0.35 (a factor of 1.4), for failures 0.05.",
    "## Patterns: `suspicious_pattern_score`",
    "By client and domain. Below 0.2 nothing is told, and of more than a hundred the strongest.",
    table(
      ["pattern", "formula", "after", "innocent explanation"],
      [
        [
          "`beacon`",
          "`(1 − clamp(σ/μ, 0, 0.5)) · clamp(n, 0, 24) · n / (n + 4 p) · (1 − others)`: n intervals of mean μ, p pauses of more than 3 μ, and the share of the other clients that ask for the domain, too; from eight intervals on, and from five clients on with the others",
          "Hu et al., “BAYWATCH”, 2016",
          "whatever looks for updates",
        ],
        [
          "`burst`",
          "`clamp(b, 30, 120) · (1 − exp(−max(0, z − 2) / 4))`: b queries for the domain in five minutes, z against what the client usually asks in all; from six hours on",
          "Shewhart, as above",
          "a page that loads much",
        ],
        [
          "`tunnel`",
          "`clamp(d, 15, 90) · clamp(d/q, 0.3, 0.9) · clamp(l, 20, 52) · clamp(e, 2.5, 3.75)`: in half an hour q queries for d different names of 20 characters or more below the domain, of mean length l and e bits per character",
          "Farnham, “Detecting DNS Tunneling”, 2013; Shannon, 1948",
          "virus scanners that ask by DNS",
        ],
        [
          "`generated_name`",
          "`name · clamp(f, 2, 10)`: `name = clamp(length, 6, 12) · clamp(bits per character, 2.3, 3) · clamp(share of unusual pairs of letters, 0.4, 0.75)` from 0.4 on, and f names like it in the last hour that don't exist",
          "Yadav et al., “Detecting Algorithmically Generated Malicious Domain Names”, 2010; Antonakakis et al., “From Throw-Away Traffic to Bots”, 2012",
          "browsers that try whether a resolver lies",
        ],
      ],
    ),
    "The label `severity` follows the score, and is at most as grave as such a pattern can be:",
    table(
      ["pattern", "from 0.2", "0.4", "0.6", "0.8", "0.9"],
      vocabulary.pattern.map((pattern) => [
        code(pattern),
        ...[0.2, 0.4, 0.6, 0.8, 0.9].map((score) => severityOf(pattern, score)),
      ]),
    ),
    "## What they give",
    "Computed by the exporter's own functions when this page was built.",
    table(
      ["formula", "what happens", "score"],
      examples.map(([pattern, what, score]) => [pattern, what, figure(score)]),
    ),
    "## Threats: `threat_intelligence_mapping` and `adguard_domain_category_mapping`",
    "What is known of the domains that are blocked the most, and only by what AdGuard Home gives as its reason: safe " +
      "browsing, parental control, a blocked service, or a filter list whose purpose the lab names under `filter_lists`. " +
      "The exporter asks no service of its own. Of what isn't blocked nothing is known; the user's own rules and safe " +
      "search say nothing of a domain. A list without a purpose makes the category `other`, without a confidence.",
    `The confidence of several sources is \`1 − Π(1 − c)\`: each of them would have to be wrong (noisy or: Pearl, ` +
      `“Probabilistic Reasoning in Intelligent Systems”, 1988). How sure one source makes alone is a judgement, not a ` +
      `measurement: ${Object.entries(confidenceOf)
        .map(([source, confidence]) => `${code(source)} ${confidence}`)
        .join(", ")}. Two lists make ${figure(combinedConfidence([confidenceOf.list, confidenceOf.list]))}.`,
    table(
      ["category", "threat_level by one list", "by two lists, or safe browsing"],
      threats.map((threat) => [
        code(threat),
        levelOf(threat, confidenceOf.list),
        levelOf(threat, combinedConfidence([confidenceOf.list, confidenceOf.list])),
      ]),
    ),
  );
