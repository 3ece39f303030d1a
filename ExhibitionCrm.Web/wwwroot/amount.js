// Says beside the field what the server will understand of an amount while it is typed, as TypedAmount.cs reads it.
(() => {
  const places = 2;
  const shown = new Intl.NumberFormat("en-US", { minimumFractionDigits: places });

  const others = [
    [/\p{Cf}/gu, ""], [/\p{Zs}/gu, " "], [/[\p{Pd}−]/gu, "-"], [/[٫．。｡]/gu, "."], [/[،，]/gu, ","], [/[٬’‘ʼ＇´`]/gu, "'"],
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

  function read(typed) {
    const text = plain(typed);
    const [point, comma] = [text.lastIndexOf("."), text.lastIndexOf(",")];
    const last = Math.max(point, comma);
    const groups = last < 0 || (Math.min(point, comma) < 0 && text.indexOf(text[last]) < last);
    const [whole, fraction] = groups ? [text, ""] : [text.slice(0, last), text.slice(last + 1)];
    if (!grouped.test(whole) || !(groups || new RegExp(`^\\d{1,${places}}$`).test(fraction))) return null;
    const digits = whole.replace(/\D/g, "").replace(/^0+/, "");
    return digits.length > 8 ? null : Number(`${digits || 0}.${fraction || 0}`);
  }

  function show(input) {
    const output = document.getElementById(input.dataset.amount);
    const amount = read(input.value);
    output.textContent = amount ? `${shown.format(amount)} ${output.dataset.currency}` : "";
  }

  addEventListener("input", (event) => { if (event.target.matches("[data-amount]")) show(event.target); });
  const showAll = () => document.querySelectorAll("[data-amount]").forEach(show);
  addEventListener("pagechange", showAll);
  showAll();
})();
