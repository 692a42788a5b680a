import type { MutantKind } from "./mutants.js";

type Row = readonly [query: string, mutants: readonly string[]];

/** Small queries, each with all its mutants of a kind. */
export const mutantCases: Readonly<Record<MutantKind, readonly Row[]>> = {
  "metric exchanged": [
    ["up", []],
    ["another_sum", []],
    ["node_network_receive_bytes_total[5m]", ["node_network_transmit_bytes_total[5m]"]],
    [
      "traefik_request_duration_seconds_sum",
      ["traefik_backend_request_duration_seconds_sum", "traefik_request_duration_seconds_count"],
    ],
    [
      'traefik_request_duration_seconds_bucket{le="1", code="200"}',
      ['traefik_backend_request_duration_seconds_bucket{le="1", code="200"}'],
    ],
    // No other metric of the family counts by service.
    ['traefik_requests_total{service="a"}', []],
  ],
  "matcher dropped": [
    ['x{a="b"}', ["x"]],
    ["rate(x{a=~`b`}[5m])", ["rate(x[5m])"]],
    ['x{a="b", c!~"d"}', ['x{c!~"d"}', 'x{a="b"}']],
    ['{__name__="on", a="b"}', ['{a="b"}', '{__name__="on"}']],
    // Prometheus rejects a selector of all series.
    ['{__name__="on"}', []],
    ['{__name__="on", a!="b"}', ['{__name__="on"}']],
  ],
  "matcher negated": [
    ['x{a="b", c!="d"}', ['x{a!="b", c!="d"}', 'x{a="b", c="d"}']],
    ["x{a=~`b`, c!~`d`}", ["x{a!~`b`, c!~`d`}", "x{a=~`b`, c=~`d`}"]],
    ['{a="b"}', []],
  ],
  "matcher value exchanged": [
    ['x{state="timeout"}', ['x{state="established"}']],
    ['x{state!="established"}', ['x{state!="refused"}']],
    ['x{time_window="1h"}', ['x{time_window="24h"}']],
    ['x{state=~"timeout|refused"}', []],
  ],
  "status class exchanged": [
    ['x{code=~"5.."}', ['x{code=~"4.."}']],
    ['x{code!~"4..|5.."}', ['x{code!~"5..|4.."}']],
    ['x{code!="101"}', ['x{code!="201"}']],
    ['x{code=~"2.."} / y', ['x{code=~"3.."} / y']],
    ['x{code="1000"}', []],
  ],
  "window changed": [
    ["rate(x[5m])", ["rate(x[150s])", "rate(x[10m])"]],
    ["rate(x[1m30s])", ["rate(x[45s])", "rate(x[3m])"]],
    ["rate(x[1ms])", ["rate(x[2ms])"]],
    // Twice the window exceeds the longest duration of Prometheus.
    ["rate(x[200y])", ["rate(x[876000h])"]],
    ["max_over_time(x[1h:1m])", ["max_over_time(x[30m:1m])", "max_over_time(x[2h:1m])"]],
  ],
  "subquery step changed": [
    ["max_over_time(x[1h:1m])", ["max_over_time(x[1h:30s])", "max_over_time(x[1h:2m])"]],
    ["max_over_time(x[1h:])", []],
  ],
  "offset dropped": [
    ["x - (x offset 5m)", ["x - (x)"]],
    ["rate(x[5m] offset 1h)", ["rate(x[5m])"]],
    ["max_over_time(sum(x)[1h:1m] @ end() offset 1h)", ["max_over_time(sum(x)[1h:1m] @ end())"]],
  ],
  "moment dropped": [
    ["rate(x[5m] @ end() offset 1h)", ["rate(x[5m] offset 1h)"]],
    ["x @ 12.5", ["x"]],
  ],
  "aggregation exchanged": [
    ["sum(x)", ["max(x)", "avg(x)", "count(x)"]],
    ["avg by (a) (x)", ["sum by (a) (x)", "max by (a) (x)"]],
    ["max by (a) (x)", ["sum by (a) (x)", "min by (a) (x)"]],
    ["min(x)", ["max(x)", "sum(x)"]],
    ["group(x)", ["count(x)"]],
    ["count(x)", ["group(x)", "sum(x)"]],
    ["stddev(x)", ["stdvar(x)"]],
    ["stdvar(x)", ["stddev(x)"]],
    // The sum and the maximum of one series are equal; the count differs.
    ["sum by (a, b) (group by (a) (x))", ["count by (a, b) (group by (a) (x))", "sum by (a, b) (count by (a) (x))"]],
    ["sum(vector(1))", ["count(vector(1))"]],
    [
      'sum by (a) (label_replace(min by (a) (x), "b", "$1", "a", "(.*)"))',
      [
        'max by (a) (label_replace(min by (a) (x), "b", "$1", "a", "(.*)"))',
        'avg by (a) (label_replace(min by (a) (x), "b", "$1", "a", "(.*)"))',
        'count by (a) (label_replace(min by (a) (x), "b", "$1", "a", "(.*)"))',
        'sum by (a) (label_replace(max by (a) (x), "b", "$1", "a", "(.*)"))',
        'sum by (a) (label_replace(sum by (a) (x), "b", "$1", "a", "(.*)"))',
      ],
    ],
    // `count`, `and` and `unless` ignore values; a comparison that filters doesn't.
    ["count(group by (a) (x))", ["group(group by (a) (x))", "sum(group by (a) (x))"]],
    ["x and sum by (a) (y)", []],
    ["x and sum(y) > 1", ["x and max(y) > 1", "x and avg(y) > 1", "x and count(y) > 1"]],
    ["x and (sum(y) > bool 1)", []],
    ["x unless topk(1, max by (a) (y))", ["x unless topk(1, sum by (a) (y))", "x unless topk(1, min by (a) (y))"]],
    ["min(x) and y", ["max(x) and y", "sum(x) and y"]],
  ],
  "aggregation removed": [
    ["sum by (a) (rate(x[5m]))", ["rate(x[5m])"]],
    ["sum(a or b) * 2", ["(a or b) * 2"]],
    ["time() - max(x offset 5m)", ["time() - (x offset 5m)"]],
    ["topk(10, x)", ["x"]],
    ["max_over_time(max(a > 1)[1h:1m])", ["max_over_time((a > 1)[1h:1m])"]],
    // The maximum of one series is its own value.
    ["max by (a, b) (count by (a) (x))", ["max by (a, b) (x)"]],
    // The sum of sums is the sum of all series; the maximum of sums is not the maximum of all series.
    ["sum by (a) (sum by (a, b) (x))", ["sum by (a, b) (x)"]],
    ["max by (a) (sum by (a, b) (x))", ["sum by (a, b) (x)", "max by (a) (x)"]],
    ["sum by (a, c) (sum by (a, b) (x))", ["sum by (a, b) (x)", "sum by (a, c) (x)"]],
    ["sum without (a) (sum by (a, b) (x))", ["sum by (a, b) (x)", "sum without (a) (x)"]],
  ],
  "grouping label dropped": [
    ["sum by (a, b) (x)", ["sum by (b) (x)", "sum by (a) (x)"]],
    ["sum by (a) (x)", ["sum by () (x)"]],
    ["max without (a, b) (x)", ["max without (b) (x)", "max without (a) (x)"]],
    ["topk by (a) (1, x)", ["topk by () (1, x)"]],
    // No series has `b` any more at the outer `max`.
    [
      "max by (a, b) (sum without (b) (min by (a, b) (x)))",
      [
        "max by (b) (sum without (b) (min by (a, b) (x)))",
        "max by (a, b) (sum without () (min by (a, b) (x)))",
        "max by (a, b) (sum without (b) (min by (b) (x)))",
        "max by (a, b) (sum without (b) (min by (a) (x)))",
      ],
    ],
    [
      'sum by (b, a) (label_replace(vector(1), "a", "b", "", ""))',
      ['sum by (b) (label_replace(vector(1), "a", "b", "", ""))'],
    ],
    [
      "sum by (a, b) (sum by (a) (x) unless y)",
      ["sum by (b) (sum by (a) (x) unless y)", "sum by (a, b) (sum by () (x) unless y)"],
    ],
    // The series of `absent` has the labels of the matchers.
    ["sum by (a, b) (absent(x))", ["sum by (b) (absent(x))", "sum by (a) (absent(x))"]],
    [
      "sum by (a, b, c) (sum by (a) (x) * on (a) group_left (b) max by (a, b) (y))",
      [
        "sum by (b, c) (sum by (a) (x) * on (a) group_left (b) max by (a, b) (y))",
        "sum by (a, c) (sum by (a) (x) * on (a) group_left (b) max by (a, b) (y))",
        "sum by (a, b, c) (sum by () (x) * on (a) group_left (b) max by (a, b) (y))",
        "sum by (a, b, c) (sum by (a) (x) * on (a) group_left (b) max by (b) (y))",
        "sum by (a, b, c) (sum by (a) (x) * on (a) group_left (b) max by (a) (y))",
      ],
    ],
    [
      'sum by (a) (count_values by (b) ("a", x))',
      ['sum by () (count_values by (b) ("a", x))', 'sum by (a) (count_values by () ("a", x))'],
    ],
    // The sum of sums doesn't depend on `b`, the maximum of sums does.
    ["sum by (a) (sum by (a, b) (x))", ["sum by () (sum by (a, b) (x))", "sum by (a) (sum by (b) (x))"]],
    [
      "max by (a) (sum by (a, b) (x))",
      ["max by () (sum by (a, b) (x))", "max by (a) (sum by (b) (x))", "max by (a) (sum by (a) (x))"],
    ],
  ],
  "le dropped": [
    ["histogram_quantile(0.9, sum by (a, le) (x))", ["histogram_quantile(0.9, sum by (a) (x))"]],
    ["sum without (le) (x)", ["sum without () (x)"]],
  ],
  "grouping turned": [
    ["sum by (a) (x)", ["sum without (a) (x)"]],
    ["sum without (a) (x)", ["sum by (a) (x)"]],
    ["sum(x) by (a)", ["sum(x) without (a)"]],
    ["sum(x)", []],
  ],
  "topk turned": [
    ["topk(3, x)", ["bottomk(3, x)"]],
    ["bottomk by (a) (3, x)", ["topk by (a) (3, x)"]],
    ["topk(3, sum(x))", []],
  ],
  "k changed": [
    ["topk(10, x)", ["topk(5, x)"]],
    ["bottomk(1, x)", ["bottomk(2, x)"]],
    ["topk(scalar(x), x)", []],
  ],
  "quantile changed": [
    ["histogram_quantile(0.95, x)", ["histogram_quantile(0.5, x)"]],
    ["quantile by (a) (0.5, x)", ["quantile by (a) (0.95, x)"]],
    ["quantile_over_time(0.99, x[5m])", ["quantile_over_time(0.5, x[5m])"]],
    ["x and quantile(0.5, x)", []],
  ],
  "rate exchanged": [
    ["rate(x[5m])", ["increase(x[5m])", "irate(x[5m])"]],
    ["increase(x[5m]) / 2", ["rate(x[5m]) / 2"]],
    ["irate(x[5m])", ["rate(x[5m])"]],
    ["x and on (a) rate(y[5m]) * 8", []],
    ["x and on (a) rate(y[5m]) > 1", ["x and on (a) increase(y[5m]) > 1", "x and on (a) irate(y[5m]) > 1"]],
    ["count(rate(x[5m]))", []],
    ["histogram_quantile(0.9, sum by (le) (rate(x[5m])))", ["histogram_quantile(0.9, sum by (le) (irate(x[5m])))"]],
    ["histogram_quantile(0.9, increase(x[5m]))", []],
    [
      "histogram_quantile(0.9, max by (le) (rate(x[5m])))",
      ["histogram_quantile(0.9, max by (le) (increase(x[5m])))", "histogram_quantile(0.9, max by (le) (irate(x[5m])))"],
    ],
  ],
  "function exchanged": [
    ["avg_over_time(x[5m])", ["max_over_time(x[5m])"]],
    ["max_over_time(x[5m])", ["min_over_time(x[5m])", "last_over_time(x[5m])"]],
    ["min_over_time(x[5m])", ["max_over_time(x[5m])", "last_over_time(x[5m])"]],
    ["sum_over_time(x[5m])", ["count_over_time(x[5m])"]],
    ["count_over_time(x[5m])", ["sum_over_time(x[5m])"]],
    ["last_over_time(x[5m])", ["max_over_time(x[5m])"]],
    ["present_over_time(x[5m])", ["last_over_time(x[5m])"]],
    ["changes(x[5m])", ["resets(x[5m])"]],
    ["resets(x[5m])", ["changes(x[5m])"]],
    ["delta(x[5m])", ["idelta(x[5m])"]],
    ["idelta(x[5m])", ["delta(x[5m])"]],
    ["ceil(x)", ["floor(x)"]],
    ["floor(x)", ["ceil(x)"]],
    ["count(ceil(x))", []],
  ],
  "function dropped": [
    ['rate(x{a="b"}[5m] @ end() offset 1h) * 8', ['(x{a="b"} @ end() offset 1h) * 8']],
    // An operand that is no selector takes no offset.
    ["max_over_time((a or b)[1h:1m] offset 1d) * 8", ["(a or b) * 8"]],
    ["timestamp(x offset 5m) + 1", ["(x offset 5m) + 1"]],
    ["histogram_quantile(0.9, x)", ["x"]],
    ["clamp(x, 0, 1)", ["x"]],
    ["sum(abs(a + b))", ["sum(a + b)"]],
    ["vector(1) + time() + scalar(x)", []],
  ],
  "label_replace dropped": [
    ['label_replace(x, "a", "b", "", "")', ["x"]],
    ['label_join(a or b, "a", "", "b", "c") * 2', ["(a or b) * 2"]],
  ],
  "sort turned": [
    ["sort_desc(x)", ["sort(x)", "x"]],
    ["(sort(x))", ["(sort_desc(x))", "(x)"]],
    // Later operations ignore the order.
    ["sum(sort(x))", []],
    ["topk(2, sort(x)) or sort(y)", []],
  ],
  "vector changed": [
    ["x or vector(0)", ["x or vector(1)"]],
    ['label_replace(vector(2), "a", "b", "", "")', ['label_replace(vector(20), "a", "b", "", "")']],
    ["x and vector(0)", []],
    ["vector(Inf)", []],
  ],
  "parameter changed": [
    ["clamp(x, 0, 2)", ["clamp(x, 1, 2)", "clamp(x, 0, 20)"]],
    ["round(x, 0.1)", ["round(x, 1)"]],
    ["x and round(x, 0.1)", []],
    // `clamp` with a minimum above the maximum gives no series.
    ["x and clamp(x, 0, 2)", ["x and clamp(x, 1, 2)", "x and clamp(x, 0, 20)"]],
  ],
  "or side dropped": [
    ["a or b", ["a", "b"]],
    ["2 * (a or b or c)", ["2 * (a or b)", "2 * (c)", "2 * (a or c)", "2 * (b or c)"]],
  ],
  "or swapped": [
    ["a or b", ["b or a"]],
    ["a or on (x) b or c", ["c or (a or on (x) b)", "b or on (x) a or c"]],
    ["a or a", []],
  ],
  "and dropped": [
    ["a and on (x) b", ["a"]],
    ["(a and b) / c", ["(a) / c"]],
  ],
  "and swapped": [["a and on (x) b > 1", ["(b > 1) and on (x) a"]]],
  "and turned": [["a and on (x) b", ["a unless on (x) b"]]],
  "unless dropped": [["a unless on (x) b", ["a"]]],
  "unless swapped": [
    ["a unless ignoring (x) b unless c", ["c unless (a unless ignoring (x) b)", "b unless ignoring (x) a unless c"]],
  ],
  "unless turned": [["a unless on (x) b", ["a and on (x) b"]]],
  "on label dropped": [
    ["a * on (x, y) b", ["a * on (y) b", "a * on (x) b"]],
    ["sum by (x) (a) * on (x) sum(b)", ["sum by (x) (a) * on () sum(b)"]],
    // The label is empty on both sides.
    ["sum(a) * on (x) sum(b)", []],
    ["a * ignoring (x) b", []],
  ],
  "matching dropped": [
    ["a * on (x) b", ["a * b"]],
    ["a * ignoring (x) group_left () b", ["a * b"]],
    ["a > bool on (x) b", ["a > bool b"]],
  ],
  "group_left dropped": [
    ["a * on (x) group_left (y) b", ["a * on (x) b"]],
    ["a * ignoring (x) group_right () b", ["a * ignoring (x) b"]],
  ],
  "group_left label dropped": [
    ["a * on (x) group_left (y, z) b", ["a * on (x) group_left (z) b", "a * on (x) group_left (y) b"]],
    ["a * on (x) group_left () b", []],
  ],
  "comparison dropped": [
    ["a > 0", ["a"]],
    ["0 < (a or b)", ["(a or b)"]],
    ["a > bool 1", ["a"]],
    ["sum(a >= on (x) b)", ["sum(a)"]],
  ],
  "comparison turned": [
    ["a > 0", ["a < 0"]],
    ["a == 1", ["a != 1"]],
    ["a <= bool 1", ["a >= bool 1"]],
    ["count(a <= 1)", ["count(a >= 1)"]],
    ["count(a <= bool 1)", []],
  ],
  "comparison moved by one": [
    ["a > 0", ["a >= 0"]],
    ["a <= 0", ["a < 0"]],
    ["a == 1", []],
  ],
  "bool dropped": [
    ["a > bool 1", ["a > 1"]],
    ["a == bool on (x) b", ["a == on (x) b"]],
    // Prometheus requires `bool` between numbers.
    ["1 > bool 0", []],
  ],
  "threshold moved": [
    ["a > 0", ["a > 1"]],
    ["a >= bool 0.05", ["a >= bool 0.5"]],
    ["(60) < a", ["(600) < a"]],
    ["a > NaN", []],
  ],
  "constant dropped": [
    ["a * 8", ["a"]],
    ["1 - a", ["a"]],
    ["(a or b) / 60 > 1", ["(a or b) > 1"]],
    ["a / b", []],
  ],
  "constant scaled": [
    ["a * 8", ["a * 80"]],
    ["a * 0", ["a * 1"]],
    ["2 - a", ["20 - a"]],
    ["-a / 1e-7", ["-a / 0.000001"]],
    ["count(a * 8 > 1)", ["count(a * 80 > 1)"]],
    ["count(a * 8)", []],
  ],
  "operator turned": [
    ["a + b * c", ["a - b * c", "a + b / c"]],
    ["a - b", ["a + b"]],
    ["a / on (x) group_left (y) b", ["a * on (x) group_left (y) b"]],
    ["x and a - b", []],
  ],
  "sides swapped": [
    ["a - b - c", ["c - (a - b)", "b - a - c"]],
    ["1 - (a or b)", ["(a or b) - 1"]],
    ["a / on (x) group_left (y) b", ["b / on (x) group_right (y) a"]],
    ["a ^ b ^ c", ["(b ^ c) ^ a", "a ^ c ^ b"]],
    ["a * b", []],
  ],
};
