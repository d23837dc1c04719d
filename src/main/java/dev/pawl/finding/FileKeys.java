package dev.pawl.finding;

import dev.pawl.command.Finding;
import dev.pawl.command.Fingerprint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The digits of fingerprints that identify files, for files that were renamed: they keep those of their old path, so that
 * their findings stay known.
 */
public final class FileKeys {

  /** The keys of a target without renamed files. */
  public static final FileKeys NONE = new FileKeys(Map.of());

  private final Map<String, String> keys;
  private final Set<String> taken;

  /**
   * Creates keys.
   *
   * @param keys the keys by path, of files whose keys are not those of their own paths
   */
  FileKeys(Map<String, String> keys) {
    this.keys = Map.copyOf(keys);
    this.taken = new HashSet<>(keys.values());
  }

  /** Returns the findings with the fingerprints that they have in the files as they were called before. */
  public List<Finding> apply(List<Finding> findings) {
    return keys.isEmpty() ? findings : findings.stream().map(this::apply).toList();
  }

  private Finding apply(Finding finding) {
    return finding.fingerprint().length() == Fingerprint.LENGTH
        ? finding.withFingerprint(Fingerprint.inFile(keyOf(finding.file()), finding.fingerprint()))
        : finding;
  }

  /** Returns the key of a file; a new file that has the old path of a renamed one gets a key of its own. */
  private String keyOf(String file) {
    String kept = keys.get(file);
    if (kept != null) {
      return kept;
    }
    String own = Fingerprint.fileKey(file);
    return taken.contains(own) ? Fingerprint.fileKey("\0" + file) : own;
  }
}
