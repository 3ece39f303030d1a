// Reads QR codes from pictures, apart from the page: it keeps nothing else waiting, and it alone may run WebAssembly.
let library = null;

async function read(picture) {
  const { readBarcodes } = await library;
  const [code] = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, textMode: "Plain", maxNumberOfSymbols: 1 });
  return code?.isValid ? code.text : null;
}

async function load({ script, wasm }) {
  importScripts(script);
  await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return ZXingWASM;
}

addEventListener("message", async ({ data }) => {
  try {
    if (data.script) await (library = load(data));
    else postMessage({ text: await read(data) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
