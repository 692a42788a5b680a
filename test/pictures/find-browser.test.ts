import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import { findBrowser, usualPlaces } from "../../build/pictures/find-browser.js";
import { UsageError } from "../../build/pictures/arguments.js";

/** A system with these programs. */
const system = (platform: string, environment: Readonly<Record<string, string>>, ...programs: string[]) => ({
  platform,
  environment,
  isProgram: (path: string) => programs.includes(path),
});

const path = { PATH: ["/usr/local/bin", "/usr/bin", ""].join(delimiter) };

describe("the browser", () => {
  it("is the one of --browser, if it is a program", () => {
    const here = system("linux", path, "/usr/bin/chromium", "/opt/chrome");
    expect(findBrowser("/opt/chrome", here)).toBe("/opt/chrome");
    expect(() => findBrowser("/opt/nothing", here)).toThrow("--browser /opt/nothing is no program");
    expect(() => findBrowser("/opt/nothing", here)).toThrow(UsageError);
  });

  it.each([
    ["linux", path, "/usr/bin/google-chrome-stable"],
    ["linux", path, "/usr/local/bin/chromium"],
    ["darwin", {}, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    ["darwin", path, "/usr/local/bin/chromium"],
    ["win32", { PROGRAMFILES: "C:\\Programs" }, "C:\\Programs\\Google\\Chrome\\Application\\chrome.exe"],
    ["win32", { "PROGRAMFILES(X86)": "C:\\x86" }, "C:\\x86\\Microsoft\\Edge\\Application\\msedge.exe"],
  ])("is found on %s with %j at %s", (platform, environment, program) => {
    expect(findBrowser(undefined, system(platform, environment, program))).toBe(program);
  });

  it("is the first of the usual places", () => {
    expect(findBrowser(undefined, system("linux", path, "/usr/bin/chromium", "/usr/local/bin/chrome"))).toBe(
      "/usr/local/bin/chrome",
    );
  });

  it("is missing with a way out, and no place is the working directory", () => {
    expect(() => findBrowser(undefined, system("linux", path))).toThrow(
      /install Chromium or Chrome, or name one by --browser PATH.*chromium/,
    );
    for (const place of usualPlaces(system("linux", path))) expect(place).toMatch(/^\/usr\/(local\/)?bin\//);
  });
});
