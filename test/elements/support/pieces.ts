/** Everything to be seen in the frame of an element, also in the shadow trees of its parts. */
export function piecesOf(element: Element): Element[] {
  const base = element.shadowRoot!.querySelector('[part="base"]')!;
  return within(base).filter((piece) => {
    const { width, height } = piece.getBoundingClientRect();
    // What is for ears only is a pixel large.
    return piece.checkVisibility() && width > 1 && height > 1;
  });
}

function within(root: ParentNode): Element[] {
  return [...root.querySelectorAll('*')].flatMap((child) => [
    child,
    ...(child.shadowRoot ? within(child.shadowRoot) : []),
  ]);
}
