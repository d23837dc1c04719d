package dev.pawl.tool.yaml;

import dev.pawl.tool.LineLayout;
import dev.pawl.workspace.Language;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the built-in formatter of YAML. */
@Configuration(proxyBeanMethods = false)
class YamlLayout {

  @Bean
  LineLayout yaml(YamlSyntax syntax) {
    return new LineLayout(Language.YAML, syntax);
  }
}
