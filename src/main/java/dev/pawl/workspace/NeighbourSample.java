package dev.pawl.workspace;

import dev.pawl.language.Language;
import dev.pawl.target.PathFilter;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Selects files outside of the scope that show how the project formats its code: for each language in scope the first
 * files in the folders of the files in scope, and then in the folders above.
 */
final class NeighbourSample implements PathFilter {

  /** The number of files for each language. */
  private static final int SAMPLE_SIZE = 30;

  /** The number of files and folders after which the search ends. */
  private static final int MAX_VISITED = 5000;

  private final Set<String> scope;

  /** The folders on the way to those of the files in scope. */
  private final Set<String> folders;

  private final Map<Language, Integer> missing = new HashMap<>();
  private final Set<String> selected = new HashSet<>();
  private int visited;

  /** The folders in which files are looked for; below them only from the second round on. */
  private Set<String> places;

  private boolean recursive;

  /** Creates the selection for files in scope. */
  NeighbourSample(Collection<String> paths) {
    this.scope = Set.copyOf(paths);
    this.folders = PathFilter.foldersOf(paths);
    this.places = paths.stream().map(PathFilter::folderOf).collect(Collectors.toSet());
    for (String path : paths) {
      Language.of(path)
          .filter(Language::isSource)
          .ifPresent(language -> missing.put(language, SAMPLE_SIZE));
    }
  }

  /** Returns whether a further round could find more files, and widens the search to the folders above. */
  boolean widen() {
    if (missing.isEmpty() || visited > MAX_VISITED || recursive && places.equals(Set.of(""))) {
      return false;
    }
    if (recursive) {
      places = places.stream().map(PathFilter::folderOf).collect(Collectors.toSet());
    }
    recursive = true;
    return true;
  }

  @Override
  public boolean includes(String path) {
    Language language = Language.of(path).orElse(null);
    if (language == null
        || !missing.containsKey(language)
        || scope.contains(path)
        || !isPlace(PathFilter.folderOf(path))
        || !isVisited()
        || !selected.add(path)) {
      return selected.contains(path);
    }
    missing.computeIfPresent(language, (key, count) -> count == 1 ? null : count - 1);
    return true;
  }

  @Override
  public boolean mayContain(String folder) {
    return !missing.isEmpty() && (folders.contains(folder) || isPlace(folder) && isVisited());
  }

  private boolean isVisited() {
    return visited++ <= MAX_VISITED;
  }

  private boolean isPlace(String folder) {
    if (!recursive) {
      return places.contains(folder);
    }
    String place = folder;
    while (!places.contains(place)) {
      if (place.isEmpty()) {
        return false;
      }
      place = PathFilter.folderOf(place);
    }
    return true;
  }
}
