package dev.pawl.dashboard;

import dev.pawl.report.TextSanitizer;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.dialect.IPostProcessorDialect;
import org.thymeleaf.engine.AbstractTemplateHandler;
import org.thymeleaf.model.IAttribute;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.model.IStandaloneElementTag;
import org.thymeleaf.model.IText;
import org.thymeleaf.postprocessor.IPostProcessor;
import org.thymeleaf.postprocessor.PostProcessor;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Shows characters as escapes on all pages that control a terminal or change the direction of a text, because names of
 * files, labels and the output of tools may contain them to mislead readers.
 */
@Component
class ControlCharacterDialect implements IPostProcessorDialect {

  private static final int PRECEDENCE = 1000;

  @Override
  public String getName() {
    return "control-characters";
  }

  @Override
  public int getDialectPostProcessorPrecedence() {
    return PRECEDENCE;
  }

  @Override
  public Set<IPostProcessor> getPostProcessors() {
    return Set.of(new PostProcessor(TemplateMode.HTML, EscapingHandler.class, PRECEDENCE));
  }

  /** Escapes the texts and the values of attributes. */
  public static final class EscapingHandler extends AbstractTemplateHandler {

    @Override
    public void handleText(IText text) {
      String original = text.getText();
      String escaped = TextSanitizer.replaceInvalid(original);
      super.handleText(
          escaped.equals(original) ? text : getContext().getModelFactory().createText(escaped));
    }

    @Override
    public void handleOpenElement(IOpenElementTag tag) {
      super.handleOpenElement(escapeAttributes(tag));
    }

    @Override
    public void handleStandaloneElement(IStandaloneElementTag tag) {
      super.handleStandaloneElement(escapeAttributes(tag));
    }

    private <T extends IProcessableElementTag> T escapeAttributes(T tag) {
      T result = tag;
      for (IAttribute attribute : tag.getAllAttributes()) {
        String original = attribute.getValue();
        if (original != null) {
          String escaped = TextSanitizer.replaceInvalid(original);
          if (!escaped.equals(original)) {
            result =
                getContext()
                    .getModelFactory()
                    .setAttribute(result, attribute.getAttributeCompleteName(), escaped);
          }
        }
      }
      return result;
    }
  }
}
