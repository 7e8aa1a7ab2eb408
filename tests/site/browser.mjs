// Looks at the built site in Chromium, as tests/site/run calls it: node browser.mjs BOOK [all].
import { readFile, readdir, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const [book, which] = process.argv.slice(2);
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json" };
const missing = new Set();
const server = createServer(async (request, response) => {
  let path = join(book, normalize(decodeURIComponent(new URL(request.url, "http://site").pathname)));
  try {
    if ((await stat(path)).isDirectory()) path = join(path, "index.html");
    const body = await readFile(path);
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(body);
  } catch {
    missing.add(request.url);
    response.writeHead(404);
    response.end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}`;

// The pages of a kind are alike: of each folder the first, the last and every tenth.
const pages = (await readdir(book, { recursive: true }))
  .filter((path) => path.endsWith(".html") && !/(^|\/)(404|toc|print)\.html$/.test(path))
  .sort();
const folders = {};
for (const path of pages) (folders[path.slice(0, path.lastIndexOf("/") + 1)] ??= []).push(path);
const some = Object.entries(folders).flatMap(([folder, own]) =>
  ["", "docs/"].includes(folder) ? own : own.filter((path, at) => at % 10 === 0 || at === own.length - 1));
const visited = which === "all" ? pages : some;

const wrong = [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const open = async (options) => {
  const page = await browser.newPage(options);
  page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error}`));
  return page;
};

// The contrast of each text with what is behind it, by the formula of WCAG: 3 for large text, 4.5 for the rest.
const pale = () => {
  const parse = (text) => {
    const parts = (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { rgb, alpha } = parse(getComputedStyle(at).backgroundColor);
      if (alpha > 0.9) return rgb;
    }
    return [255, 255, 255];
  };
  const found = new Map();
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg, script, style, button")) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color).rgb), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < least) found.set(`${element.tagName.toLowerCase()}.${element.className}`, `${ratio.toFixed(1)} of ${least}`);
  }
  return [...found].map(([what, how]) => `${what} ${how}`);
};

const phone = await open({ viewport: { width: 320, height: 640 }, colorScheme: "dark" });
for (const path of visited) {
  await phone.goto(`${address}/${path}`, { waitUntil: "load" });
  const { width, theme, broken } = await phone.evaluate(() => ({
    width: document.scrollingElement.scrollWidth,
    theme: document.documentElement.className,
    broken: [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.src),
  }));
  if (width > 320) wrong.push(`${path}: ${width} pixels wide on a screen of 320`);
  if (!/navy|coal|ayu/.test(theme)) wrong.push(`${path}: no dark theme, but ${theme}`);
  wrong.push(...broken.map((image) => `${path}: no picture ${image}`));
  wrong.push(...(await phone.evaluate(pale)).map((what) => `${path}: hard to read in the dark: ${what}`));
}
console.log(`site: ${visited.length} of ${pages.length} pages, 320 pixels wide and dark`);

// What people look for, and the page that must be among the first results.
const page = await open({ viewport: { width: 1200, height: 800 } });
for (const [words, expected] of [
  ["time-without-unit", "/lints/schema/time_without_unit.html"],
  ["mail_max_userip_connections", "/settings/mail_max_userip_connections.html"],
  ["baseline", "/docs/formats.html"],
  ["process_limit reached", "/docs/log/process-limit-reached.html"],
]) {
  await page.goto(`${address}/index.html?search=${encodeURIComponent(words)}`);
  await page.waitForSelector("#mdbook-searchresults li a, #searchresults li a", { timeout: 60_000 });
  const links = await page.$$eval("#mdbook-searchresults li a, #searchresults li a", (all) => all.map((a) => new URL(a.href).pathname));
  const at = links.indexOf(expected);
  console.log(`site: search for ${words}: result ${at + 1} of ${links.length}`);
  if (at < 0 || at > 4) wrong.push(`search for ${words}: ${expected} is not among the first: ${links.slice(0, 5).join(" ")}`);
}
// A click leads there.
await page.locator("#mdbook-searchresults li a, #searchresults li a").first().click();
await page.waitForURL((url) => !url.pathname.endsWith("/index.html"));

await browser.close();
server.close();
wrong.push(...[...missing].filter((path) => path !== "/favicon.ico").map((path) => `no file ${path}`));
if (wrong.length > 0) {
  console.error(wrong.slice(0, 60).join("\n"));
  console.error(`site: ${wrong.length} wrong`);
  process.exit(1);
}
