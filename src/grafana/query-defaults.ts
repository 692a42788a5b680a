import { describePanel, type DescribedQuery } from "./description.js";
import { noData } from "./panel.js";
import type { QueryFacts } from "./target.js";
import { unitId } from "./units.js";

/** The methods that set unit, text for an empty answer and description in a builder of the SDK. */
interface ConfigurablePanel {
  unit(id: string): unknown;
  noValue(text: string): unknown;
  description(text: string): unknown;
}

/**
 * Gives a panel the description that its queries make up, and the unit and the text for an empty answer on which all
 * of them agree. Where they differ in unit, the panel gets none.
 */
export function applyQueryFacts(panel: ConfigurablePanel, queries: readonly DescribedQuery[]): void {
  const unit = common(queries.map((query) => query.unit));
  if (unit !== undefined) panel.unit(unitId(unit));
  panel.noValue(commonNoValue(queries));
  const description = describePanel(queries);
  if (description !== undefined) panel.description(description);
}

/** The text for an empty answer on which all queries agree; `no data` where they don't. */
export function commonNoValue(queries: readonly QueryFacts[]): string {
  return common(queries.map(({ noValue }) => noValue)) ?? noData;
}

function common(values: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = values;
  return others.every((other) => other === first) ? first : undefined;
}
