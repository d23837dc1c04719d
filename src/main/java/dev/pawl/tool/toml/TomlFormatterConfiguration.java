package dev.pawl.tool.toml;

import dev.pawl.language.Language;
import dev.pawl.tool.LineFormatter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the built-in formatter of TOML. */
@Configuration(proxyBeanMethods = false)
class TomlFormatterConfiguration {

  @Bean
  LineFormatter toml(TomlSyntaxChecker syntax) {
    return new LineFormatter(Language.TOML, syntax);
  }
}
