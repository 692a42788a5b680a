import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { metrics } from "../../src/metrics/index.js";
import {
  add,
  and,
  bottomk,
  clamp,
  countValues,
  dashboardRange,
  divide,
  greater,
  histogramQuantile,
  labelJoin,
  labelReplace,
  less,
  matching,
  multiply,
  negate,
  noneOf,
  not,
  numberVariable,
  oneOf,
  or,
  power,
  print,
  promql,
  quantile,
  range,
  rate,
  rateInterval,
  round,
  scalar,
  setLabel,
  shift,
  subquery,
  subtract,
  sum,
  time,
  topk,
  uncheckedInstantVector,
  unless,
  variable,
  vector,
  maxOverTime,
  type Selector,
} from "../../src/promql/index.js";

const select = promql(metrics);
const requests = sum.by(["service"], rate(range(select("traefik_requests_total"), rateInterval)));
const a = uncheckedAtom("a");
const b = uncheckedAtom("b");
const c = uncheckedAtom("c");

/** A vector without labels that is printed as one word. */
function uncheckedAtom(name: string): Selector {
  return { kind: "instant vector", node: { type: "selector", metric: name, matchers: [] }, labels: [] };
}

const errorsIn = (text: string): number => {
  let errors = 0;
  parser.parse(text.replaceAll(/\$__\w+/g, "5m")).iterate({
    enter: (node) => {
      if (node.type.isError) errors += 1;
    },
  });
  return errors;
};

describe("print", () => {
  it.each([
    [subtract(a, subtract(b, c)), "a - (b - c)"],
    [subtract(subtract(a, b), c), "a - b - c"],
    [multiply(add(a, b), c), "(a + b) * c"],
    [add(a, multiply(b, c)), "a + b * c"],
    [power(a, power(b, c)), "a ^ b ^ c"],
    [power(power(a, b), c), "(a ^ b) ^ c"],
    [or(and(a, b), unless(b, c)), "a and b or b unless c"],
    [and(or(a, b), c), "(a or b) and c"],
    [divide(a, greater(b, 0)), "a / (b > 0)"],
    [greater(divide(a, b), 0), "a / b > 0"],
    [less.bool(a, 1), "a < bool 1"],
    [negate(add(a, b)), "-(a + b)"],
    [negate(power(a, b)), "-(a ^ b)"],
    [negate(negate(a)), "-(-a)"],
    [subtract(a, shift(a, { offset: "1h" })), "a - (a offset 1h)"],
    [sum(shift(a, { at: "end()" })), "sum(a @ end())"],
    [power.fromScalar(-2, a), "(-2) ^ a"],
    [subtract.fromScalar(1, a), "1 - a"],
    [add.scalar(a, scalar(b)), "a + scalar(b)"],
    [multiply.scalar(a, Number.POSITIVE_INFINITY), "a * Inf"],
    [divide.on([], a, b), "a / on () b"],
    [maxOverTime(subquery(divide(a, b), "1h", "1m")), "max_over_time((a / b)[1h:1m])"],
    [maxOverTime(subquery(a, dashboardRange)), "max_over_time(a[$__range:])"],
    [topk(numberVariable("top"), a), "topk($top, a)"],
    [topk.by([], 3, a), "topk(3, a)"],
    [quantile(0.5)(a), "quantile(0.5, a)"],
    [clamp(a, 0, 1), "clamp(a, 0, 1)"],
    [round(a), "round(a)"],
    [multiply(uncheckedInstantVector({ text: "x or y", labels: [] }), a), "(x or y) * a"],
    [subtract.scalar(vector(time()), 1), "vector(time()) - 1"],
    [countValues("version", a), 'count_values("version", a)'],
    [bottomk(2, a), "bottomk(2, a)"],
  ])("%#: $1", (expression, text) => {
    expect(print(expression)).toBe(text);
    expect(errorsIn(text.replace("$top", "3"))).toBe(0);
  });

  it("prints selectors, windows and shifts", () => {
    const selector = select("traefik_requests_total", {
      code: matching("5.."),
      service: not("a"),
      method: oneOf("GET", "P+"),
      client_zone: noneOf("x.y"),
    });
    expect(print(selector)).toBe(
      'traefik_requests_total{code=~"5..", service!="a", method=~"GET|P\\\\+", client_zone!~"x\\\\.y"}',
    );
    expect(print(rate(range(shift(selector, { offset: "1h", at: "end()" }), "5m")))).toContain(
      "}[5m] @ end() offset 1h)",
    );
    expect(print(requests)).toBe("sum by (service) (rate(traefik_requests_total[$__rate_interval]))");
    expect(
      print(
        histogramQuantile(0.95, sum.by(["le"], rate(range(select("traefik_request_duration_seconds_bucket"), "5m")))),
      ),
    ).toBe("histogram_quantile(0.95, sum by (le) (rate(traefik_request_duration_seconds_bucket[5m])))");
  });

  it("prints a variable in a raw string, which keeps any value without a backtick", () => {
    expect(print(select("traefik_requests_total", { service: variable("service") }))).toBe(
      "traefik_requests_total{service=~`${service:regex}`}",
    );
  });

  it("keeps group references of label_replace and escapes all other dollar signs", () => {
    expect(
      print(labelReplace(requests, { to: "id", value: "${1}_$2", from: "service", pattern: "(a)(b)$" })),
    ).toContain('"id", "${1}_$2", "service", "(a)(b)\\x24")');
    expect(print(setLabel(requests, "price", "5$1"))).toContain('"price", "5\\x24$1", "", "")');
    expect(print(labelJoin(requests, "id", "/", ["service"]))).toContain("label_join(");
  });
});
