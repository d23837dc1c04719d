package dev.pawl.forge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What was created on a forge.
 *
 * @param id the id by which it can be changed; null if there is none
 * @param url the URL of its page; null if the forge does not return one
 */
record RemoteObject(@Nullable String id, @Nullable String url) {

  static final RemoteObject UNKNOWN = new RemoteObject(null, null);

  static RemoteObject of(JsonNode response, String idField, String urlField) {
    JsonNode id = response.path(idField);
    JsonNode url = response.path(urlField);
    return new RemoteObject(
        id.isValueNode() && !id.isNull() ? id.asString() : null,
        url.isString() && url.asString().matches("https?://\\S{1,2000}") ? url.asString() : null);
  }
}
