import { fc } from "../../../test/properties.js";
import { describe, expect, test } from "vitest";
import { createResponseParser } from "../../src/adguard/response-parser.js";

/** Parses a response in chunks, and records what is read of the list `data`. */
function parse(response: string | Buffer, chunk = 7) {
  const elements: object[] = [];
  const rejections: (readonly [reason: string, key: string])[] = [];
  const parser = createResponseParser(
    new Map([
      [
        "data",
        {
          element: (value) => {
            elements.push(value);
            return "refuse" in value ? "implausible" : undefined;
          },
          rejected: (reason, key) => rejections.push([reason, key]),
        },
      ],
    ]),
  );
  const bytes = Buffer.from(response);
  for (let at = 0; at < bytes.length; at += chunk) parser.write(bytes.subarray(at, at + chunk));
  return { body: parser.end(), elements, rejections, reasons: rejections.map(([reason]) => reason) };
}

describe("a response", () => {
  test("has its fields, and the elements of the lists that are read", () => {
    const response =
      '{"oldest":"x","data" : [ {"a":[1,{"b":"]}\\""}]} , {"c":"ä€"}],"other":[{"d":1}],"v4":{"data":[{}]}}';
    const { body, elements, reasons } = parse(response);
    expect(body).toEqual({ oldest: "x", data: [], other: [], v4: {} });
    expect(elements).toEqual([{ a: [1, { b: ']}"' }] }, { c: "ä€" }]);
    expect(reasons).toEqual([]);
  });

  test.each(['{"data":[]}', '{"data":null}', "{}", "null", "[]", '{"data":[ ]}'])("%s has no elements", (response) => {
    expect(parse(response)).toMatchObject({ body: JSON.parse(response), elements: [], reasons: [] });
  });

  test.each(["", "{", '{"data":[{}', '"abc', "]", '{"data":[]}}', "<html>", '{"data":[]', '{"a"}'])(
    "%j is refused",
    (response) => {
      expect(() => parse(response)).toThrow(SyntaxError);
    },
  );

  test("of any objects and any chunks is read as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.nat({ max: 40 }), (data, chunk) => {
        const response = JSON.stringify({ first: 1, data, last: [data] });
        const { body, elements, reasons } = parse(response, chunk + 1);
        expect(body).toEqual({ first: 1, data: [], last: [] });
        expect(elements).toEqual((JSON.parse(response) as { data: unknown }).data);
        expect(reasons).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("of any bytes is read or refused", () => {
    const piece = fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "\\", '"data":[', "1", " ", "{}", "\u00e9", "e");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        try {
          parse(`{"data":[${pieces.join("")}`);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

describe("an element", () => {
  test.each([
    ["that is no object", "7", "not-json"],
    ["that isn't separated", "{} {}", "not-json"],
    ["that isn't JSON", '{"a":tru}', "not-json"],
    ["of 33 levels", `{"a":${nested(32)}}`, "too-deep"],
    ["of 20,000 levels", `{"a":${nested(20_000)}}`, "too-deep"],
    ["of more than a mebibyte", `{"a":"${"x".repeat(1_048_576)}"}`, "too-long"],
    ["of more than 65,536 values", `{"a":[${"1,".repeat(65_536)}1]}`, "too-long"],
    ["that its reader refuses", '{"refuse":1}', "implausible"],
  ])("%s is rejected alone", (_, element, reason) => {
    const { elements, reasons } = parse(`{"data":[{"a":1},${element},{"a":2}]}`, 4096);
    expect(elements.filter((each) => "a" in each)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(reasons).toEqual([reason]);
  });

  test("that isn't UTF-8 is rejected", () => {
    const response = Buffer.concat([Buffer.from('{"data":[{"a":"'), Buffer.from([0xff]), Buffer.from('"}]}')]);
    expect(parse(response).reasons).toEqual(["encoding"]);
  });

  test("within the limits is read", () => {
    const elements = [{ a: "x".repeat(1_000_000) }, { a: Array.from({ length: 65_000 }, () => 1) }];
    expect(parse(JSON.stringify({ data: elements }), 65_536)).toMatchObject({ elements, reasons: [] });
    expect(parse(`{"data":[{"a":${nested(31)}}]}`).reasons).toEqual([]);
  });

  test("that is rejected has a key that differs from those of other elements, however it is cut into chunks", () => {
    const response = `{"data":[{"a":${nested(50)},"b":1},{"a":${nested(50)},"b":2},{"a":${nested(50)},"b":1}]}`;
    const [first, second, third] = parse(response, 5).rejections.map(([, key]) => key);
    expect(first).not.toBe(second);
    expect(first).toBe(third);
    expect(parse(response, 64).rejections.map(([, key]) => key)).toEqual([first, second, third]);
  });
});

describe("a response is refused", () => {
  test("with more than 10,000 elements that are read", () => {
    const response = (list: string, count: number) => `{"${list}":[${"{},".repeat(count - 1)}{}]}`;
    expect(parse(response("data", 10_000), 4096).elements).toHaveLength(10_000);
    expect(() => parse(response("data", 10_001), 4096)).toThrow("more than 10000 elements");
    expect(parse(response("other", 10_001), 4096).elements).toEqual([]);
  });

  test("with more than 64 KiB besides its lists", () => {
    expect(() => parse(`{"a":"${"x".repeat(65_536)}"}`, 4096)).toThrow("too much besides its lists");
  });
});
