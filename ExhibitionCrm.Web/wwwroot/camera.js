// The page of the camera. What it reads is handed to scan.js, which treats it as a scan; this part looks after the camera.
const side = 720;
const between = 60;
// A badge that stays in front of the camera is one scan, until it was out of sight for as long.
const outOfSight = 1500;

// As long as the page is shown, and with it the camera's stream once there is one.
let shown = null;
let decoder = null;
const seen = { text: null, at: -Infinity };

export function show(page) {
  stop();
  shown = { page, stream: null, isWaiting: false };
  start(shown);
}

// ---- The camera ----
async function start(run) {
  const { page } = run;
  if (run.stream || document.hidden) return;
  if (!isSecureContext || !navigator.mediaDevices?.getUserMedia) {
    say(page, isSecureContext ? "unsupported" : "insecure");
    return;
  }
  say(page, "starting");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    if (run !== shown || run.stream || document.hidden) release(stream);
    else await use(run, stream);
  } catch (error) {
    if (run === shown) fail(run, error);
  }
}

async function use(run, stream) {
  const [video, [track]] = [run.page.querySelector("video"), stream.getVideoTracks()];
  run.stream = stream;
  track.addEventListener("ended", () => { if (run.stream === stream) fail(run, { name: "NotReadableError" }); });
  video.srcObject = stream;
  await video.play();
  light(run.page).hidden = !track.getCapabilities?.().torch;
  say(run.page, "reading");
  readOn(run, stream, video);
}

const states = {
  NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing", NotReadableError: "busy", AbortError: "busy",
};

function fail(run, { name }) {
  halt(run);
  say(run.page, states[name] ?? "broken");
}

function say(page, state) {
  for (const part of page.querySelectorAll("[data-camera-state]")) part.hidden = part.dataset.cameraState !== state;
  again(page).hidden = ["starting", "reading", "insecure", "unsupported"].includes(state);
  page.dataset.camera = state;
}

const again = (page) => page.querySelector("[data-camera-again]");
const light = (page) => page.querySelector("[data-camera-light]");

const release = (stream) => stream?.getTracks().forEach((track) => track.stop());

/** The picture ends; the page may start it again. */
function halt(run) {
  release(run.stream);
  run.stream = null;
  run.page.querySelector("video").srcObject = null;
  light(run.page).hidden = true;
  light(run.page).setAttribute("aria-pressed", false);
}

function stop() {
  if (shown) halt(shown);
  shown = null;
}

// ---- Reading ----
async function readOn(run, stream, video) {
  const canvas = document.createElement("canvas");
  try {
    while (run.stream === stream) {
      if (!isBusy(run) && video.videoWidth > 0) take(run, await decode(pictureOf(video, canvas)));
      await new Promise((resolve) => { setTimeout(resolve, between); });
    }
  } catch (error) {
    console.error(error);
    decoder?.worker.terminate();
    decoder = null;
    if (run.stream === stream) fail(run, error);
  }
}

// While a customer is on the way or a question stands open, nothing is read.
const isBusy = (run) => run.isWaiting || document.querySelector("dialog[open]") !== null;

/** The square in the middle, which is what the page shows of it. */
function pictureOf(video, canvas) {
  const { videoWidth: width, videoHeight: height } = video;
  const square = Math.min(width, height);
  canvas.width = canvas.height = Math.min(square, side);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, (width - square) / 2, (height - square) / 2, square, square, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function decode(picture) {
  decoder ??= load(shown.page.dataset);
  return new Promise((resolve, reject) => {
    decoder.answer = { resolve, reject };
    decoder.worker.postMessage(picture, [picture.data.buffer]);
  });
}

function load({ decoder: address, library, wasm }) {
  const loading = { worker: new Worker(address), answer: null };
  const absolute = (path) => new URL(path, location.href).href;
  loading.worker.addEventListener("message", ({ data }) => {
    if (data.error) loading.answer.reject(new Error(data.error));
    else loading.answer.resolve(data.text);
  });
  loading.worker.addEventListener("error", ({ message }) => loading.answer.reject(new Error(message)));
  loading.worker.postMessage({ script: absolute(library), wasm: absolute(wasm) });
  return loading;
}

function take(run, text) {
  const now = performance.now();
  if (run !== shown || isBusy(run) || !text) return;
  const isNews = text !== seen.text || now - seen.at > outOfSight;
  [seen.text, seen.at] = [text, now];
  if (!isNews) return;
  run.page.classList.add("is-read");
  setTimeout(() => run.page.classList.remove("is-read"), 400);
  navigator.vibrate?.(60);
  scans.read(text);
}

// ---- The page ----
addEventListener("click", ({ target }) => {
  if (!shown?.page.contains(target)) return;
  if (target.closest("[data-camera-again]")) start(shown);
  if (target.closest("[data-camera-light]")) switchLight(shown);
});

async function switchLight({ page, stream }) {
  const isOn = light(page).getAttribute("aria-pressed") !== "true";
  try {
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isOn }] });
    light(page).setAttribute("aria-pressed", isOn);
  } catch {
    light(page).hidden = true;
  }
}

addEventListener("pagehiding", () => { if (shown) shown.isWaiting = true; });
addEventListener("pagestaying", () => { if (shown) shown.isWaiting = false; });
addEventListener("pagechange", () => { if (shown && !shown.page.isConnected) stop(); });
document.addEventListener("visibilitychange", () => {
  if (!shown) return;
  if (document.hidden) halt(shown);
  else start(shown);
});
