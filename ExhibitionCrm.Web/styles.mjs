// Writes Tabler's style sheet to wwwroot/lib without the rules that nothing of ours can name, which are most of it.
// Assets.targets runs it after assets.mjs; by hand: node styles.mjs, or node styles.mjs whole to leave every rule in.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));

const target = "wwwroot/lib/tabler.min.css";

// Every word of these files counts as a class, a tag, an attribute or a value: rather a rule too many than one too few.
const content = ["**/*.cshtml", "**/*.cs", "wwwroot/*.js"];
const skippedContentGlobs = ["{bin,obj,node_modules}/**"];

// What no file of ours has as a word: what browsers and tag helpers add, classes that are put together, and states such
// as :focus-visible, where nothing else stands beside them.
const safelist = ["tbody", /^bg-[a-z]+-lt$/, /^:/];
const dynamicAttributes = ["type", "dir", "disabled", "hidden", "multiple", "readonly", "size", "data-bs-theme"];

async function used(raw) {
  const { PurgeCSS } = await import("purgecss");
  const [sheet] = await new PurgeCSS().purge({ css: [{ raw }], content, skippedContentGlobs, safelist, dynamicAttributes });
  return sheet.css;
}

const whole = readFileSync("node_modules/@tabler/core/dist/css/tabler.min.css", "utf8").replace(/\n?\/\*# sourceMappingURL=.*$/m, "");
const css = process.argv[2] === "whole" ? whole : await used(whole);

// Only when it is another one: a new time stamp has it compressed again.
if (!existsSync(target) || readFileSync(target, "utf8") !== css) writeFileSync(target, css);
