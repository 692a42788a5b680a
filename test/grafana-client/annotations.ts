import type { Answer, Labels } from "../prometheus/client.js";
import type { ClassicAnnotation } from "./dashboard.js";

/** An event that Grafana draws: a mark, or a region of successive marks. Milliseconds since 1970. */
export interface AnnotationEvent {
  readonly time: number;
  readonly timeEnd: number;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}

/** `{{label}}` becomes the label's value, or its name where the series has no such label. */
function legendText(format: string, labels: Labels): string {
  return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name: string) => labels[name] || name);
}

/**
 * The events of an annotation's answer. Points at or below zero give no event; points within a step of each other give one
 * region; with `useValueForTime` the value is the time, in milliseconds.
 */
export function annotationEvents(
  annotation: ClassicAnnotation,
  answer: Answer,
  stepMilliseconds: number,
): readonly AnnotationEvent[] {
  const { titleFormat = "", textFormat = "", tagKeys = "" } = annotation;
  const keys = tagKeys.split(",");
  const byValue = annotation.useValueForTime === true || annotation.useValueForTime === "on";
  return answer.series.flatMap(({ labels, points }) => {
    const times = byValue
      ? points.map(([, value]) => Math.floor(value))
      : points.filter(([, value]) => value > 0).map(([time]) => Math.floor(time * 1000));
    const regions: { time: number; timeEnd: number }[] = [];
    for (const time of times) {
      const last = regions.at(-1);
      if (last && last.timeEnd + stepMilliseconds >= time) last.timeEnd = time;
      else regions.push({ time, timeEnd: time });
    }
    const tags = Object.entries(labels).flatMap(([name, value]) => (keys.includes(name) ? [value] : []));
    const title = legendText(titleFormat, labels);
    const text = legendText(textFormat, labels);
    return regions.map((region) => ({ ...region, title, text, tags }));
  });
}
