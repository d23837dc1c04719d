package dev.pawl.web;

import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentVisitor;
import com.github.therapi.runtimejavadoc.Link;
import com.github.therapi.runtimejavadoc.ParamJavadoc;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import com.github.therapi.runtimejavadoc.Value;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.providers.JavadocProvider;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Returns the descriptions of the OpenAPI document that an annotation processor has kept from the Javadoc: those of
 * schemas, of their properties ({@code @param} of records) and of parameters ({@code @param} of controller methods). The
 * Javadoc of a controller method itself describes the implementation, so it is not used.
 */
@Component
@Primary
class ApiJavadoc implements JavadocProvider {

  @Override
  public @Nullable String getClassJavadoc(@Nullable Class<?> type) {
    return type == null ? null : format(RuntimeJavadoc.getJavadoc(type).getComment());
  }

  @Override
  public Map<String, String> getRecordClassParamJavadoc(Class<?> type) {
    return byName(RuntimeJavadoc.getJavadoc(type).getRecordComponents());
  }

  @Override
  public @Nullable String getParamJavadoc(Method method, String name) {
    return byName(RuntimeJavadoc.getJavadoc(method).getParams()).get(name);
  }

  /** Returns the description of a constant of an enum; null if it has none. */
  @Nullable String describeConstant(Enum<?> constant) {
    return format(RuntimeJavadoc.getJavadoc(constant).getComment());
  }

  @Override
  public @Nullable String getMethodJavadocDescription(Method method) {
    return null;
  }

  @Override
  public @Nullable String getMethodJavadocReturn(Method method) {
    return null;
  }

  @Override
  public Map<String, String> getMethodJavadocThrows(Method method) {
    return Map.of();
  }

  @Override
  public @Nullable String getFieldJavadoc(Field field) {
    return null;
  }

  @Override
  public String getFirstSentence(String text) {
    return text;
  }

  private static Map<String, String> byName(List<ParamJavadoc> parameters) {
    return parameters.stream()
        .filter(parameter -> format(parameter.getComment()) != null)
        .collect(
            Collectors.toMap(
                ParamJavadoc::getName,
                parameter -> String.valueOf(format(parameter.getComment()))));
  }

  /** Returns a comment as a sentence in Markdown; null if it is empty. */
  private static @Nullable String format(Comment comment) {
    var markdown = new MarkdownVisitor();
    comment.visit(markdown);
    String text = markdown.text.toString().replaceAll("\\s+", " ").strip();
    if (text.isEmpty()) {
      return null;
    }
    return Character.toUpperCase(text.charAt(0))
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }

  /** Converts inline tags to Markdown. */
  private static final class MarkdownVisitor implements CommentVisitor {

    private final StringBuilder text = new StringBuilder();

    @Override
    public void commentText(String value) {
      text.append(value);
    }

    @Override
    public void inlineLink(Link link) {
      text.append(link.getLabel());
    }

    @Override
    public void inlineTag(String name, String value) {
      String content = value.strip();
      text.append(name.equals("code") ? "`" + content + "`" : content);
    }

    @Override
    public void inlineValue(Value value) {
      text.append(value.getReferencedMemberName());
    }
  }
}
