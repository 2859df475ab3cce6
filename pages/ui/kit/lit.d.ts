/** What lit.js gives: lit-html 3.3.3, as far as this project uses it. */

/** A description of elements, for `render`. What stands between its tags is text, never markup. */
export interface TemplateResult {
  strings: TemplateStringsArray;
  values: unknown[];
}

export function html(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult;
/** Elements of an SVG: a template that stands inside `<svg>`. */
export function svg(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult;
/** Makes what stands in `container` what the template says, and touches only what differs from the last time. */
export function render(template: unknown, container: HTMLElement | DocumentFragment | SVGElement, options?: { host?: object }): unknown;
/** No attribute, or no child. */
export const nothing: unique symbol;
/** What an unchanged directive gives. */
export const noChange: unique symbol;

/** The template of `make`, made anew only when one of `dependencies` is another than the last time. */
export function guard(dependencies: unknown[], make: () => unknown): unknown;
/** A template for each item; elements follow their item when the order changes. */
export function repeat<T>(items: Iterable<T>, keyOf: (item: T, index: number) => unknown, templateOf: (item: T, index: number) => unknown): unknown;
/** Hands over the element it stands on. */
export function ref<E extends Element>(to: Ref<E> | ((element: E | undefined) => void)): unknown;
export function createRef<E extends Element>(): Ref<E>;
export interface Ref<E extends Element> {
  readonly value?: E;
}
/** Compares with what the element has now, not with what was last rendered: for what a visitor types. */
export function live(value: unknown): unknown;

export function directive<A extends unknown[]>(kind: new (part: any) => { render(...values: A): unknown }): (...values: A) => unknown;
export class Directive {
  constructor(part: unknown);
}
