/**
 * The transformations that place nodes. They run in Grafana, since only the data knows how many nodes there are. Running
 * sums, once from the first and once from the last row, number the nodes of a column in both directions: the difference
 * is a node's place, and the sum the number of all.
 */
import {
  calculateBinary,
  calculateRow,
  calculateUnary,
  convertToNumbers,
  excludeFieldsMatching,
  rowNumber,
  runningSum,
  sortBy,
  type Transformation,
} from "../../grafana/index.js";
import { pointY, type ColumnModel, type PositionsModel } from "./positions.js";

/** Columns that only serve others begin with `at_`, and are left out in the end. The columns of kinds have one `_`. */
const helper = (name: string) => `at__${name}`;

const order = helper("order");
const hub = helper("hub");

/** How much of the distance between two nodes one that stands aside moves up, so that lines pass below its label. */
const lift = 0.2;

/**
 * Adds `fixedx`, `fixedy` and `noderadius`. Every node gets a finite position, also where an answer is missing: each
 * column depends on its own rows alone.
 */
export function positionSteps({
  columns,
  pointX,
  radius,
  middle,
  together,
}: PositionsModel): readonly Transformation[] {
  const named = columns.map((column, index) => ({
    column,
    name: (part: string) => `at_${String(index + 1)}${part}`,
  }));
  const placed = named.map(({ column, name }) => placeColumn(column, name));
  const xs = [...placed.flatMap((one) => one.x), ...(pointX === undefined ? [] : [helper("x")])];
  const ys = [...placed.flatMap((one) => one.y), ...(pointX === undefined ? [] : [pointY])];
  return [
    ...(pointX === undefined ? [] : pointSteps(pointX)),
    ...hubSteps(columns),
    sortBy("id"),
    ...(together === undefined ? [] : [sortBy(together)]),
    ...(columns.some(hasHub) ? [sortBy(hub)] : []),
    rowNumber(order),
    ...named.flatMap(({ column, name }) => [...rowSteps(column, name), runningSum(name("up"), rowOf(column, name))]),
    sortBy(order, true),
    ...named.map(({ column, name }) => runningSum(name("down"), rowOf(column, name))),
    ...placed.flatMap(({ steps }) => steps),
    calculateRow("fixedx", "sum", xs),
    calculateRow(helper("middle"), "sum", ys),
    calculateBinary("fixedy", helper("middle"), "+", middle),
    calculateBinary(helper("nothing"), "fixedx", "*", 0),
    calculateBinary("noderadius", helper("nothing"), "+", radius),
    excludeFieldsMatching("^at_"),
  ];
}

/** -1 in the row of a node at a point. */
const point = helper("point");

/** Marks the nodes at points, and gives them their x. Grafana has no condition: a range is 0, or missing without values. */
const pointSteps = (x: number): readonly Transformation[] => [
  convertToNumbers(pointY),
  calculateRow(helper("here"), "range", [pointY]),
  calculateBinary(helper("none"), pointY, "*", 0),
  calculateBinary(helper("less"), helper("none"), "-", 1),
  calculateRow(helper("else"), "max", [helper("here"), helper("less")]),
  calculateBinary(point, helper("less"), "-", helper("else")),
  calculateBinary(helper("x"), point, "*", -x),
];

const hasHub = ({ fields, hubX }: ColumnModel) => fields.length > 1 || hubX !== undefined;

/** The y of each node's hub, which sorts the kinds of a column, too. */
function hubSteps(columns: readonly ColumnModel[]): readonly Transformation[] {
  const fields = columns.filter(hasHub).flatMap((column) => column.fields);
  if (fields.length === 0) return [];
  return [
    ...fields.map((field) => calculateBinary(hubOf(field.name), field.name, "*", field.hub)),
    calculateRow(
      hub,
      "sum",
      fields.map((field) => hubOf(field.name)),
    ),
  ];
}

const hubOf = (field: string) => `${field}_hub`;

type Named = (part: string) => string;

/** The field with 1 in each row of the column: that of its kind, or the sum of those of several. */
const rowOf = ({ fields, hasPoints }: ColumnModel, name: Named): string => {
  const [only, ...others] = fields;
  return only === undefined || others.length > 0 || hasPoints ? name("row") : only.name;
};

function rowSteps(column: ColumnModel, name: Named): readonly Transformation[] {
  const fields = [...column.fields.map((field) => field.name), ...(column.hasPoints ? [point] : [])];
  return fields.length > 1 ? [calculateRow(name("row"), "sum", fields)] : [];
}

interface Placed {
  readonly steps: readonly Transformation[];
  /** Fields that add up to x and y. */
  readonly x: readonly string[];
  readonly y: readonly string[];
}

function placeColumn(column: ColumnModel, name: Named): Placed {
  const { x, height, aside, bend } = column;
  const isAside = aside !== undefined;
  const row = rowOf(column, name);
  return {
    steps: [
      calculateBinary(name("from"), name("up"), "-", name("down")),
      calculateBinary(name("all"), name("up"), "+", name("down")),
      // Half a node more than there are: never 0, also in the rows of other columns.
      calculateBinary(name("count"), name("all"), "-", 0.5),
      ...(isAside ? asideSteps(column, name, row) : []),
      calculateBinary(name("part"), name(isAside && column.hubX !== undefined ? "lifted" : "from"), "/", name("count")),
      calculateBinary(name("share"), name("part"), "*", row),
      calculateBinary(name("y"), name("share"), "*", height / 2),
      calculateBinary(name("x"), row, "*", x),
      ...(bend === undefined
        ? []
        : [
            calculateBinary(name("arc"), name("share"), "*", name("part")),
            calculateBinary(name("bend"), name("arc"), "*", bend),
          ]),
      ...(isAside ? towardsHub(column, name) : []),
    ],
    x: [name("x"), ...(isAside ? [name("aside")] : []), ...(bend === undefined ? [] : [name("bend")])],
    y: [name("y"), ...(isAside && column.hubX !== undefined ? [name("nearer")] : [])],
  };
}

/** 1 in every other row of the column. */
const asideSteps = ({ aside = 0, hubX }: ColumnModel, name: Named, row: string): readonly Transformation[] => [
  calculateBinary(name("half"), name("up"), "/", 2),
  calculateUnary(name("pair"), "floor", name("half")),
  calculateBinary(name("even"), name("pair"), "*", 2),
  calculateBinary(name("odd"), name("up"), "-", name("even")),
  calculateBinary(name("other"), name("odd"), "*", row),
  calculateBinary(name("aside"), name("other"), "*", aside),
  ...(hubX === undefined
    ? []
    : [
        calculateBinary(name("lift"), name("other"), "*", 2 * lift),
        calculateBinary(name("lifted"), name("from"), "-", name("lift")),
      ]),
];

/** Moves the nodes that stand aside on their line to the hub. */
function towardsHub({ x, aside = 0, hubX }: ColumnModel, name: Named): readonly Transformation[] {
  if (hubX === undefined) return [];
  return [
    calculateBinary(name("beyond"), name("y"), "-", hub),
    calculateBinary(name("off"), name("beyond"), "*", name("other")),
    calculateBinary(name("nearer"), name("off"), "*", aside / (x - hubX)),
  ];
}
