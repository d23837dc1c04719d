package dev.pawl.workspace;

import dev.pawl.target.FileWalker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesRule;

/** The {@code .gitattributes} of a target, for finding generated files. */
final class GitAttributes {

  private static final String FILE = ".gitattributes";
  private static final List<String> GENERATED = List.of("linguist-generated", "gitlab-generated");

  /** By folder with a trailing slash, empty for the root; sorted, so that deeper folders come later and override. */
  private final Map<String, AttributesNode> byFolder = new TreeMap<>();

  static GitAttributes of(List<FileWalker.Entry> files) throws IOException {
    var attributes = new GitAttributes();
    for (FileWalker.Entry file : files) {
      boolean isAttributesFile = file.path().equals(FILE) || file.path().endsWith("/" + FILE);
      if (isAttributesFile && !file.isLink()) {
        String folder = file.path().substring(0, file.path().length() - FILE.length());
        var node = new AttributesNode();
        try (InputStream in = Files.newInputStream(file.file())) {
          node.parse(in);
        }
        attributes.byFolder.put(folder, node);
      }
    }
    return attributes;
  }

  /** Returns whether a file is marked as generated. */
  boolean isGenerated(String path) {
    boolean generated = false;
    for (var entry : byFolder.entrySet()) {
      if (path.startsWith(entry.getKey())) {
        String relativePath = path.substring(entry.getKey().length());
        for (AttributesRule rule : entry.getValue().getRules()) {
          generated = rule.isMatch(relativePath, false) ? marked(rule, generated) : generated;
        }
      }
    }
    return generated;
  }

  private static boolean marked(AttributesRule rule, boolean current) {
    boolean marked = current;
    for (Attribute attribute : rule.getAttributes()) {
      if (GENERATED.contains(attribute.getKey())) {
        marked = attribute.getState() == Attribute.State.SET || "true".equals(attribute.getValue());
      }
    }
    return marked;
  }
}
