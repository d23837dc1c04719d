package dev.pawl.tool.yaml;

import dev.pawl.language.Language;
import dev.pawl.tool.LineFormatter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the built-in formatter of YAML. */
@Configuration(proxyBeanMethods = false)
class YamlFormatterConfiguration {

  @Bean
  LineFormatter yaml(YamlSyntaxChecker syntax) {
    return new LineFormatter(Language.YAML, syntax);
  }
}
