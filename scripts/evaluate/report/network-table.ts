import { grouped } from '../../lib/figures.js';
import { html, type Markup } from '../../lib/html.js';
import type { NetworkFacts } from '../network-facts.js';

/** The plan that a backend executes, operation by operation. */
export function networkTable({ operations, preparation, ...network }: NetworkFacts): Markup {
  const { box, centre, penWidth } = preparation;
  return html`<p class="faint">
      A drawing is fitted to ${box} × ${box} pixels with a pen ${penWidth} wide and centred by its
      ${centre === 'mass' ? 'centre of mass' : 'extent'} on 28 × 28.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">operation</th>
            <th scope="col">kind</th>
            <th scope="col">result</th>
            <th scope="col">weights</th>
            <th scope="col">multiply-adds</th>
          </tr>
        </thead>
        <tbody>
          ${operations.map(
            ({ name, kind, shape, weights, multiplyAdds }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${kind}</td>
                <td>${shape.join(' × ')}</td>
                <td>${grouped(weights)}</td>
                <td>${grouped(multiplyAdds)}</td>
              </tr> `,
          )}
          <tr>
            <th scope="row">all</th>
            <td></td>
            <td></td>
            <td><b>${grouped(network.weights)}</b></td>
            <td><b>${grouped(network.multiplyAdds)}</b></td>
          </tr>
        </tbody>
      </table>
    </div>`;
}
