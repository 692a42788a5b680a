/** Grafana in a browser of this system. */
import type { Browser, BrowserContext, Locator, Page, Request } from "playwright-core";
import { isObject, toJson } from "../../src/grafana/json.js";
import type { PictureOptions } from "./arguments.js";
import type { Answer, Grafana, GrafanaPage, PageState } from "./take.js";

/** Before a panel's title. */
const titlePrefix = "data-testid Panel header ";

/** Marks of Grafana 10 to 13. */
const selectors = {
  panel: `[data-testid^="${titlePrefix}"]:not([data-testid^="${titlePrefix}item "])`,
  loading: [
    '[aria-label="Panel loading bar"]',
    '[data-testid="data-testid Panel loading bar"]',
    '[data-testid="Spinner"]',
    ':text("Computing layout")',
    ':text("Loading plugin panel")',
  ],
  failed: ['[data-testid="data-testid Panel status error"]', ':text("Panel plugin not found")'],
};

/** The error of the newest answer to each of a panel's queries. */
class DataRequests {
  open = 0;
  answers = 0;
  readonly errors = new Map<string, string>();

  constructor(page: Page) {
    page.on("request", (request) => {
      if (isForData(request)) this.open++;
    });
    page.on("requestfailed", (request) => {
      if (isForData(request)) this.open--;
    });
    page.on("requestfinished", (request) => {
      if (isForData(request)) void this.finish(request);
    });
  }

  private async finish(request: Request): Promise<void> {
    const panel = request.headers()["x-panel-id"] ?? "";
    const body: unknown = await request
      .response()
      .then((response) => response?.json())
      .catch(() => undefined);
    const results = resultsOf(body);
    for (const [refId, error] of results) {
      if (error === undefined) this.errors.delete(`${panel} ${refId}`);
      else this.errors.set(`${panel} ${refId}`, `query ${refId}: ${error}`);
    }
    this.open--;
    this.answers++;
  }

  reset(): void {
    this.answers = 0;
    this.errors.clear();
  }
}

const isForData = (request: Request): boolean => /\/api\/(ds|datasources)\//.test(request.url());

/** Each query's error in an answer of Grafana. */
function resultsOf(body: unknown): readonly (readonly [refId: string, error: string | undefined])[] {
  const answer = toJson(body);
  const results = isObject(answer) ? answer["results"] : undefined;
  if (!isObject(results)) return [];
  return Object.entries(results).map(([refId, result]) => {
    const error = isObject(result) ? result["error"] : undefined;
    return [refId, typeof error === "string" && error !== "" ? error : undefined];
  });
}

async function stateOf(page: Page, requests: DataRequests): Promise<PageState> {
  const titles = async (panels: Locator) =>
    (await Promise.all((await panels.all()).map((panel) => panel.getAttribute("data-testid")))).map((text) =>
      (text ?? "").replace(titlePrefix, ""),
    );
  const panels = page.locator(selectors.panel);
  const failed = await titles(panels.filter({ has: page.locator(selectors.failed.join(", ")) }));
  const loading = await Promise.all(selectors.loading.map((selector) => page.locator(selector).count()));
  return {
    panels: await titles(panels),
    loading: loading.reduce((sum, one) => sum + one, 0),
    openRequests: requests.open,
    answers: requests.answers,
    errors: [...failed.map((title) => `the panel “${title}” has an error`), ...requests.errors.values()],
  };
}

function grafanaPage(page: Page, address: string): GrafanaPage {
  const requests = new DataRequests(page);
  return {
    open: async (path, { width, height }) => {
      // The page that was open sends no further requests.
      await page.goto("about:blank");
      requests.reset();
      await page.setViewportSize({ width, height });
      await page.goto(new URL(path, address).href, { waitUntil: "load" });
      return page.url().startsWith(address) ? page.url().slice(address.length) : page.url();
    },
    state: () => stateOf(page, requests),
    picture: () => page.screenshot({ type: "png" }),
    wait: (milliseconds) => page.waitForTimeout(milliseconds),
  };
}

/**
 * Adds the header to the requests that go to Grafana itself. A redirect is left to the browser, so that no other server
 * gets the header.
 */
async function authorize(context: BrowserContext, address: string, authorization: string): Promise<void> {
  const { origin } = new URL(address);
  await context.route(
    (url) => url.origin === origin,
    async (route) => {
      const headers = { ...route.request().headers(), authorization };
      if (!["document", "fetch", "xhr"].includes(route.request().resourceType())) await route.continue();
      else await route.fulfill({ response: await route.fetch({ headers, maxRedirects: 0 }) });
    },
  );
}

async function get(address: string, path: string, authorization: string | undefined): Promise<Answer> {
  const answer = await fetch(new URL(path, address), {
    redirect: "manual",
    headers: authorization === undefined ? {} : { authorization },
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(
      `${address} gives no answer (${cause}). --grafana needs the address as a browser on this machine sees it; ` +
        "for a certificate of your own authority set NODE_EXTRA_CA_CERTS.",
      { cause: error },
    );
  });
  const body = toJson(await answer.json().catch(() => ({})));
  return { status: answer.status, body: isObject(body) ? body : {} };
}

async function launch(executablePath: string): Promise<Browser> {
  // Other suites of tests and the build load nothing of it.
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath,
    // Chromium refuses its sandbox to root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--force-color-profile=srgb", "--disable-background-networking"],
  });
}

/** Calls a function with Grafana, and closes the browser afterwards. @param executablePath of the browser */
export async function withGrafana<Result>(
  executablePath: string,
  { grafana: address, authorization, theme, width, height }: PictureOptions,
  use: (grafana: Grafana) => Promise<Result>,
): Promise<Result> {
  const browser = await launch(executablePath);
  try {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      locale: "en-US",
      timezoneId: "UTC",
    });
    if (authorization !== undefined) await authorize(context, address, authorization);
    const page = await context.newPage();
    return await use({
      get: (path) => get(address, path, authorization),
      page: grafanaPage(page, address),
    });
  } finally {
    await browser.close();
  }
}
