package dev.pawl.forge;

import org.jspecify.annotations.Nullable;

/**
 * What was created on a forge.
 *
 * @param id the id by which it can be changed; null if there is none
 * @param url the URL of its page; null if the forge does not return one
 */
record RemoteObject(@Nullable String id, @Nullable String url) {

  static final RemoteObject UNKNOWN = new RemoteObject(null, null);

  RemoteObject {
    url = url != null && url.matches("https?://\\S{1,2000}") ? url : null;
  }
}
