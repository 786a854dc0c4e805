/**
 * What Enter in a text field does to its form: its default button is pressed, or without one the
 * form is submitted (HTML, "Implicit submission"; a form of several fields is submitted too).
 */
export function submitImplicitly(form: HTMLFormElement | null): void {
  const button = [...(form?.elements ?? [])].find(isSubmitButton);
  if (button) button.click();
  else form?.requestSubmit();
}

function isSubmitButton(element: Element): element is HTMLButtonElement | HTMLInputElement {
  if (element instanceof HTMLButtonElement) return element.type === 'submit';
  return element instanceof HTMLInputElement && ['submit', 'image'].includes(element.type);
}
