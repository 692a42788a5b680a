import { PrometheusError, type Labels, type PrometheusClient } from "./client.js";

/** A series to be written, its samples in order of time. NaN is a staleness mark. */
export interface WrittenSeries {
  readonly name: string;
  readonly labels: Labels;
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/**
 * Sends series by remote write (version 0.1.0) to a Prometheus that was started with `receive`, in batches in order of
 * time. Prometheus rejects samples that are an hour older than its newest one.
 *
 * @throws PrometheusError with Prometheus' answer to a rejected batch, and without a connection
 */
export async function remoteWrite(client: PrometheusClient, series: readonly WrittenSeries[]): Promise<void> {
  let sent = Promise.resolve();
  for (const batch of batches(series)) {
    // Prometheus ingests a batch while the next one is encoded.
    const message = snappy(writeRequest(batch));
    await sent;
    sent = sendMessage(client, message);
  }
  await sent;
}

async function sendMessage(client: PrometheusClient, message: Uint8Array): Promise<void> {
  const { status, body } = await client.post("/api/v1/write", message, {
    "content-type": "application/x-protobuf",
    "content-encoding": "snappy",
    "x-prometheus-remote-write-version": "0.1.0",
  });
  if (status < 200 || status > 299)
    throw new PrometheusError("remote write", `Prometheus refused samples (${status}): ${body.trim()}`);
}

/** A part of a series: the samples [from, to). */
interface Piece {
  readonly series: WrittenSeries;
  /** The encoded labels of the series. */
  readonly labels: Uint8Array;
  readonly from: number;
  readonly to: number;
}

// Half of the time for which Prometheus accepts late samples: the batches of a window can have any order.
const windowSeconds = 1800;
const samplesInBatch = 50_000;

function* batches(all: readonly WrittenSeries[]): Generator<readonly Piece[]> {
  const next = all.map(() => 0);
  const labels = all.map(labelFields);
  for (;;) {
    const start = Math.min(...all.map(({ times }, index) => times[next[index] ?? 0] ?? Infinity));
    if (start === Infinity) return;
    let batch: Piece[] = [];
    let size = 0;
    for (const [index, series] of all.entries()) {
      const from = next[index] ?? 0;
      let to = from;
      while ((series.times[to] ?? Infinity) < start + windowSeconds) to++;
      if (to === from) continue;
      next[index] = to;
      batch.push({ series, labels: labels[index] ?? labelFields(series), from, to });
      size += to - from;
      if (size < samplesInBatch) continue;
      yield batch;
      batch = [];
      size = 0;
    }
    if (batch.length > 0) yield batch;
  }
}

// ── protobuf: WriteRequest{1: TimeSeries{1: Label{1: name, 2: value}, 2: Sample{1: value, 2: milliseconds}}} ─────────

const text = new TextEncoder();
/** Bytes of a sample: 2 of header, 9 of value, at most 11 of time. */
const longestSample = 22;

function writeRequest(pieces: readonly Piece[]): Uint8Array {
  return concatenated(pieces.flatMap((piece) => field(1, timeSeries(piece))));
}

function labelFields({ name, labels }: WrittenSeries): Uint8Array {
  const pairs = Object.entries({ ...labels, __name__: name }).filter(([, value]) => value !== "");
  return concatenated(
    pairs.flatMap(([label, value]) =>
      field(1, concatenated([...field(1, text.encode(label)), ...field(2, text.encode(value))])),
    ),
  );
}

function timeSeries({ series: { times, values }, labels, from, to }: Piece): Uint8Array {
  const out = new Uint8Array(labels.length + (to - from) * longestSample);
  const view = new DataView(out.buffer);
  out.set(labels);
  let end = labels.length;
  for (let index = from; index < to; index++) {
    const start = end + 2;
    out[start] = 0x09;
    putValue(view, start + 1, values[index] ?? NaN);
    out[start + 9] = 0x10;
    const stop = putNumber(out, start + 10, Math.round((times[index] ?? 0) * 1000));
    out[end] = 0x12;
    out[end + 1] = stop - start;
    end = stop;
  }
  return out.subarray(0, end);
}

function putValue(view: DataView, at: number, value: number) {
  if (!Number.isNaN(value)) {
    view.setFloat64(at, value, true);
    return;
  }
  // A staleness mark is a certain NaN; JavaScript may write any.
  view.setUint32(at, 0x0000_0002, true);
  view.setUint32(at + 4, 0x7ff0_0000, true);
}

/** Writes a varint. @returns the index behind it */
function putNumber(out: Uint8Array, at: number, value: number): number {
  let rest = value;
  let end = at;
  for (; rest > 127; end++) {
    out[end] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  out[end] = rest;
  return end + 1;
}

function varint(value: number): Uint8Array {
  const out = new Uint8Array(10);
  return out.subarray(0, putNumber(out, 0, value));
}

/** A length-delimited field: number and wire type 2, length, content. */
function field(number: number, content: Uint8Array): readonly Uint8Array[] {
  return [varint(number * 8 + 2), varint(content.length), content];
}

/** Snappy's block format with a single literal: local traffic needs no compression. */
function snappy(content: Uint8Array): Uint8Array {
  const literal = new Uint8Array(5);
  literal[0] = 63 << 2;
  new DataView(literal.buffer).setUint32(1, content.length - 1, true);
  return concatenated([varint(content.length), literal, content]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
