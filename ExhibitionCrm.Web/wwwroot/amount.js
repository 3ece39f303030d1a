// Says beside the field what the server will understand of an amount while it is typed, as TypedAmount.cs reads it.
(() => {
  const most = 99999999.99;

  const others = [
    [/\p{Cf}/gu, ""], [/\p{Zs}/gu, " "], [/[\p{Pd}−]/gu, "-"], [/[．。｡]/gu, "."], [/[،，]/gu, ","], [/[٬’‘ʼ＇´`]/gu, "'"],
  ];
  const plain = (typed) => others.reduce(
    (text, [character, by]) => text.replace(character, by), typed.replace(/\p{Nd}/gu, (digit) => value(digit.codePointAt(0)))).trim();

  // The digits of a script stand one behind the other, from its zero on.
  function value(digit) {
    let first = digit;
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
    return (digit - first) % 10;
  }

  const grouped = /^(\d+|[1-9]\d{0,2}(?<mark>[ .,'])\d{3}(\k<mark>\d{3})*|[1-9]\d?(?<by>[ .,'])\d\d(\k<by>\d\d)*\k<by>\d{3})$/;

  // Null for what the server refuses. It asks about 1.234 where three decimal places are as likely as thousands.
  function read(typed, places) {
    const text = plain(typed);
    const [point, comma, arabic] = [text.lastIndexOf("."), text.lastIndexOf(","), text.indexOf("٫")];
    const last = arabic < 0 ? Math.max(point, comma) : arabic;
    const groups = last < 0 || (arabic < 0 && Math.min(point, comma) < 0 && text.indexOf(text[last]) < last);
    let [whole, fraction] = groups ? [text, ""] : [text.slice(0, last), text.slice(last + 1)];
    if (!grouped.test(whole) || !(groups || /^\d+$/.test(fraction))) return null;
    const isAmbiguous = !groups && arabic < 0 && /^[1-9]\d{0,2}$/.test(whole) && fraction.length === 3;
    if (isAmbiguous && places === 0) [whole, fraction] = [whole + fraction, ""];
    if (fraction.length > places) return null;
    const digits = whole.replace(/\D/g, "").replace(/^0+/, "");
    const amount = Number(`${digits || 0}.${fraction || 0}`);
    return digits.length > 8 || amount > most ? null : { amount, isAsked: isAmbiguous && places > 0 };
  }

  function show(input) {
    const output = document.getElementById(input.dataset.amount);
    const places = Number(output.dataset.places);
    const { amount, isAsked } = read(input.value, places) ?? {};
    const shown = new Intl.NumberFormat("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
    output.textContent = amount ? `${shown.format(amount)} ${output.dataset.currency}${isAsked ? "?" : ""}` : "";
  }

  addEventListener("input", (event) => { if (event.target.matches("[data-amount]")) show(event.target); });
  const showAll = () => document.querySelectorAll("[data-amount]").forEach(show);
  addEventListener("pagechange", showAll);
  showAll();
})();
