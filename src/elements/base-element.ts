import { adoptStyles, LitElement, supportsAdoptingStyleSheets } from 'lit';

/** Filled in by the build, from package.json; without a build there is none. */
declare const PACKAGE_VERSION: string | undefined;

/**
 * The base class of all our elements: style sheets that follow an element into another document.
 *
 * @cssproperty --digit-recognizer-ink - The strokes.
 * @cssproperty --digit-recognizer-paper - What one draws on, and the card.
 * @cssproperty --digit-recognizer-text - Text.
 * @cssproperty --digit-recognizer-muted - Text and marks that stand back.
 * @cssproperty --digit-recognizer-border - The frame.
 * @cssproperty --digit-recognizer-border-width - How thick the frame is.
 * @cssproperty --digit-recognizer-line - What parts the surface from the panel, and a button that is pressed.
 * @cssproperty --digit-recognizer-track - What bars lie in, and a button under the pointer.
 * @cssproperty --digit-recognizer-accent - The likeliest digit, progress, and the button that tries again.
 * @cssproperty --digit-recognizer-focus - The ring around what has the focus; by default the accent.
 * @cssproperty --digit-recognizer-focus-width - How thick that ring is.
 * @cssproperty --digit-recognizer-error - What went wrong, in words.
 * @cssproperty --digit-recognizer-radius - How round the corners are.
 * @cssproperty --digit-recognizer-button-radius - How round the buttons are; by default a little less.
 * @cssproperty --digit-recognizer-font - The family of fonts.
 * @cssproperty --digit-recognizer-font-size - The size of text; what is smaller or larger follows it.
 */
export abstract class BaseElement extends LitElement {
  /** The version of the package. */
  static readonly version: string =
    typeof PACKAGE_VERSION === 'undefined' ? 'source' : PACKAGE_VERSION;

  /** Called by the browser when the element was moved to another document, where constructed style sheets do not work. */
  adoptedCallback(): void {
    if (this.hasUpdated && supportsAdoptingStyleSheets) this.#addStyles(this.shadowRoot!);
  }

  /** Replaces what a server rendered. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { shadowRootOptions } = this.constructor as typeof LitElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    root.replaceChildren();
    this.#addStyles(root);
    return root;
  }

  /** A document accepts only style sheets that were constructed in it. */
  #addStyles(root: ShadowRoot): void {
    const { elementStyles } = this.constructor as typeof LitElement;
    const { defaultView } = this.ownerDocument;
    if (defaultView === window || !supportsAdoptingStyleSheets) adoptStyles(root, elementStyles);
    else if (defaultView !== null)
      root.adoptedStyleSheets = elementStyles.map((style) => {
        const sheet = new (defaultView as typeof globalThis.window).CSSStyleSheet();
        const rules = 'cssText' in style ? [style] : [...style.cssRules];
        sheet.replaceSync(rules.map(({ cssText }) => cssText).join(''));
        return sheet;
      });
  }
}
