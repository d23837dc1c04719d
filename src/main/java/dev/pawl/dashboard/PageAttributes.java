package dev.pawl.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.WebUtils;

/** Adds what every page shows to its model: the version, the chosen theme, and the address of the service. */
@ControllerAdvice(annotations = Controller.class)
class PageAttributes {

  private final @Nullable String version;

  PageAttributes(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git) {
    this.version = version(build.getIfAvailable(), git.getIfAvailable());
  }

  private static @Nullable String version(
      @Nullable BuildProperties build, @Nullable GitProperties git) {
    if (build == null) {
      return null;
    }
    String commit = git == null ? null : git.getShortCommitId();
    return commit == null ? build.getVersion() : build.getVersion() + " (" + commit + ")";
  }

  /** Returns null if the service runs from classes that no build has described. */
  @ModelAttribute("version")
  @Nullable String version() {
    return version;
  }

  /** Returns the theme that the browser remembers; null to follow the setting of the system. */
  @ModelAttribute("theme")
  @Nullable String theme(HttpServletRequest request) {
    return themeOf(request);
  }

  /** Returns the address under which the browser reaches the service, such as {@code http://localhost:8080}. */
  @ModelAttribute("base")
  String base() {
    return ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
  }

  /** Returns the path and query of the page, from which live updates load it again. */
  @ModelAttribute("here")
  String here(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getRequestURI() + (query == null ? "" : "?" + query);
  }

  static @Nullable String themeOf(HttpServletRequest request) {
    var cookie = WebUtils.getCookie(request, "theme");
    return cookie == null || !cookie.getValue().matches("light|dark") ? null : cookie.getValue();
  }
}
