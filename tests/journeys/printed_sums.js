() => {
  const texts = (selector, root = page) => [...root.querySelectorAll(selector)].map((element) => element.textContent.trim());
  const hosts = [document, ...[...document.querySelectorAll("*")].flatMap((element) => element.shadowRoot ?? [])];
  const page = hosts.find((host) => host.querySelector(".gaze-explanation"));
  const last = (part) => page.querySelector(`.gaze-steps tfoot td.gaze-${part}`);
  const gifts = [...page.querySelectorAll(".gaze-steps tbody .gaze-gift .gaze-strip")].map((strip) => texts(":scope > span", strip));
  const sums = page.querySelector(".gaze-inside") ? [] : [ // where a box is open, its lines alone
    [texts(".gaze-steps tbody .gaze-part .gaze-figure"), last("part").textContent.replace("sum ", "")],
    [texts(".gaze-steps tbody .gaze-weight > .gaze-figure"), last("weight").textContent],
    [[...texts(".gaze-choosing li:not([data-empty]) .gaze-percent"), texts(".gaze-choosing > p")[0].replace("All other pieces: ", "")], "100%"],
    ...texts(".gaze-strip > span", last("gift")).map((sum, i) => [gifts.map((gift) => gift[i]), sum]),
    ...[...page.querySelectorAll(".gaze-mixed tbody tr")].map((row) => texts("td", row)).map(([one, other, sum]) => [[one, other], sum]),
  ];
  for (const line of page.querySelectorAll(".gaze-lines li")) {
    const [, left, sign] = /^(.* [+−] .*) ([=≈])$/.exec(line.querySelector(".gaze-made > span:first-child:not(.gaze-strip)")?.textContent ?? "") ?? [];
    if (!left || left.includes("×") || left.includes("÷")) continue;
    const parts = left.replace(/ \(\d+ others\)/, "").replaceAll(" − ", " + −").split(" + ");
    sums.push([parts, (sign === "≈" ? "≈" : "") + line.querySelector("b").textContent]);
  }
  return sums;
}
