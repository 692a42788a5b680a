import { describe, expect, it } from "vitest";
import { parseArguments } from "../../build/pictures/arguments.js";
import type { Picture } from "../../build/pictures/list.js";
import { takePictures, type Grafana, type PageState, type Size } from "../../build/pictures/take.js";

const first: Picture = { file: "net.png", uid: "net", dashboard: "Network", panel: undefined, alt: "" };
const graph: Picture = { ...first, file: "net-map.png", panel: { id: 7, key: "map", title: "Map" } };

/** Two panels that ask for data, one of them in a folded row, and one that doesn't. */
const dashboard = {
  panels: [
    { id: 5, title: "Requests", targets: [{}], gridPos: { w: 6, h: 4 } },
    { id: 6, title: "Text", gridPos: { w: 6, h: 4 } },
    { id: 8, type: "row", title: "Maps", panels: [{ id: 7, title: "Map", targets: [{}], gridPos: { w: 12, h: 10 } }] },
  ],
};

const loaded: PageState = { panels: ["Requests", "Text"], loading: 0, openRequests: 0, answers: 1, errors: [] };

interface Look extends Partial<PageState> {
  readonly picture?: string;
}

interface Fake {
  /** What each look at the page finds; the last one stays. */
  readonly looks?: readonly Look[];
  readonly status?: number;
  readonly endsAt?: string;
}

/** A page that shows one look after the other, without a browser and without a clock. */
function fakeGrafana({ looks = [{}], status = 200, endsAt }: Fake) {
  const opened: { path: string; size: Size }[] = [];
  let at = 0;
  let waited = 0;
  const look = () => looks[Math.min(at, looks.length - 1)] ?? {};
  const grafana: Grafana = {
    get: async (path) => ({ status: path === "api/dashboards/uid/net" ? status : 404, body: { dashboard } }),
    page: {
      open: async (path, { width, height }) => {
        opened.push({ path, size: { width, height } });
        return endsAt ?? path;
      },
      state: async () => ({ ...loaded, ...look() }),
      picture: async () => Buffer.from(look().picture ?? "same"),
      wait: async (milliseconds) => {
        at++;
        waited += milliseconds;
      },
    },
  };
  return { grafana, opened, waited: () => waited };
}

async function take(fake: Fake, pictures: readonly Picture[], words: readonly string[] = [], token?: string) {
  const { grafana, opened, waited } = fakeGrafana(fake);
  const environment = token === undefined ? {} : { GRAFANA_TOKEN: token };
  const options = parseArguments(["--grafana", "http://localhost:3000", ...words], environment, ["net"])!;
  const lines: string[] = [];
  const taken: string[] = [];
  for await (const { file, content } of takePictures(grafana, pictures, options, (line) => lines.push(line)))
    taken.push(`${file}: ${content.toString()}`);
  return { taken, lines, opened, waited: waited() };
}

describe("a picture", () => {
  it("of a first screen has the size of the screen and the chosen range and theme", async () => {
    const { taken, opened } = await take({}, [first], ["--from", "now-1h", "--theme", "light", "--width", "1920"]);
    expect(taken).toEqual(["net.png: same"]);
    expect(opened.map(({ size }) => size)).toEqual([{ width: 1920, height: 768 }]);
    expect(opened[0]!.path).toMatch(/^d\/net\?/);
    const query = new URL(opened[0]!.path, "http://localhost").searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ from: "now-1h", to: "now", theme: "light", refresh: "" });
  });

  it("of a graph has the panel alone, in the size that it has on the dashboard", async () => {
    const { taken, opened } = await take({ looks: [{ panels: ["Map"] }] }, [graph]);
    expect(taken).toEqual(["net-map.png: same"]);
    // Half of 1366 pixels without the margins; ten units of 30 pixels with nine gaps.
    expect(opened.map(({ size }) => size)).toEqual([{ width: 663, height: 372 }]);
    expect(opened[0]!.path).toMatch(/^d-solo\/net\?.*panelId=7/);
  });

  it("of a graph that this lab's dashboard lacks is left out with a message", async () => {
    const missing: Picture = { ...graph, panel: { id: 9, key: "world", title: "World" } };
    const { taken, lines } = await take({ looks: [{ panels: ["Map"] }] }, [missing, graph]);
    expect(lines).toEqual(["net, “World”: this Grafana's dashboard doesn't have this panel."]);
    expect(taken).toHaveLength(1);
  });
});

describe("the page", () => {
  it.each<readonly [string, Look]>([
    ["no panel is drawn", { panels: [] }],
    ["a part of it loads", { loading: 1 }],
    ["a request has no answer", { openRequests: 2 }],
    ["a panel with queries hasn't asked", { answers: 0 }],
  ])("isn't taken while %s", async (_, waiting) => {
    const looks = [...Array.from({ length: 20 }, () => ({ ...waiting, picture: "early" })), {}];
    const { taken, waited } = await take({ looks }, [first]);
    expect(taken).toEqual(["net.png: same"]);
    expect(waited).toBe(22 * 250);
  });

  it("isn't taken while it changes, nor where a part loads again", async () => {
    const changes = ["a", "a", "b", "c", "c"].map((picture) => ({ picture }));
    const looks = [...changes, { loading: 1 }, { picture: "d" }];
    expect((await take({ looks }, [first])).taken).toEqual(["net.png: d"]);
  });

  it("ends with an error that says what it waits for", async () => {
    const looks = [{ loading: 1, openRequests: 2, answers: 3, errors: ["query A: timeout"] }];
    await expect(take({ looks }, [first], ["--timeout", "5"])).rejects.toThrow(
      "net: it has not loaded within 5 seconds (2 panels drawn, 1 part loading, 3 requests answered and 2 open, query A: timeout). A longer time is given by --timeout SECONDS.",
    );
  });

  it("ends with an error for a page that never stands still", async () => {
    const looks = Array.from({ length: 100 }, (_, index) => ({ picture: String(index) }));
    await expect(take({ looks }, [first], ["--timeout", "5"])).rejects.toThrow("it has not loaded within 5 seconds");
  });

  it("isn't taken with errors in it", async () => {
    const looks = [{ errors: ["the panel “Requests” has an error", "query A: bad", "query A: bad"] }];
    await expect(take({ looks }, [graph])).rejects.toThrow(
      "net, “Map”: it shows errors: the panel “Requests” has an error; query A: bad",
    );
  });
});

describe("the answer of Grafana", () => {
  it.each([
    [404, "net: this Grafana has no dashboard net: mount provisioning/grafana into it"],
    [401, "net: Grafana asks for a login: set GRAFANA_TOKEN"],
    [403, "net: Grafana asks for a login: set GRAFANA_TOKEN"],
    [502, "net: Grafana answers with the status 502"],
  ])("%i names the way out", async (status, text) => {
    await expect(take({ status }, [first])).rejects.toThrow(text);
  });

  it("with a login says that it is refused, without the token", async () => {
    const refused = take({ status: 401 }, [first], [], "secret-1");
    await expect(refused).rejects.toThrow("net: Grafana refuses this login: check GRAFANA_TOKEN");
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  it("that leads to the login page names the way out", async () => {
    await expect(take({ endsAt: "login" }, [first])).rejects.toThrow("Grafana asks for a login");
    await expect(take({ endsAt: "login?redirect=x" }, [first])).rejects.toThrow("Grafana asks for a login");
  });
});
