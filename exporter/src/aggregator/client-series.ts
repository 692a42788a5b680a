import type { TopK } from "./top-k.js";

/** A client with its own series, or all other clients of a zone together. Labels are ids of the registry's strings. */
export interface ClientSeries {
  readonly label: number;
  readonly zone: number;
  readonly zoneType: number;
  /** Changes with the metadata of the client. */
  device: number;
  /** Display name; the label where there is none. Changes with the metadata of the client. */
  title: number;
  /** Whether it represents all clients of a zone without their own series: `other@zone`. */
  readonly isOther: boolean;
  /** The most frequent domains of the client. */
  readonly domains: TopK;
  /** Unix seconds of the last event. */
  seen: number;
}

/** Receives the changes of the client series, to evict or decay the data that belongs to them. */
export interface ClientSeriesListener {
  /** The series of a client are evicted. */
  onEvicted?(client: ClientSeries): void;
  /** The title of a client changes. Called before the change. */
  onRelabeled?(client: ClientSeries): void;
  /** Counts that decay must be multiplied by this factor. */
  onDecay?(factor: number): void;
  /** A minute of event time is over. Unix seconds. */
  onMinute?(now: number): void;
}

/** The labels of a client, which are retained for as long as it has series. */
export const labelsOf = ({ label, zone, zoneType, device, title }: ClientSeries): readonly number[] => [
  label,
  zone,
  zoneType,
  device,
  title,
];
