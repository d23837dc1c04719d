package dev.pawl.target;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesRule;
import org.jspecify.annotations.Nullable;

/** The {@code .gitattributes} of a target: what it says about the line endings, the encoding and the origin of files. */
public final class GitAttributes {

  /** The name of the files that contain attributes. */
  public static final String FILE_NAME = ".gitattributes";

  private static final int MAX_BYTES = 1 << 20;
  private static final String MACRO_PREFIX = "[attr]";
  private static final String SET = "true";
  private static final String UNSET = "false";
  private static final List<String> GENERATED = List.of("linguist-generated", "gitlab-generated");
  private static final String VENDORED = "linguist-vendored";

  /** A rule, whose pattern JGit only parses. */
  private record Rule(Glob glob, List<Attribute> attributes) {}

  /** By folder with a trailing slash, empty for the root; sorted, so that deeper folders come later and override. */
  private final Map<String, List<Rule>> byFolder = new TreeMap<>();

  /** The attributes that a macro stands for, by its name. */
  private final Map<String, List<Attribute>> macros = new HashMap<>();

  /** Creates the attributes of a target that has none. */
  public GitAttributes() {
    macros.put(
        "binary",
        List.of(
            new Attribute("diff", Attribute.State.UNSET),
            new Attribute("merge", Attribute.State.UNSET),
            new Attribute("text", Attribute.State.UNSET)));
  }

  /** Reads the attributes of all files of a target. */
  public static GitAttributes of(FolderHandle root, List<FileWalker.Entry> files)
      throws IOException {
    var attributes = new GitAttributes();
    for (FileWalker.Entry file : files) {
      boolean isAttributesFile =
          file.path().equals(FILE_NAME) || file.path().endsWith("/" + FILE_NAME);
      if (isAttributesFile && !file.isLink()) {
        String folder = file.path().substring(0, file.path().length() - FILE_NAME.length());
        try (InputStream in = root.newInputStream(file.path())) {
          attributes.read(folder, in);
        }
      }
    }
    return attributes;
  }

  /** Reads the attributes that apply to one file, from its folder and the folders above it up to the root. */
  public static GitAttributes forFile(Path root, String path) throws IOException {
    var attributes = new GitAttributes();
    int end = 0;
    while (end >= 0) {
      String folder = path.substring(0, end);
      Path file = root.resolve(folder + FILE_NAME);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
          attributes.read(folder, in);
        }
      }
      int slash = path.indexOf('/', end);
      end = slash < 0 ? -1 : slash + 1;
    }
    return attributes;
  }

  private void read(String folder, InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("/%s%s is larger than 1 MiB".formatted(folder, FILE_NAME));
    }
    var node = new AttributesNode();
    node.parse(new ByteArrayInputStream(bytes));
    var rules = new ArrayList<Rule>();
    for (AttributesRule rule : node.getRules()) {
      String pattern = rule.getPattern();
      if (isMacro(rule)) {
        macros.put(pattern.substring(MACRO_PREFIX.length()), rule.getAttributes());
      } else if (!rule.isDirOnly()) {
        rules.add(new Rule(Glob.named(pattern, GlobDialect.GIT), rule.getAttributes()));
      }
    }
    byFolder.put(folder, rules);
  }

  private static boolean isMacro(AttributesRule rule) {
    return rule.getPattern().startsWith(MACRO_PREFIX);
  }

  /**
   * Returns the attributes of a file by name: {@code true} if an attribute is set, {@code false} if it is unset,
   * otherwise its value. Unspecified attributes are missing.
   */
  public Map<String, String> of(String path) {
    var values = new HashMap<String, String>();
    for (var entry : byFolder.entrySet()) {
      if (path.startsWith(entry.getKey())) {
        String relativePath = path.substring(entry.getKey().length());
        for (Rule rule : entry.getValue()) {
          if (rule.glob().matches(relativePath)) {
            rule.attributes().forEach(attribute -> apply(attribute, values, true));
          }
        }
      }
    }
    return values;
  }

  private void apply(Attribute attribute, Map<String, String> values, boolean expand) {
    String name = attribute.getKey();
    switch (attribute.getState()) {
      case SET -> values.put(name, SET);
      case UNSET -> values.put(name, UNSET);
      case UNSPECIFIED -> values.remove(name);
      case CUSTOM -> values.put(name, attribute.getValue());
    }
    @Nullable List<Attribute> expansion = macros.get(name);
    if (expand && expansion != null && attribute.getState() == Attribute.State.SET) {
      // A macro in a macro is applied as a plain attribute, except for the one that git itself
      // defines.
      expansion.forEach(part -> apply(part, values, part.getKey().equals("binary")));
    }
  }

  /** Returns whether a file is marked as generated. */
  public boolean isGenerated(String path) {
    Map<String, String> values = of(path);
    return GENERATED.stream().anyMatch(name -> SET.equals(values.get(name)));
  }

  /** Returns whether a file is marked as vendored. */
  public boolean isVendored(String path) {
    return SET.equals(of(path).get(VENDORED));
  }

  /** Returns whether a file is marked as the target's own, although its path may look vendored or generated. */
  public boolean isMarkedAsOwn(String path) {
    Map<String, String> values = of(path);
    return UNSET.equals(values.get(VENDORED));
  }
}
