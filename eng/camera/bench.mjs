// Which decoder reads our badges from a camera best: npm ci && node bench.mjs
// Draws badges as cameras see them, a crop of 720 pixels, and prints what each decoder read of them and how long a picture took.
import { readFileSync } from "node:fs";
import jsQR from "jsqr";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const side = 720;
const turns = 2;

// Each line: an ID and the 21 rows of its code, six hexadecimal digits each, as Badges/QrCode.cs encodes it.
const badges = readFileSync(new URL("badges.txt", import.meta.url), "utf8").trim().split("\n").map((line) => {
  const [id, ...rows] = line.split(" ");
  return { id, rows: rows.map((row) => [...parseInt(row, 16).toString(2).padStart(21, "0")].map(Number)) };
});

// The same pictures at each run.
function randomOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How bright the label is at a point, in modules from the code's corner; null beside the label. */
function label({ rows }, x, y) {
  if (x < -6 || y < -6 || x > 46 || y > 27) return null;
  const module = rows[Math.floor(y)]?.[Math.floor(x)];
  if (module) return 25;
  // Lines of text beside the code.
  const isText = x > 26 && x < 43 && y % 6 > 1 && y % 6 < 4 && Math.sin(x * 5) + Math.sin(x * 3.1 + y) > 0;
  return isText && y > 0 && y < 21 ? 60 : 235;
}

// What is done to a picture; the numbers are the steps from easy to hard.
const fixtures = {
  plain: { steps: [8, 6, 5], pose: (step) => ({ scale: step }) },
  turned: { steps: [15, 30, 45], pose: (step) => ({ scale: 8, turn: step }) },
  tilted: { steps: [35, 50, 60], pose: (step, random) => ({ scale: 10, tilt: step, turn: 60 * random() - 30 }) },
  blurred: { steps: [2, 3.5, 5], pose: () => ({ scale: 8 }), blur: (step) => [step, step] },
  moved: { steps: [3, 5, 8], pose: () => ({ scale: 8 }), blur: (step) => [step, .6] },
  dim: { steps: [.3, .15, .07], pose: () => ({ scale: 8 }), light: (step) => step, noise: () => 6 },
  noisy: { steps: [20, 40, 60], pose: () => ({ scale: 8 }), noise: (step) => step },
  glare: { steps: [4, 6, 9], pose: () => ({ scale: 8 }), glare: (step) => step },
  small: { steps: [3, 2.2, 1.6], pose: (step) => ({ scale: step, turn: 7 }), blur: () => [.7, .7] },
  "all at once": { steps: [1, 1.5, 2], pose: (step) => ({ scale: 6, tilt: 20 * step, turn: 12 * step }), blur: (step) => [step, .8 * step], light: (step) => .5 / step, noise: (step) => 5 * step },
};

/** Where on the label a point of the picture lies: turned, then tilted away from the camera. */
function poseOf({ scale, turn = 0, tilt = 0 }, random) {
  const [cos, sin] = [Math.cos(turn * Math.PI / 180), Math.sin(turn * Math.PI / 180)];
  const [tiltCos, tiltSin] = [Math.cos(tilt * Math.PI / 180), Math.sin(tilt * Math.PI / 180)];
  // As the lenses of phones have it.
  const distance = side * 1.4;
  const [left, top] = [side / 2 + 20 * (random() - .5), side / 2 + 20 * (random() - .5)];
  return (px, py) => {
    const [u, v] = [px - left, py - top];
    const y = v * distance / (distance * tiltCos - v * tiltSin);
    const x = u * (distance + y * tiltSin) / distance;
    return [(x * cos + y * sin) / scale + 10.5, (y * cos - x * sin) / scale + 10.5];
  };
}

