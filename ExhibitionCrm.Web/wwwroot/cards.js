// Contact cards as phones and badges of other exhibitions carry them in QR codes: vCard 2.1 to 4.0 and MECARD, as far as
// the form for a customer asks for it. Knows nothing of pages.
(() => {
  // More than any QR code holds.
  const longest = 10_000;
  const beginning = /^(?:BEGIN:VCARD|MECARD:)/i;
  const trimmed = (text) => text.replace(/^[\s\u{feff}]+/u, "");

  /** Where a string is cut at a mark, except behind a backslash. */
  function split(text, mark) {
    const parts = [""];
    for (const piece of text.match(/\\[^]|[^]/gu) ?? []) {
      if (piece === mark) parts.push("");
      else parts[parts.length - 1] += piece;
    }
    return parts;
  }

  const unescaped = (text) => text.replace(/\\([^])/gu, (_, character) => /n/i.test(character) ? " " : character);

  /** One line, of what a form takes: no control characters, halves of characters or marks that turn text around. */
  const line = (text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/[\p{Cs}\p{Noncharacter_Code_Point}\p{Bidi_Control}\u{feff}]/gu, "").replace(/ {2,}/g, " ").trim();
  const clean = (text) => line(unescaped(text));

  // ---- vCard ----
  function linesOf(text) {
    const version = /^VERSION:\s*(\S+)/im.exec(text)?.[1];
    // Scanners send some line breaks twice. The space that begins a line that goes on is text in the oldest version only.
    const joined = text.replace(/[\r\n]+/g, "\n").replace(/\n[ \t]/g, version === "2.1" ? " " : "");
    const lines = [];
    for (const each of joined.split("\n")) {
      const last = lines.at(-1);
      if (last?.endsWith("=") && isQuoted(last)) lines[lines.length - 1] = last.slice(0, -1) + each.trimStart();
      else lines.push(each);
    }
    return lines;
  }

  const isQuoted = (text) => /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(text);

  function property(text) {
    const [, name, parameters, value] = /^(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)$/.exec(text) ?? [];
    if (!name || /;(?:ENCODING=)?(?:B|BASE64)(?:;|$)/i.test(parameters)) return null;
    return { name: name.toUpperCase(), parameters: parameters.toUpperCase(), value: isQuoted(text) ? plain(value, parameters) : value };
  }

  function plain(value, parameters) {
    const decoder = decoderOf(/;CHARSET="?([\w-]+)/i.exec(parameters)?.[1]);
    return value.replace(/(?:=[0-9A-F]{2})+/gi, (bytes) => decoder.decode(Uint8Array.from(bytes.slice(1).split("="), (byte) => parseInt(byte, 16))));
  }

  function decoderOf(charset = "utf-8") {
    try { return new TextDecoder(charset); } catch { return new TextDecoder(); }
  }

  // The one that is preferred, else the likeliest kind, else the first.
  function best(properties, name, kinds = []) {
    const rank = ({ parameters }) => {
      const kind = kinds.findIndex((each) => each.test(parameters));
      return (/\bPREF\b(?!=)|\bPREF=1\b/.test(parameters) ? 0 : 100) + (kind < 0 ? kinds.length : kind);
    };
    const isOf = (each) => each.name === name && each.value.trim() && !/\b(?:FAX|PAGER|MODEM)\b/.test(each.parameters);
    return properties.filter(isOf).sort((a, b) => rank(a) - rank(b))[0]?.value ?? "";
  }

  function ofVCard(text) {
    const properties = linesOf(text).map(property).filter(Boolean);
    const [family = "", given = "", middle = ""] = split(best(properties, "N"), ";").map((part) => clean(split(part, ",").join(" ")));
    return {
      name: clean(best(properties, "FN")) || line([given, middle, family].join(" ")),
      email: clean(best(properties, "EMAIL")).replace(/^mailto:/i, ""),
      phone: numberOf(clean(best(properties, "TEL", [/\bCELL\b/, /\bWORK\b/]))),
      company: clean(split(best(properties, "ORG"), ";")[0]),
      jobTitle: clean(best(properties, "TITLE") || best(properties, "ROLE")),
    };
  }

  // An address of a number has what is dialled after it behind a semicolon.
  const numberOf = (text) => /^tel:/i.test(text) ? text.slice(4).split(";")[0] : text;

  // ---- MECARD ----
  function ofMecard(text) {
    const fields = split(text.slice("MECARD:".length), ";").map((field) => /^\s*([\w-]+):([^]*)$/.exec(field)).filter(Boolean);
    const value = (name) => fields.find((field) => field[1].toUpperCase() === name)?.[2] ?? "";
    return {
      name: line(split(value("N"), ",").reverse().map(clean).join(" ")),
      email: clean(value("EMAIL")),
      phone: numberOf(clean(value("TEL"))),
      company: clean(value("ORG")),
      jobTitle: clean(value("TITLE")),
    };
  }

  /** What a card says of somebody; null where it is none, or says nothing of use. */
  function read(text) {
    const card = trimmed(text).slice(0, longest);
    if (!beginning.test(card)) return null;
    const contact = /^M/i.test(card) ? ofMecard(card) : ofVCard(card);
    return Object.values(contact).some(Boolean) ? contact : null;
  }

  Object.defineProperty(window, "cards", { value: Object.freeze({
    read,
    isCard: (text) => beginning.test(trimmed(text)),
  }) });
})();
