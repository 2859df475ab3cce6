() => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => under.map((value, i) => top[i] * top[3] + value * (1 - top[3]));
  const luminance = (colour) => colour.map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const parentOf = (element) => element.parentElement ?? element.getRootNode().host ?? null;
  const [faint, small] = [[], []];
  const measure = (element) => {
    const style = getComputedStyle(element);
    let opacity = 1;
    const grounds = [];
    for (let at = element; at; at = parentOf(at)) {
      const { backgroundColor, clipPath, opacity: own } = getComputedStyle(at);
      if (clipPath !== "none" || at.matches('[aria-disabled="true"], :disabled, [data-empty]')) return;
      opacity *= Number(own);
      grounds.unshift(rgba(backgroundColor));
    }
    const words = element.textContent.trim().slice(0, 40);
    if (parseFloat(style.fontSize) < 11.9) small.push(`${parseFloat(style.fontSize)}px ${words}`);
    if (element instanceof SVGElement || opacity < 0.1) return;
    const ground = grounds.reduce((under, top) => over(top, under), [255, 255, 255]);
    const ink = rgba(style.color);
    const [high, low] = [over([...ink.slice(0, 3), ink[3] * opacity], ground), ground].map(luminance).sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(1)} ${words}`);
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      const skipped = "script, style, noscript, option, .katex, .js-plotly-plot tspan, [data-testid=stSlider], [data-testid=stIconMaterial], [data-testid=stExpanderIcon]";
      const written = [...element.childNodes].some((node) => node.nodeType === 3 && /[^\s\u200b]/.test(node.data));
      if (!written || element.closest(skipped)) continue;
      const { width, height } = element.getBoundingClientRect();
      if (width > 2 && height > 2 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) measure(element);
    }
  };
  walk(document.body);
  const helps = [...document.querySelectorAll('[data-testid="stTooltipIcon"] button')].map((button) => button.getBoundingClientRect());
  return { faint, small, helps: helps.filter(({ width, height }) => width > 0 && Math.min(width, height) < 24).length };
}
