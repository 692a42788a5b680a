/** The arguments and environment of `npm run pictures`. */
import { parseArgs } from "node:util";

export const usage = `npm run pictures -- --grafana URL [options]

Takes pictures of the first screen of each dashboard, and of each graph, from a Grafana that has these dashboards.

  --grafana URL      Grafana's address, such as http://localhost:3000
  --out DIRECTORY    where the pictures go (docs/pictures)
  --from TIME        start of the time range, as Grafana writes it (now-6h)
  --to TIME          its end (now)
  --dashboard UID    only this dashboard; may be repeated
  --theme THEME      dark or light (dark)
  --width PIXELS     width of the screen (1366)
  --height PIXELS    height of the screen (768)
  --browser PATH     a browser of the Chromium family; else the first that is found in the usual places
  --timeout SECONDS  how long a page may load (60)
  --help             this text

If Grafana asks for a login, set GRAFANA_TOKEN (a service account's token), or GRAFANA_USER and GRAFANA_PASSWORD. They are
sent to Grafana alone and never printed.`;

export type Theme = "dark" | "light";

export interface PictureOptions {
  /** Ends with a slash. */
  readonly grafana: string;
  readonly out: string;
  readonly from: string;
  readonly to: string;
  /** Undefined: all of them. */
  readonly dashboards: readonly string[] | undefined;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly browser: string | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** The header Authorization, a secret. */
  readonly authorization: string | undefined;
}

/** An error in the arguments or the environment. */
export class UsageError extends Error {}

const themes: readonly Theme[] = ["dark", "light"];

/** @returns undefined if the usage is asked for @throws UsageError, which names the way out */
export function parseArguments(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  uids: readonly string[],
): PictureOptions | undefined {
  const values = valuesOf(words);
  if (values.help === true) return undefined;
  if (values.grafana === undefined)
    throw new UsageError("--grafana is missing: npm run pictures -- --grafana http://localhost:3000");
  return {
    grafana: addressOf(values.grafana),
    out: values.out ?? "docs/pictures",
    from: values.from ?? "now-6h",
    to: values.to ?? "now",
    dashboards: dashboardsOf(values.dashboard, uids),
    theme: themeOf(values.theme ?? "dark"),
    width: pixelsOf("--width", values.width ?? "1366"),
    height: pixelsOf("--height", values.height ?? "768"),
    browser: values.browser,
    timeout: numberOf("--timeout", values.timeout ?? "60", 1, 3600, "seconds"),
    authorization: authorizationOf(environment),
  };
}

function valuesOf(words: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...words],
      options: {
        ...{ grafana: text, out: text, from: text, to: text, theme: text, width: text, height: text, browser: text },
        ...{ timeout: text, dashboard: { type: "string", multiple: true }, help: { type: "boolean", short: "h" } },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n--help lists the options.`);
  }
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new UsageError(`--grafana needs an address such as http://localhost:3000, not ${JSON.stringify(text)}`);
  if (url.username !== "" || url.password !== "")
    throw new UsageError(
      "--grafana holds a password, which the shell's history would keep: set GRAFANA_USER and GRAFANA_PASSWORD instead",
    );
  if (/\/(d|d-solo|dashboards)(\/|$)/.test(url.pathname))
    throw new UsageError(`--grafana needs the address of Grafana's start page, not ${url.pathname}`);
  return `${url.origin}${url.pathname.replace(/\/*$/, "/")}`;
}

function dashboardsOf(chosen: readonly string[] | undefined, uids: readonly string[]): readonly string[] | undefined {
  const unknown = (chosen ?? []).filter((uid) => !uids.includes(uid));
  if (unknown.length > 0)
    throw new UsageError(`No dashboard has the uid ${unknown.join(", ")}; there are ${uids.join(", ")}`);
  return chosen;
}

function themeOf(text: string): Theme {
  const theme = themes.find((one) => one === text);
  if (theme === undefined) throw new UsageError(`--theme is ${themes.join(" or ")}, not ${JSON.stringify(text)}`);
  return theme;
}

const pixelsOf = (name: string, text: string): number => numberOf(name, text, 320, 7680, "pixels");

function numberOf(name: string, text: string, min: number, max: number, unit: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${name} is a whole number of ${unit} from ${min} to ${max}, not ${JSON.stringify(text)}`);
}

/** The value of the header. A message about it never holds a value of the environment. */
function authorizationOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const [token, user, password] = ["GRAFANA_TOKEN", "GRAFANA_USER", "GRAFANA_PASSWORD"].map(
    (name) => environment[name] ?? "",
  );
  if (token !== "" && (user !== "" || password !== ""))
    throw new UsageError("GRAFANA_TOKEN and GRAFANA_USER or GRAFANA_PASSWORD are set: unset the one or the others");
  if (token !== "") return `Bearer ${token}`;
  if (user === "" && password === "") return undefined;
  if (user === "" || password === "")
    throw new UsageError("GRAFANA_USER and GRAFANA_PASSWORD belong together: one of them is missing or empty");
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
