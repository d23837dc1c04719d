package dev.pawl.tool;

import dev.pawl.language.Language;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognizes templates, which become texts of their language only when they are rendered. */
final class TemplateDetector {

  /** Folders whose files are templates by convention: archetypes of Maven, and project templates. */
  private static final Pattern TEMPLATE_PATH =
      Pattern.compile("(.*/)?archetype-resources/.*|.*\\{\\{.*}}.*|.*\\{%.*%}.*");

  /** The expressions and statements of Velocity, which archetypes use. */
  private static final Pattern VELOCITY =
      Pattern.compile("\\$!?\\{[A-Za-z][\\w.-]*}|(?m)^\\s*#(set|if|foreach|parse|macro)\\s*\\(");

  /** Statements of Jinja, Liquid, Handlebars, Go templates, FreeMarker and ERB, in formats of data. */
  private static final Pattern IN_DATA =
      Pattern.compile(
          "\\{%[-+~]?\\s*\\w[^%]{0,200}%}|(?<!\\$)\\{\\{[-~{]?\\s*[\\w.$#/>&|(^!'`][^}]{0,200}}}"
              + "|</?#[A-Za-z]|</?@[A-Za-z]|<#--|<\\$\\{|<%|@[A-Z][A-Z0-9_]+@"
              + "|(?m)^\\s*#(set|if|foreach|parse|macro)\\(");

  /** The same in source code, where fewer of these texts are certain not to be code. */
  private static final Pattern IN_CODE =
      Pattern.compile(
          "\\{%[-+~]?\\s*(if|for|set|block|raw|include|else|endif|endfor|macro|extends|import|from"
              + "|comment|load|with|unless|case|assign)\\b[^%]{0,200}%}"
              + "|\\{\\{[-~]?\\s*(cookiecutter|[#^]\\s*\\w|\\.\\w|\\$)[^}]{0,200}}}|(?m)^\\s*(public"
              + " |private |final |abstract )*"
              + "(package|import|class|interface|enum|namespace|module|func|def)\\s[^\\n\"'`;]*\\$\\{"
              + "|(?m)^\\s*<[#@](if|list|assign|include|macro|import|else)|(?m)^\\s*<%[-=@]?\\s"
              + "|(?m)^\\s*\\{\\{[^{}\\n]{0,200}}}\\s*$");

  /** Languages in which a placeholder such as {@code ${version}} is a valid expression. */
  private static final Set<Language> WITH_PLACEHOLDERS =
      EnumSet.of(
          Language.SHELL,
          Language.ZSH,
          Language.FISH,
          Language.PHP,
          Language.MAKEFILE,
          Language.DOCKERFILE,
          Language.KOTLIN,
          Language.SCALA,
          Language.JAVASCRIPT,
          Language.TYPESCRIPT,
          Language.RUBY);

  /** A placeholder that takes the place of a value, and is not part of a string or of a comment. */
  private static final Pattern VALUE_IN_CODE =
      Pattern.compile(
          "(?m)^[^\"'/*#\\n]*[=(,]\\s*(\\$\\{[A-Za-z][\\w.-]*}|@[A-Z]\\w*@)\\s*[,;)\\n]");

  /** The same in JSON: a name in capital letters that a script replaces. */
  private static final Pattern VALUE_IN_JSON =
      Pattern.compile("[:\\[,]\\s*[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\\s*[,}\\]]");

  private TemplateDetector() {}

  /** Returns whether a file is a template by its place, whether or not it parses. */
  static boolean isTemplateByPlace(SourceFile source) {
    String path = source.path();
    return path.contains("archetype-resources/")
        && TEMPLATE_PATH.matcher(path).matches()
        && VELOCITY.matcher(source.text()).find();
  }

  /** Returns whether a file that does not parse is a template. */
  static boolean isTemplate(SourceFile source) {
    Language language = source.language().orElse(null);
    boolean code = language != null && language.isSource();
    return TEMPLATE_PATH.matcher(source.path()).matches()
        || (code ? IN_CODE : IN_DATA).matcher(source.text()).find()
        || code
            && !WITH_PLACEHOLDERS.contains(language)
            && VALUE_IN_CODE.matcher(source.text()).find()
        || language == Language.JSON && VALUE_IN_JSON.matcher(source.text()).find();
  }
}
