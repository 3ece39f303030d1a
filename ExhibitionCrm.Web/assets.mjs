// Copies what pages load from node_modules into wwwroot/lib and builds one sprite of the icons that we use. The style
// sheet comes from styles.mjs, after it. Assets.targets runs both; by hand: node assets.mjs && node styles.mjs
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const lib = new URL("wwwroot/lib/", import.meta.url);
const modules = new URL("node_modules/", import.meta.url);

const files = {
  "zxing.js": "zxing-wasm/dist/iife/reader/index.js",
};

const binaries = {
  "zxing.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
};

// Names as on tabler.io/icons. Add one here to use it as <icon name="…" />.
const icons = [
  "alert-triangle", "archive", "arrow-back-up", "arrow-left", "arrows-join", "ban", "building-pavilion", "bulb", "camera", "check", "chevron-down", "chevron-left", "chevron-right", "chevrons-left", "circle-check",
  "copy", "device-mobile", "download", "edit", "file-spreadsheet", "history", "home", "id-badge-2", "key", "lock",
  "login-2", "logout", "mail", "mail-off", "menu-2", "moon", "phone", "plus", "printer", "receipt", "refresh", "scan",
  "search", "send", "settings", "shield-lock", "sun", "sun-moon", "trash", "user", "user-check", "user-off",
  "user-plus", "users", "volume", "x",
];

const read = (path) => readFileSync(new URL(path, modules), "utf8");

const outline = JSON.parse(read("@tabler/icons/tabler-nodes-outline.json"));

const escape = (value) => String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

function symbol(name) {
  const nodes = outline[name];
  if (!nodes) throw new Error(`@tabler/icons has no outline icon "${name}".`);
  const shapes = nodes.map(([tag, attributes]) =>
    `<${tag} ${Object.entries(attributes).map(([key, value]) => `${key}="${escape(value)}"`).join(" ")}/>`);
  // No stroke width: it is inherited from the .icon class.
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
    `stroke-linecap="round" stroke-linejoin="round">${shapes.join("")}</symbol>`;
}

rmSync(lib, { recursive: true, force: true });
mkdirSync(lib, { recursive: true });

for (const [target, source] of Object.entries(files)) {
  // Written rather than copied: a copy keeps the old time stamp on some systems. The source maps stay behind.
  writeFileSync(new URL(target, lib), read(source).replace(/\n?\/[/*]# sourceMappingURL=.*$/m, ""));
}

for (const [target, source] of Object.entries(binaries)) {
  writeFileSync(new URL(target, lib), readFileSync(new URL(source, modules)));
}

const licences = ["@tabler/icons/LICENSE", "zxing-wasm/LICENSE"].map((licence) => `${licence}\n\n${read(licence)}`);
writeFileSync(new URL("LICENSES.txt", lib),
  `@tabler/core: MIT, see the head of tabler.min.css\n\n${licences.join("\n")}\n` +
  `zxing.wasm holds zxing-cpp (github.com/zxing-cpp/zxing-cpp), under this licence:\n\n${readFileSync(new URL("Apache-2.0.txt", import.meta.url), "utf8")}`);

// Last, because its time stamp tells the build that the folder is complete.
writeFileSync(new URL("icons.svg", lib),
  `<!-- tabler.io/icons, MIT licence: see LICENSES.txt -->\n` +
  `<svg xmlns="http://www.w3.org/2000/svg">\n${icons.map(symbol).join("\n")}\n</svg>\n`);
