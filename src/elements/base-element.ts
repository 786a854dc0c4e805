import { adoptStyles, type CSSResult, LitElement, supportsAdoptingStyleSheets } from 'lit';

/** The build replaces it with the version in package.json. Undefined when the code runs from source. */
declare const PACKAGE_VERSION: string | undefined;

/**
 * The base class of all elements. Its style sheets still apply after the element moves to another document.
 *
 * @cssproperty --digit-recognizer-ink - Color of the strokes.
 * @cssproperty --digit-recognizer-paper - Background of the surface and the card.
 * @cssproperty --digit-recognizer-text - Color of text.
 * @cssproperty --digit-recognizer-muted - Color of secondary text and icons.
 * @cssproperty --digit-recognizer-border - Color of the border.
 * @cssproperty --digit-recognizer-border-width - Width of the border.
 * @cssproperty --digit-recognizer-line - Color of the line between surface and panel, and of a pressed button.
 * @cssproperty --digit-recognizer-track - Background of the bars, and of a button under the pointer.
 * @cssproperty --digit-recognizer-accent - Color of the likeliest digit, the progress bar and the retry button.
 * @cssproperty --digit-recognizer-focus - Color of the focus ring; by default the accent color.
 * @cssproperty --digit-recognizer-focus-width - Width of the focus ring.
 * @cssproperty --digit-recognizer-error - Color of error messages.
 * @cssproperty --digit-recognizer-unsure - Color of the "?" and of what to do about it.
 * @cssproperty --digit-recognizer-radius - Corner radius of the card.
 * @cssproperty --digit-recognizer-button-radius - Corner radius of buttons; by default a little smaller.
 * @cssproperty --digit-recognizer-font - Font family.
 * @cssproperty --digit-recognizer-font-size - Font size of normal text; smaller and larger text scales with it.
 */
export abstract class BaseElement extends LitElement {
  /** The version of the package. */
  static readonly version: string =
    typeof PACKAGE_VERSION === 'undefined' ? 'source' : PACKAGE_VERSION;

  /** Called by the browser after a move to another document, where the constructed style sheets are not valid. */
  adoptedCallback(): void {
    if (this.hasUpdated && supportsAdoptingStyleSheets) this.#addStyles(this.shadowRoot!);
  }

  /** Reuses a shadow root that a server rendered, but not its content. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { shadowRootOptions } = this.constructor as typeof LitElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    root.replaceChildren();
    this.#addStyles(root);
    return root;
  }

  /** Adds styles that came after the element was made. */
  protected addStyles(style: CSSResult): void {
    const { elementStyles } = this.constructor as typeof LitElement;
    if (!elementStyles.includes(style)) elementStyles.push(style);
    this.#addStyles(this.shadowRoot!);
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
