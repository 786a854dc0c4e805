import { LitElement } from 'lit';
import { VERSION } from './version.js';

/**
 * What all our elements are.
 *
 * @cssproperty --digit-recognizer-ink - The strokes.
 * @cssproperty --digit-recognizer-paper - What one draws on, and the card.
 * @cssproperty --digit-recognizer-text - Text.
 * @cssproperty --digit-recognizer-muted - Text and marks that stand back.
 * @cssproperty --digit-recognizer-line - Borders.
 * @cssproperty --digit-recognizer-track - What bars lie in, and a button under the pointer.
 * @cssproperty --digit-recognizer-accent - The likeliest digit, and the ring around what has the focus.
 * @cssproperty --digit-recognizer-error - What went wrong, in words.
 * @cssproperty --digit-recognizer-radius - How round the corners are.
 * @cssproperty --digit-recognizer-font - The family of fonts.
 */
export abstract class BaseElement extends LitElement {
  /** The version of the package. */
  static readonly version: string = VERSION;

  /** What a server rendered is drawn anew in its place: the same, but alive. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }
}
