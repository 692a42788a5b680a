/** Takes the pictures, each as soon as its page has loaded. */
import type { JsonObject } from "../../src/grafana/index.js";
import { objectAt, objectsAt, textAt } from "../../src/grafana/json.js";
import type { PictureOptions } from "./arguments.js";
import type { Picture, PicturedPanel } from "./list.js";

/** What a page of Grafana shows and still waits for. */
export interface PageState {
  /** Titles of the panels that are drawn. */
  readonly panels: readonly string[];
  /** Panels and other parts that show that they load. */
  readonly loading: number;
  /** Requests for data without an answer, and with one. */
  readonly openRequests: number;
  readonly answers: number;
  /** Panels with an error, and errors in answers. */
  readonly errors: readonly string[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A page of a browser. */
export interface GrafanaPage {
  /** Opens a path below Grafana's address, and gives the path where it ended. */
  readonly open: (path: string, size: Size) => Promise<string>;
  readonly state: () => Promise<PageState>;
  /** The visible part of the page as PNG. */
  readonly picture: () => Promise<Buffer>;
  /** @param milliseconds until the next look at the page */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** An answer of Grafana's HTTP API. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

export interface Grafana {
  readonly get: (path: string) => Promise<Answer>;
  readonly page: GrafanaPage;
}

export interface TakenPicture {
  readonly file: string;
  readonly content: Buffer;
}

/** Milliseconds between two looks at a page. */
const interval = 250;

/** So many looks in a row find nothing that loads, and the last two pictures are equal. */
const quietLooks = 3;

/** Grafana's grid: columns of a dashboard, height of a unit, gap between panels, margins of the page; in pixels. */
const grid = { columns: 24, unit: 30, gap: 8, margins: 32 };

const loginError = ({ authorization }: PictureOptions): Error =>
  new Error(
    authorization === undefined
      ? "Grafana asks for a login: set GRAFANA_TOKEN to the token of a service account with the role Viewer, or GRAFANA_USER and GRAFANA_PASSWORD"
      : "Grafana refuses this login: check GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD, and that it may view the folder of the dashboards",
  );

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;

const waitingFor = ({ panels, loading, openRequests, answers, errors }: PageState): string =>
  [
    `${count(panels.length, "panel")} drawn, ${count(loading, "part")} loading`,
    `${count(answers, "request")} answered and ${openRequests} open`,
    ...errors,
  ].join(", ");

/**
 * Waits until the panels have loaded and the page looks the same twice. @returns the page as PNG
 * @param expected panels with queries by title; each of those that are drawn has sent a request
 */
async function loadedPicture(
  page: GrafanaPage,
  timeout: number,
  expected: ReadonlySet<string>,
): Promise<{ readonly content: Buffer; readonly state: PageState }> {
  let quiet = 0;
  let before: Buffer | undefined;
  let state = await page.state();
  for (let waited = 0; waited <= timeout * 1000; waited += interval) {
    const asking = state.panels.filter((title) => expected.has(title)).length;
    const isLoaded =
      state.panels.length > 0 && state.loading === 0 && state.openRequests === 0 && state.answers >= asking;
    const content = isLoaded ? await page.picture() : undefined;
    quiet = content === undefined ? 0 : before?.equals(content) === true ? quiet + 1 : 1;
    if (content !== undefined && quiet >= quietLooks) return { content, state };
    before = content;
    await page.wait(interval);
    state = await page.state();
  }
  throw new Error(
    `it has not loaded within ${timeout} seconds (${waitingFor(state)}). A longer time is given by --timeout SECONDS.`,
  );
}

const allPanels = (dashboard: JsonObject): readonly JsonObject[] =>
  objectsAt(dashboard, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]);

/** The dashboard as this Grafana has it: another lab has other panels and other sizes. */
async function dashboardOf(grafana: Grafana, picture: Picture, options: PictureOptions): Promise<JsonObject> {
  const { status, body } = await grafana.get(`api/dashboards/uid/${picture.uid}`);
  if (status === 401 || status === 403) throw loginError(options);
  if (status === 404)
    throw new Error(
      `this Grafana has no dashboard ${picture.uid}: mount provisioning/grafana into it, or leave it out by --dashboard UID of another`,
    );
  if (status !== 200) throw new Error(`Grafana answers with the status ${status}`);
  return objectAt(body, "dashboard");
}

function sizeOf(panel: JsonObject, { width }: PictureOptions): Size {
  const { w, h } = objectAt(panel, "gridPos");
  const columns = typeof w === "number" ? w : grid.columns;
  const rows = typeof h === "number" ? h : 8;
  const column = (width - grid.margins + grid.gap) / grid.columns;
  return {
    width: Math.round(columns * column - grid.gap),
    height: rows * (grid.unit + grid.gap) - grid.gap,
  };
}

const pathOf = ({ uid }: Picture, panel: PicturedPanel | undefined, { from, to, theme }: PictureOptions): string => {
  const query = new URLSearchParams({ orgId: "1", from, to, theme, timezone: "utc" });
  if (panel !== undefined) query.set("panelId", String(panel.id));
  // Without a value, the page doesn't refresh while it is looked at.
  query.set("refresh", "");
  return `${panel === undefined ? "d" : "d-solo"}/${uid}?${query.toString()}`;
};

async function take(grafana: Grafana, picture: Picture, options: PictureOptions): Promise<TakenPicture | undefined> {
  const panels = allPanels(await dashboardOf(grafana, picture, options));
  const panel = panels.find(({ id }) => id === picture.panel?.id);
  if (picture.panel !== undefined && panel === undefined) return undefined;
  const size = panel === undefined ? options : sizeOf(panel, options);
  const path = await grafana.page.open(pathOf(picture, picture.panel, options), size);
  if (/^login\b/.test(path)) throw loginError(options);
  const asking = panels.filter((one) => objectsAt(one, "targets").length > 0).map((one) => textAt(one, "title") ?? "");
  const { content, state } = await loadedPicture(grafana.page, options.timeout, new Set(asking));
  if (state.errors.length > 0) throw new Error(`it shows errors: ${[...new Set(state.errors)].join("; ")}`);
  return { file: picture.file, content };
}

/**
 * The pictures, one after the other, so that no page waits for the queries of another.
 * @throws Error with the name of the picture that failed
 */
export async function* takePictures(
  grafana: Grafana,
  pictures: readonly Picture[],
  options: PictureOptions,
  report: (line: string) => void,
): AsyncGenerator<TakenPicture> {
  for (const picture of pictures) {
    const { uid, panel } = picture;
    const name = panel === undefined ? uid : `${uid}, “${panel.title}”`;
    try {
      const taken = await take(grafana, picture, options);
      if (taken === undefined) report(`${name}: this Grafana's dashboard doesn't have this panel.`);
      else yield taken;
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}
