// The session id in this browser. Storage may be full, forbidden or absent: then a talk lasts until the page is left.

import { isId } from "./ids.js";

const KEY = "novahouse-chat-session";

export const session = {
  read() {
    try {
      const stored = localStorage.getItem(KEY);
      return isId(stored) ? stored : null;
    } catch {
      return null;
    }
  },
  keep(id) {
    try {
      localStorage.setItem(KEY, id);
    } catch {
      // The talk goes on without it.
    }
  },
  forget() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Nothing was kept.
    }
  },
};
