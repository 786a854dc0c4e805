/**
 * The accessible name for what has the focus inside a control: the labels of the control itself do
 * not reach into its shadow tree.
 */
export function labelText(host: HTMLElement, labels: NodeList | undefined): string {
  const named = host.getAttribute('aria-label')?.trim();
  if (named) return named;
  // A server, where the field may be rendered, knows no other elements.
  const slotted = host.querySelectorAll?.(':scope > [slot="label"]') ?? [];
  return [...(labels ?? []), ...slotted]
    .map((label) => label.textContent?.trim() ?? '')
    .filter((text) => text !== '')
    .join(' ');
}
