import { describe, expect, it } from "vitest";
import { readDashboard } from "./dashboard.js";
import { filtered, inOrder, sorted } from "./variables.js";

const options = (...values: string[]) => values.map((value) => ({ text: value, value }));
const values = (list: readonly { value: string }[]) => list.map(({ value }) => value);

describe("the regex of a variable", () => {
  it("keeps full matches, and with slashes partial matches", () => {
    expect(values(filtered(options("a", "ab", "b"), "a"))).toEqual(["a"]);
    expect(values(filtered(options("a", "ab", "b"), "/a/"))).toEqual(["a", "ab"]);
    expect(values(filtered(options("a", "A"), "/a/i"))).toEqual(["a", "A"]);
  });

  it("uses its groups, and each value once", () => {
    expect(
      values(filtered(options('up{job="a"} 1 2', 'up{job="b"} 1 2', 'up{job="a"} 0 2'), '/job="([^"]+)"/')),
    ).toEqual(["a", "b"]);
    expect(filtered(options("n=memos,t=Memos"), "/n=(?<value>[^,]+),t=(?<text>.+)/")).toEqual([
      { value: "memos", text: "Memos" },
    ]);
  });

  it("sorts in each order", () => {
    const given = options("b10", "a9", "B1");
    expect(values(sorted(given, 0))).toEqual(["b10", "a9", "B1"]);
    expect(values(sorted(given, 1))).toEqual(["B1", "a9", "b10"]);
    expect(values(sorted(given, 2))).toEqual(["b10", "a9", "B1"]);
    expect(values(sorted(given, 3))).toEqual(["B1", "a9", "b10"]);
    expect(values(sorted(given, 5))).toEqual(["a9", "B1", "b10"]);
  });
});

describe("variables that refer to others", () => {
  const named = (name: string, query: string) => ({ name, type: "query", query });
  const list = (...variables: ReturnType<typeof named>[]) =>
    readDashboard({ uid: "u", title: "t", panels: [], templating: { list: variables } }).templating.list;

  it("are resolved after these", () => {
    const ordered = inOrder(
      list(
        named("c", "label_values(m{b=~`${b:regex}`}, c)"),
        named("b", 'label_values(m{a=~"$a"}, b)'),
        named("a", "label_values(a)"),
      ),
    );
    expect(ordered.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  it("must not be cyclic", () => {
    expect(() =>
      inOrder(list(named("a", 'label_values(m{b="$b"}, a)'), named("b", 'label_values(m{a="$a"}, b)'))),
    ).toThrow("a > b > a");
  });
});
