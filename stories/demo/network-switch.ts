import { addressFiles, fetchDropped, type DroppedNetwork } from './dropped-network.js';
import { showCard } from './model-card.js';
import type { ModelChoices } from './model-view.js';
import { openNetwork, type OpenNetwork } from './open-network.js';
import { createTroubleView } from './trouble-view.js';

/** Where a network comes from. */
export interface Origin {
  /** Absolute URL of the descriptor; undefined for the bundled network. */
  readonly model: string | undefined;
  readonly dropped: DroppedNetwork | undefined;
}

export interface NetworkSwitch extends ModelChoices {
  readonly current: Origin;
  /** Opens the bundled network if none is open. */
  again(): void;
}

const BUNDLED = 'pen';

const networkFetch = window.fetch.bind(window);

/**
 * Switches between networks. If the new network cannot be used, the page shows the error and keeps the old one.
 *
 * @param opened called with the network and the element's `model`.
 */
export function createNetworkSwitch(
  section: Element,
  opened: (network: OpenNetwork, origin: Origin) => void,
): NetworkSwitch {
  const showTrouble = createTroubleView(section.querySelector<HTMLElement>('[role="alert"]')!);
  const card = section.querySelector('dl')!;
  let current: Origin = { model: undefined, dropped: undefined };
  let isOpen = false;
  /** The last choice wins if several networks are loading. */
  let last = 0;

  const open = async (url: string, origin: Origin): Promise<void> => {
    const mine = ++last;
    const { dropped } = origin;
    const fetch = dropped ? fetchDropped(dropped, networkFetch) : networkFetch;
    try {
      const network = await openNetwork(url, fetch);
      if (mine !== last) return;
      // The element requests its files by URL from the page.
      window.fetch = fetch;
      current = origin;
      isOpen = true;
      showTrouble(null);
      showCard(card, network);
      opened(network, origin);
    } catch (error) {
      // Of its own network the field says so itself, and tries again.
      if (mine === last && (isOpen || origin.model)) showTrouble(error, dropped?.base);
    }
  };

  const networks: NetworkSwitch = {
    get current() {
      return current;
    },
    again() {
      if (!isOpen) networks.named(BUNDLED);
    },
    named(name) {
      const isBundled = name === BUNDLED;
      const path = `${isBundled ? 'dist/' : ''}models/${name}/model.json`;
      const url = new URL(path, document.baseURI).href;
      void open(url, { model: isBundled ? undefined : url, dropped: undefined });
    },
    files(files) {
      try {
        const { dropped, url } = addressFiles(files, new URL('dropped/', document.baseURI).href);
        void open(url, { model: url, dropped });
      } catch (error) {
        showTrouble(error);
      }
    },
  };
  return networks;
}
