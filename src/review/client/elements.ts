/** The element with this id; a page without it was not made by this version of the service. */
export function byId<Kind extends Element>(id: string, kind: new (...all: never[]) => Kind): Kind {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

/** All of a kind that have a data attribute, with its value. */
export function withData<Kind extends HTMLElement>(
  name: string,
  kind: new (...all: never[]) => Kind,
): (readonly [value: string, element: Kind])[] {
  return [...document.querySelectorAll(`[data-${name}]`)].flatMap((element) =>
    element instanceof kind ? [[element.dataset[name] ?? '', element] as const] : [],
  );
}

export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
