package dev.pawl.language;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TreeSitterC;
import org.treesitter.TreeSitterCpp;
import org.treesitter.TreeSitterGo;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterKotlin;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterRust;
import org.treesitter.TreeSitterTypescript;

/** Parses texts with the bundled grammars of tree-sitter. */
public final class SyntaxTreeParser {

  /** The number of characters up to which texts are parsed. */
  public static final int MAX_CHARACTERS = 4 << 20;

  private static final Map<Language, Supplier<TSLanguage>> GRAMMARS =
      Map.of(
          Language.C, TreeSitterC::new,
          Language.CPP, TreeSitterCpp::new,
          Language.GO, TreeSitterGo::new,
          Language.JAVASCRIPT, TreeSitterJavascript::new,
          Language.KOTLIN, TreeSitterKotlin::new,
          Language.PYTHON, TreeSitterPython::new,
          Language.RUST, TreeSitterRust::new,
          Language.TYPESCRIPT, TreeSitterTypescript::new);

  private SyntaxTreeParser() {}

  /** Returns whether a grammar of the language is bundled. */
  public static boolean hasGrammar(Language language) {
    return GRAMMARS.containsKey(language);
  }

  /** Returns whether a text has no unpaired surrogates, which the encoding of the parser cannot represent. */
  public static boolean isWellFormed(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /**
   * Parses a text in a language with a grammar, and returns what a function makes of the tree.
   *
   * @param reader the function of the root node, which is valid during the call only
   */
  public static <T> T parse(Language language, String text, Function<TSNode, T> reader) {
    try (TSParser parser = new TSParser()) {
      parser.setLanguage(Objects.requireNonNull(GRAMMARS.get(language)).get());
      try (TSTree tree = parser.parseString(null, text)) {
        return reader.apply(tree.getRootNode());
      }
    }
  }
}
