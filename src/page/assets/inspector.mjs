import { html, useEffect, useState } from './preact.mjs';

/** What is beside the channel. */
export function Panel({ app, panel, setPanel }) {
  if (!panel.isOpen) return null;
  return html`<aside class="panel" aria-label=${app.words.inspecting}></aside>`;
}
