package dev.pawl.dashboard;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Adds the version and the commit of the running service to the model of each page. */
@ControllerAdvice(annotations = Controller.class)
class VersionOnPages {

  private final @Nullable String version;

  VersionOnPages(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git) {
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
}
