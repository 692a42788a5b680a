import { createBytes, createElementCollector, type ListReader } from "./element-collector.js";
import { BrokenResponseError } from "./http-request.js";

/** The lists to read, by their field in the outermost object. */
export type ListReaders = ReadonlyMap<string, ListReader>;

/** Parses a response while it arrives. */
export interface ResponseParser {
  /** @throws SyntaxError, AdguardError, or an error of a reader */
  write(chunk: Buffer): void;
  /**
   * Returns the outermost object, in which all lists and objects are empty.
   *
   * @throws SyntaxError if the response is no JSON, or incomplete
   */
  end(): unknown;
}

/** Real responses have less than a kilobyte besides their lists. */
const maxOutlineBytes = 65_536;

/** Of all lists that are read together. A page of the query log has 500, and a large home has less of all else. */
const maxElements = 10_000;

/** The field before a list. A field with an escaped character is none that is read. */
const fieldBeforeList = /"([^"\\]*)"\s*:\s*\[$/u;

const maxFieldBytes = 256;

/**
 * Creates a parser of an object with lists, as AdGuard Home's API returns them. Of a response of 8 MB the parsed values can
 * take 800 MB, so elements are parsed one at a time, each within limits, and lists that nobody reads are skipped.
 */
export function createResponseParser(lists: ListReaders): ResponseParser {
  const scan = createStructureScanner();
  const parts = createParts(lists);
  let depth = 0;

  return {
    write: (chunk) => {
      let start = 0;
      /** Adds the bytes before a position, from which on they belong to something else. */
      const addUntil = (position: number) => {
        parts.add(chunk.subarray(start, position), depth);
        start = position;
      };
      scan(chunk, (byte, at) => {
        if (byte === comma) {
          if (depth > 2) parts.value(depth - 2);
          if (depth !== 2) return;
          addUntil(at);
          parts.endElement();
          start = at + 1;
        } else if (byte === openingBracket || byte === openingBrace) {
          if (depth === 1) {
            addUntil(at + 1);
            parts.open(byte === openingBracket);
          }
          depth += 1;
          if (depth > 2) parts.value(depth - 2);
        } else {
          if (depth === 2) {
            addUntil(at);
            parts.endElement();
          }
          depth -= 1;
          if (depth < 0) throw new SyntaxError("a bracket too many");
        }
      });
      addUntil(chunk.length);
    },
    end: () => {
      if (depth > 0) throw new SyntaxError("incomplete");
      return parts.outline();
    },
  };
}

/** The parts of a response: the outermost object, and the elements of the lists that are read. */
function createParts(lists: ListReaders) {
  const outline = createBytes(maxOutlineBytes);
  const elements = createElementCollector();
  let reader: ListReader | undefined;
  let count = 0;
  return {
    /** A list or an object in the outermost object begins. */
    open: (isList: boolean) => {
      reader = isList ? lists.get(fieldOf(outline.value)) : undefined;
    },
    add: (bytes: Buffer, depth: number) => {
      if (depth < 2) {
        if (!outline.add(bytes)) throw new BrokenResponseError("AdGuard Home sent too much besides its lists");
      } else if (reader !== undefined) elements.add(bytes);
    },
    value: elements.value,
    endElement: () => {
      if (reader === undefined) return;
      count += 1;
      if (count > maxElements)
        throw new BrokenResponseError(`AdGuard Home sent more than ${maxElements} elements of lists`);
      elements.end(reader);
    },
    /** @throws SyntaxError */
    outline: (): unknown => JSON.parse(outline.value.toString()),
  };
}

const fieldOf = (outline: Buffer): string =>
  fieldBeforeList.exec(outline.toString("utf8", Math.max(0, outline.length - maxFieldBytes)))?.[1] ?? "";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openingBracket = 0x5b;
const openingBrace = 0x7b;
const structural: ReadonlySet<number> = new Set([comma, openingBracket, openingBrace, 0x5d, 0x7d]);

/** Finds the commas and brackets outside of texts, in consecutive chunks. */
function createStructureScanner(): (chunk: Buffer, onStructure: (byte: number, at: number) => void) => void {
  let [isInText, isEscaped] = [false, false];
  return (chunk, onStructure) => {
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (isEscaped) isEscaped = false;
      else if (byte === quote) isInText = !isInText;
      else if (isInText) isEscaped = byte === backslash;
      else if (structural.has(byte)) onStructure(byte, at);
    }
  };
}
