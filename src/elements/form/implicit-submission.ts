/**
 * What Enter in a text field does to its form: its default button is pressed, or without one the
 * form is submitted (HTML, "Implicit submission"; a form of several fields is submitted too).
 */
export function submitImplicitly(form: HTMLFormElement | null): void {
  const buttons = (form?.getRootNode() as ParentNode | undefined)?.querySelectorAll<
    HTMLButtonElement | HTMLInputElement
  >('button, input[type=submit], input[type=image]');
  // The `elements` of a form leave out its image buttons.
  const button = [...(buttons ?? [])].find((one) => one.form === form && isSubmitButton(one));
  if (button) button.click();
  else form?.requestSubmit();
}

/** By its type: in a frame, a button is of another class than ours. */
function isSubmitButton({ type }: HTMLButtonElement | HTMLInputElement): boolean {
  return type === 'submit' || type === 'image';
}