function draw(badge, fixture, step, random) {
  const place = poseOf(fixture.pose(step, random), random);
  const picture = new Float32Array(side * side);
  const corners = [.25, .75];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (const dy of corners) {
        for (const dx of corners) sum += label(badge, ...place(x + dx, y + dy)) ?? 110 + 30 * Math.sin(x / 9) * Math.sin(y / 23);
      }
      picture[y * side + x] = sum / 4;
    }
  }
  if (fixture.glare) addGlare(picture, fixture.glare(step), place, random);
  const [across, along] = fixture.blur?.(step) ?? [.6, .6];
  return expose(blur(blur(picture, across, 1), along, side), fixture, step, random);
}

/** A lamp mirrored in the sleeve: a spot of so many modules that is white all over. */
function addGlare(picture, modules, place, random) {
  const [cx, cy] = [4 + 13 * random(), 4 + 13 * random()];
  for (let i = 0; i < picture.length; i++) {
    const [x, y] = place(i % side, Math.floor(i / side));
    picture[i] += 400 * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (modules / 1.6) ** 2);
  }
}

function blur(picture, radius, stride) {
  const reach = Math.ceil(radius * 2.5);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * radius ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight);
  const blurred = new Float32Array(picture.length);
  for (let i = 0; i < picture.length; i++) {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * picture[Math.min(picture.length - 1, Math.max(0, i + (k - reach) * stride))];
    blurred[i] = sum / total;
  }
  return blurred;
}

function expose(picture, { light, noise }, step, random) {
  const [brightness, grain] = [light?.(step) ?? 1, noise?.(step) ?? 3];
  const data = new Uint8ClampedArray(4 * picture.length);
  picture.forEach((value, i) => {
    const grey = value * brightness + grain * (random() + random() + random() - 1.5) * 2;
    data.fill(grey, 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  });
  return { data, width: side, height: side };
}

const wasm = readFileSync(new URL("reader/zxing_reader.wasm", new URL("../", import.meta.resolve("zxing-wasm/reader").replace("/es/reader/", "/reader/"))));
await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) }, fireImmediately: true });
const zxing = (options) => async (picture) => (await readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1, ...options }))[0]?.text;
const decoders = {
  "zxing-wasm": zxing({ tryHarder: true }),
  "zxing-wasm, not trying hard": zxing({ tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: false }),
  jsQR: async ({ data, width, height }) => jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data,
};

const names = Object.keys(decoders);
const percent = (part, whole) => `${Math.round(100 * part / whole)} %`;
const times = new Map(names.map((name) => [name, []]));
const totals = new Map(names.map((name) => [name, 0]));
let wrong = 0;
console.log(`| fixture | ${names.join(" | ")} |\n| --- |${" ---: |".repeat(names.length)}`);
for (const [name, fixture] of Object.entries(fixtures)) {
  for (const [level, step] of fixture.steps.entries()) {
    const read = new Map(names.map((decoder) => [decoder, 0]));
    for (const [i, badge] of badges.entries()) {
      for (let turn = 0; turn < turns; turn++) {
        const picture = draw(badge, fixture, step, randomOf(1000 * i + 10 * turn + level));
        for (const decoder of names) {
          const start = performance.now();
          const text = await decoders[decoder](picture);
          times.get(decoder).push(performance.now() - start);
          if (text === badge.id) read.set(decoder, read.get(decoder) + 1);
          else if (text) wrong++;
        }
      }
    }
    for (const decoder of names) totals.set(decoder, totals.get(decoder) + read.get(decoder));
    console.log(`| ${name} ${step} | ${names.map((decoder) => percent(read.get(decoder), badges.length * turns)).join(" | ")} |`);
  }
}
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const pictures = times.get(names[0]).length;
console.log(`| all ${pictures} pictures | ${names.map((decoder) => percent(totals.get(decoder), pictures)).join(" | ")} |`);
console.log(`| ms a picture, median / slowest twentieth | ${names.map((decoder) => {
  const values = times.get(decoder);
  return `${median(values).toFixed(1)} / ${values[Math.floor(.95 * values.length)].toFixed(1)}`;
}).join(" | ")} |`);
console.log(`\nRead as something else: ${wrong}`);
